//! Turn a Cargo workspace into a conda channel.
//!
//! This library is what `cargo conda` is made of. It is for scripts, such as those that `cargo xtask` runs,
//! that build a channel as the command does but decide some things themselves. A [`Session`] runs the stages,
//! each of which makes a value for the next:
//!
//! ```no_run
//! use cargo_conda::{PlanRequest, Session, Verbosity, stderr_reporter};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let session = Session::here()?;
//! let workspace = session.load_workspace(None)?;
//! let plan = session.plan(&workspace, &PlanRequest::new(session.platform()))?;
//! let options = session.build_options(&workspace).with_fail_fast(true);
//! let summary = session.build(&workspace, &plan, &options, &mut stderr_reporter(Verbosity::Normal))?;
//! println!("{} packages in {}", summary.built().count(), summary.channel);
//! # Ok(())
//! # }
//! ```
//!
//! [`explain`] turns any error of these calls into the text that `cargo conda` would show.
//!
//! # What is here
//!
//! - Loading: [`Workspace`] and its [`Member`]s.
//! - Planning: [`PlanRequest`] with its parts [`Selection`], [`FeatureRequest`], [`Partition`] and
//!   [`Toolchain`]; [`Session::config_file`], which reads a [`Source`] of configuration for it; [`Plan`] with
//!   a [`PackagePlan`] for each package and a [`Skip`] for each other member.
//! - Proposing: [`Session::proposals`] looks for configuration that makes sense, and [`Proposals::changes`]
//!   has the manifests as they would be.
//! - Examining: [`Session::examine`] looks for what would keep a plan from being built, and gives a
//!   [`Finding`] for each [`Check`].
//! - Building: [`BuildOptions`] and [`Interrupt`]; [`Summary`] with a [`PackageOutcome`] for each
//!   [`PackageLabel`].
//! - Verifying: [`VerifyRequest`] with [`Archives`], and what [`Session::verify`] makes of them:
//!   [`Verified`].
//! - Auditing: [`Session::advisories`] opens a database of [`Advisories`], and [`Session::concerned`] finds
//!   the [`ConcernedMembers`] for a [`Selection`].
//! - Reporting: [`Reporter`], which receives each [`Event`]; [`stderr_reporter`] and [`JsonReporter`].
//!
//! The types come from the crates of the stages, which promise no stability. Each is exported here once, by
//! its name. Types that only a build backend needs, whose caller solves the environments, are in [`backend`].
//! Types of other crates that appear in signatures are exported too, so that a script needs no dependency on
//! those crates in the same version.

mod advisories;
pub mod backend;
mod build_time;
mod checkout;
mod examination;
mod explain;
#[cfg(debug_assertions)]
mod faults;
mod files;
mod flow_run;
mod git;
mod process;
mod remote;
mod repository;
mod session;
mod stderr;
mod strip;
mod verify;

pub use advisories::{Advisories, AdvisoriesError, ConcernedMembers};
pub use build_time::InvalidTime;
pub use explain::{explain, help};
pub use git::GitError;
pub use repository::Repository;
pub use session::{BuildError, ConfigFileError, Session, SessionError};
pub use stderr::{color_for, stderr_reporter};
pub use verify::{Archives, Verdict, Verified, VerifyError, VerifyRequest, is_archive};

pub use cargo_conda_mapping::{Platform, SymbolVersion};
pub use cargo_conda_workspace::{FeaturesOf, LoadError, Member, Workspace};

pub use cargo_conda_plan::{
    Affected, Concerned, FeatureRequest, FileChange, Lack, MemberHint, Open, PackagePlan, Partition,
    PartitionKind, Place, Plan, PlanError, PlanRequest, Problem, ProgramRuns, Proposal, ProposalDestination,
    ProposalError, Proposals, ProposedValue, Selection, Skip, SkipReason, Source, Toolchain, VariantRequest,
    VariantValue, Warning,
};

pub use cargo_conda_engine::{
    BuildOptions, BuiltPackage, CargoPackage, ChannelPriority, Check, CompileError, CompileFailure, Count,
    Difference, DifferenceKind, Emulator, Emulators, EngineError, Event, EventKind, FailedPackage,
    FailedTarget, FailedTest, Fault, Finding, Interrupt, InvalidPackaging, Killed, ManifestEdit,
    MaterialsError, MissingFeatures, MissingLibrary, Network, NewerSymbol, PackageError, PackageLabel,
    PackageOutcome, Packaging, Printed, ProgramError, Progress, Remedy, RustcError, Severity, SourcePlace,
    Status, Summary, TestCommand, TestPolicy,
};

pub use cargo_conda_report::{Color, JsonReporter, OutputEvents, Reporter, Verbosity};

#[doc(no_inline)]
pub use camino::{Utf8Path, Utf8PathBuf};
#[doc(no_inline)]
pub use indexmap::IndexMap;
#[doc(no_inline)]
pub use jiff::Timestamp;
