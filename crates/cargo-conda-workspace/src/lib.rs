//! A Cargo workspace as a graph: members, binaries, dependencies, closures.
//!
//! This is the first stage of cargo-conda. [`Workspace::load`] asks `cargo metadata` once and answers every
//! later question about the workspace from memory. The crate knows nothing of conda. The only process that it
//! starts is cargo, it never prints, and it never reads an environment variable.
//!
//! # Where to start
//!
//! [`Workspace`] is the central type. Everything with a lifetime, such as [`MemberDependency`] or [`Closure`],
//! borrows from it. [`Member`] is a package of the workspace and [`Binary`] an executable of such a package.
//!
//! | question | answer |
//! |---|---|
//! | Which packages are there, and what do their manifests say? | [`Workspace::members`], [`Member`] |
//! | Which member uses which? | [`Workspace::dependencies`] |
//! | What is compiled for this member, with these features, for this target? | [`Workspace::closure`] |
//! | How does that build come to this package? | [`Closure::chain_to`] |
//! | Which of its own features are on? | [`Member::enabled_features`] |
//! | What must be looked at again after these files changed? | [`Workspace::affected_by`] |
//! | Which members differ from an earlier state? | [`Workspace::affected_since`] |
//! | Where do members seem to depend on themselves? | [`Workspace::dev_cycles`] |
//!
//! # Two graphs
//!
//! Questions about the workspace as a whole need little: packages, edges and the kind of each edge. They are
//! answered from a thin graph of our own over the resolved packages. It costs almost nothing to build, so it is
//! built when the workspace is loaded.
//!
//! Which packages one build really compiles, and with which features, is another matter: cargo resolves
//! features per target and host, for weak dependencies, for hidden optional dependencies, and by the version of
//! the resolver. [guppy](https://docs.rs/guppy) simulates precisely this and is tested against cargo itself, so
//! [`Workspace::closure`] asks guppy. Its graph of features is much bigger than ours and most commands never
//! need it. It is therefore built on the first such question, from the same JSON. Both petgraph and guppy stay
//! behind private modules; neither appears in a signature.
//!
//! # Why package graphs have cycles
//!
//! Cargo refuses a cycle of normal and build dependencies: nothing could be compiled first. And yet the graph
//! that `cargo metadata` prints can have cycles. It has one node for each *package*, while cargo compiles
//! *targets*: a library, binaries, tests. A development dependency belongs to the tests alone. When the
//! tests of `core` use the crate `fixtures`, which itself uses `core`, cargo compiles `core` the library, then
//! `fixtures`, then the tests of `core`, and nothing is circular. Drawn with one node for each package, `core` needs
//! `fixtures` and `fixtures` needs `core`.
//!
//! No other target can link a test target, so an edge that starts at a test target leads nowhere that a library or
//! a binary could reach back from. Leaving all development edges out therefore takes nothing away from what
//! is compiled for a binary, and what remains is without cycles because cargo checked it. This is what
//! [`Workspace::closure`] and [`Workspace::affected_by`] do, in agreement with `cargo install`, which ignores
//! development dependencies too. [`Workspace::dev_cycles`] names the cycles for whoever draws the full graph.

mod cargo;
mod error;
mod files;
mod graph;
mod members;
mod queries;
mod simulation;
mod workspace;

pub use cargo::CargoFailure;
pub use error::{LoadError, Position};
pub use files::{
    CargoConfig, LockFile, LockedPackage, Manifest, Profiles, SHARED_FILES, ToolchainFile, normalize,
};
pub use graph::{Package, PackageSource};
pub use members::{Binary, DependencyKind, FeatureSelection, Member, MemberDependency, UnknownFeature};
pub use queries::{Changes, Closure, ClosureError, ClosureQuery, ExternalPackage, manifest_inputs};
pub use simulation::{Side, SimulationError, Unit};
pub use workspace::{DefaultMembers, LoadOptions, Workspace};
