//! Decides which crates of a workspace become conda packages, how each is built, and why.
//!
//! A plan is computed completely before anything is built. It can then be shown, written as recipes, or
//! executed; this crate does none of these.
//!
//! # Types and lifetimes
//!
//! The central type is [`Plan`]. [`Plan::compute`] takes a [`PlanInput`], which borrows three values:
//!
//! * the [`Workspace`](cargo_conda_workspace::Workspace) with its manifests and its graph of crates,
//! * a [`SourceTree`], which answers the few questions about other files,
//! * the [`PlanRequest`], which holds what the command line or another caller asks for.
//!
//! The plan borrows nothing, so it may outlive all three. It has:
//!
//! * a [`PackagePlan`] for each package, with everything that its build needs,
//! * a [`BuildGroup`] for the packages that can share a compile; each package names its group by a
//!   [`GroupId`],
//! * a [`Skip`] for each other member, with the [`SkipReason`] and, if there is one, the change that would
//!   include it,
//! * [`Warning`]s about what deserves attention.
//!
//! [`Proposals`] look at a workspace for configuration that makes sense and that it does not have, and change
//! the texts of manifests by it.
//!
//! Tables in manifests are read by [`config`], one layer over another. Each value keeps its [`Location`], so
//! that every [`Problem`] points at the line to change. All problems of all manifests are reported at once.
//!
//! # What is absent
//!
//! Processes, clocks and environment variables. Equal input gives an equal plan, on every machine.
//!
//! # Example
//!
//! ```
//! use camino::{Utf8Path, Utf8PathBuf};
//! use cargo_conda_plan::{Plan, PlanInput, PlanRequest, SourceEntry, SourceTree};
//! use cargo_conda_workspace::{LoadOptions, Workspace};
//!
//! /// No file but the manifests, so no licence texts.
//! struct NoFiles;
//!
//! impl SourceTree for NoFiles {
//!     fn is_file(&self, _path: &Utf8Path) -> bool {
//!         false
//!     }
//!
//!     fn text(&self, _path: &Utf8Path) -> Option<String> {
//!         None
//!     }
//!
//!     fn entries(&self, _directory: &Utf8Path) -> Vec<SourceEntry> {
//!         Vec::new()
//!     }
//!
//!     fn resolve(&self, _path: &Utf8Path) -> Option<Utf8PathBuf> {
//!         None
//!     }
//! }
//!
//! # let files = cargo_conda_test_support::TempWorkspace::empty();
//! # let manifest = "[package]\nname = 'Hello'\nversion = '1.0.0'\nedition = '2024'\nlicense = 'MIT'\n";
//! # files.write("Cargo.toml", manifest);
//! # files.write("src/main.rs", "fn main() {}");
//! # files.lock();
//! # let directory = files.root().to_owned();
//! // A directory with one crate: `Hello` 1.0.0, under the MIT licence.
//! let workspace = Workspace::load(&LoadOptions {
//!     cargo: "cargo".into(),
//!     directory,
//!     manifest_path: None,
//!     offline: true,
//!     cargo_home: None,
//!     lock_file: None,
//!     withheld: Vec::new(),
//! })?;
//! let request = PlanRequest::new("linux-64".parse()?);
//! let plan = Plan::compute(PlanInput { workspace: &workspace, files: &NoFiles, request: &request })?;
//!
//! let [package] = plan.packages.as_slice() else { panic!("one crate, one package") };
//! assert_eq!(package.name.as_str(), "hello");
//! assert_eq!(package.binaries(), ["Hello"]);
//! assert_eq!(plan.group_of(package).profile, "release");
//! // The licence has no text beside the manifest.
//! assert_eq!(plan.warnings.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod proposal;

mod planner;
mod request;

pub mod config;

mod model;

mod problem;
mod source;

pub use config::{ConfigKey, Field, OuterConfig, PACKAGE_KEYS, ValueShape, WORKSPACE_KEYS};
pub use model::{
    About, AddedRequirements, Asset, Assets, BuildGroup, BuildIdentity, BuildScriptFiles, CLibrary,
    CLibraryEvidence, CargoInstall, CompletionShell, ConditionalRequirement, Disclosure, EntryPoint,
    FilePattern, GeneratedHeader, GroupId, Hint, IgnoreRunExports, InvalidPartition, LeftOutBinary,
    LibraryKinds, LibraryPart, License, LicenseFile, NativeDependency, NativeOrigin, NoticePlan, Numbering,
    PackagePlan, PackageRequirements, Partition, PartitionKind, PkgConfig, Plan, PrintedFile, PrintedForm,
    Product, ProductKind, Programs, PythonAbi, PythonExtension, RustChoice, SharedLibrary, Skip, SkipReason,
    SourceFile, StdlibChoice, Strip, StripPlan, Toolchain, VariantRequest, VariantValue, Variants,
};
pub use planner::{MemberHint, PlanError, PlanInput};
pub use problem::{
    AssetProblem, CLibraryProblem, CLibraryWarning, Problem, ProblemKind, Problems, PythonProblem, Together,
    UnusedReason, Warning,
};
pub use proposal::{
    CompletionScripts, FileChange, Lack, Open, Place, Proposal, ProposalDestination, ProposalError,
    Proposals, ProposedValue,
};
pub use request::{
    Affected, Concerned, FeatureRequest, OuterManifest, OuterMetadata, PlanRequest, ProgramRuns, Selection,
    StrippedProfiles,
};
pub use source::{EntryKind, Located, Location, Source, SourceEntry, SourceTree};

// Types of other projects in public signatures.
#[doc(no_inline)]
pub use camino::{Utf8Path, Utf8PathBuf};
#[doc(no_inline)]
pub use indexmap::IndexMap;
