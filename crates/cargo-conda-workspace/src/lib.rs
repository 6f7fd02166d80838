//! A Cargo workspace as data: its members, their dependencies, and what a build of each member compiles.
//!
//! This is the first stage of cargo-conda. [`Workspace::load`] runs `cargo metadata` once and reads the
//! manifests; all later questions are answered from memory. The crate knows nothing of conda. The only
//! program that it starts is cargo, it never prints, and it never reads an environment variable.
//!
//! # Types and lifetimes
//!
//! [`Workspace`] is the central type. It owns the [`Member`]s and everything else that was read.
//!
//! Answers are views: [`MemberDependency`], [`Package`], [`Profiles`] and [`Closure`] are made from a
//! workspace, and their lifetime `'a` is that of the borrow of the workspace. Names, versions and members
//! that a view hands out have the lifetime of the workspace too, so they stay valid when the view is gone.
//! [`ExternalPackage`] is the exception: it also borrows from its closure, where the features are.
//!
//! Questions with several parts are structs that a caller fills in: [`ClosureQuery`] and [`Changes`]. They
//! know no workspace until [`ClosureQuery::resolve`] or [`Changes::affected_members`] gets one.
//!
//! | question | answer |
//! |---|---|
//! | Which packages are members, and what do their manifests say? | [`Workspace::members`], [`Member`] |
//! | Which member depends on which? | [`Workspace::dependencies`] |
//! | Which packages does a build of a member compile? | [`ClosureQuery`], [`Closure`] |
//! | Through which packages does that build come to this one? | [`Closure::chain_to`] |
//! | Which packages are in its binaries, and which were only needed to compile them? | [`Closure::inventory`] |
//! | Which of its binaries lack a feature in that build? | [`Closure::missing_features`] |
//! | Which features do its crates get from other members only? | [`ClosureQuery::feature_gaps`] |
//! | Which members differ from an earlier state? | [`Changes`] |
//! | Which files at the root concern every member? | [`SHARED_FILES`] |
//!
//! # Example
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use cargo_conda_workspace::{ClosureQuery, FeatureSelection, LoadOptions, Workspace};
//! # let directory = tempfile::tempdir()?;
//! # let root = camino::Utf8Path::from_path(directory.path()).ok_or("a temporary directory in UTF-8")?;
//! # for (path, text) in [
//! #     ("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app', 'core', 'unused']"),
//! #     (
//! #         "app/Cargo.toml",
//! #         "[package]\nname = 'app'\nedition = '2024'\n[dependencies]\ncore.path = '../core'",
//! #     ),
//! #     ("app/src/main.rs", "fn main() {}"),
//! #     ("core/Cargo.toml", "[package]\nname = 'core'\nedition = '2024'"),
//! #     ("core/src/lib.rs", ""),
//! #     ("unused/Cargo.toml", "[package]\nname = 'unused'\nedition = '2024'"),
//! #     ("unused/src/lib.rs", ""),
//! #     (
//! #         "Cargo.lock",
//! #         "version = 4\n[[package]]\nname = 'app'\nversion = '0.0.0'\ndependencies = ['core']\n\
//! #          [[package]]\nname = 'core'\nversion = '0.0.0'\n\
//! #          [[package]]\nname = 'unused'\nversion = '0.0.0'\n",
//! #     ),
//! # ] {
//! #     let path = root.join(path);
//! #     fs_err::create_dir_all(path.parent().unwrap_or(root))?;
//! #     fs_err::write(path, text)?;
//! # }
//!
//! // Members `app`, `core` and `unused`; `app` depends on `core`.
//! let workspace = Workspace::load(&LoadOptions {
//!     cargo: "cargo".into(),
//!     directory: root.to_owned(),
//!     manifest_path: None,
//!     offline: true,
//!     cargo_home: None,
//!     lock_file: None,
//!     withheld: Vec::new(),
//! })?;
//!
//! let triple = "x86_64-unknown-linux-gnu";
//! let features = FeatureSelection::default();
//! let query = ClosureQuery { member: "app", features: &features, target: triple, host: triple };
//! let compiled: Vec<_> = query.resolve(&workspace)?.members().iter().map(|member| member.name()).collect();
//! assert_eq!(compiled, ["app", "core"]);
//! # Ok(())
//! # }
//! ```
//!
//! # Two graphs
//!
//! Questions about the workspace as a whole need little: packages, edges and the kind of each edge. They are
//! answered from a thin graph of our own over the resolved packages, which is built when the workspace is
//! loaded.
//!
//! Which packages one build really compiles, and with which features, takes more: cargo resolves features per
//! target and host, for weak dependencies, for hidden optional dependencies, and by the version of the
//! resolver. [guppy](https://docs.rs/guppy) simulates precisely this and is tested against cargo itself, so a
//! closure asks guppy. Its graph of features is much bigger than ours and most commands never need it. It is
//! therefore built for the first closure, from the same JSON. petgraph and guppy each stay behind one private
//! module; neither appears in a signature.
//!
//! # Why package graphs have cycles
//!
//! Cargo refuses a cycle of normal and build dependencies: no package of it could be compiled first. And yet
//! the graph that `cargo metadata` prints can have cycles. It has one node for each *package*, while cargo
//! compiles *targets*: a library, binaries, tests. A development dependency belongs to the tests alone. When
//! the tests of `core` use the crate `fixtures`, which itself uses `core`, cargo compiles `core` the library,
//! then `fixtures`, then the tests of `core`, and nothing is circular. Drawn with one node for each package,
//! `core` needs `fixtures` and `fixtures` needs `core`.
//!
//! No other target can link a test target, so an edge that starts at a test target leads nowhere that a
//! library or a binary could reach back from. Leaving all development edges out therefore takes nothing away
//! from what is compiled for a binary, and what remains is without cycles because cargo checked it.
//! [`Closure`] and [`Changes`] do leave them out, in agreement with `cargo install`, which ignores
//! development dependencies too.

mod cargo;
mod error;
mod files;
mod graph;
mod members;
mod queries;
mod simulation;
mod workspace;

pub use cargo::CargoFailure;
pub use error::{IgnoredLockFile, LoadError, Position};
pub use files::{
    CargoConfig, ConfigFile, LockFile, LockedPackage, Manifest, Profiles, SHARED_FILES, ToolchainFile,
    canonicalize, condition_holds, normalize,
};
pub use graph::{Package, PackageSource};
pub use members::{
    Binary, DependencyKind, FeatureSelection, FeaturesOf, Member, MemberDependency, PackageFacts,
    UnknownFeature,
};
pub use queries::{
    Changes, Closure, ClosureError, ClosureQuery, ExternalPackage, FeatureGap, Inventory,
    InventoryDifference, InventoryPackage, Role, feature_inputs, manifest_inputs,
};
pub use simulation::{Side, SimulationError, Unit};
pub use workspace::{DefaultMembers, LoadOptions, Workspace};
