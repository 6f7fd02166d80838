//! Which crates of a workspace become conda packages, how each is built, and why.
//!
//! The central type is [`Plan`]: computed whole by [`Plan::compute`] from a [`Workspace`], a [`SourceTree`]
//! and a [`PlanRequest`], then shown, written out as recipes or executed. It is data: every package with all
//! that its build needs, every member that is left out with its [`SkipReason`], every warning.
//!
//! What users write in manifests is read by [`config`], layer upon layer, and each value remembers the line
//! it came from, so that every [`Problem`] points there. All problems of all manifests are reported at once.
//!
//! Deliberately absent: processes, clocks, environment variables. Equal input gives an equal plan; the few
//! questions about files go through [`SourceTree`].
//!
//! [`Workspace`]: cargo_conda_workspace::Workspace

pub mod config;
mod model;
mod planner;
mod problem;
mod request;
mod source;

pub use config::OuterConfig;
pub use model::{
    About, AddedRequirements, BuildGroup, BuildIdentity, CargoInstall, ConditionalRequirement, GroupId,
    IgnoreRunExports, InvalidPartition, LeftOutBinary, License, LicenseFile, NativeDependency, NativeOrigin,
    PackagePlan, PackageRequirements, Partition, PartitionKind, Plan, RustChoice, Skip, SkipReason,
    StdlibChoice, Toolchain, VariantRequest, VariantValue, Variants,
};
pub use planner::{PlanError, PlanInput};
pub use problem::{Problem, ProblemKind, Problems, Warning};
pub use request::{Affected, FeatureRequest, OuterManifest, OuterMetadata, PlanRequest, Selection};
pub use source::{Located, Location, Source, SourceTree};
