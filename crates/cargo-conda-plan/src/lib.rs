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

mod candidate;
mod checks;
pub mod config;
mod error;
mod features;
mod group;
mod license;
mod native;
mod outer;
mod package;
mod partition;
mod plan;
mod planner;
mod profiles;
mod request;
mod requirements;
mod selection;
mod skip;
mod source;
mod source_tree;
mod text;
mod urls;
mod variants;
mod warning;

pub use error::{PlanError, Problem, ProblemKind};
pub use group::{BuildGroup, GroupId};
pub use native::{NativeDependency, NativeOrigin};
pub use outer::{
    AddedRequirements, ConditionalRequirement, OuterConfig, OuterManifest, OuterMetadata, RunExports,
};
pub use package::{LeftOutBinary, License, LicenseFile, PackagePlan};
pub use partition::{InvalidPartition, Partition, PartitionKind};
pub use plan::{Plan, PlanInput};
pub use request::{Affected, FeatureRequest, PlanRequest, RustChoice, Selection, StdlibChoice, Toolchain};
pub use skip::{Skip, SkipReason};
pub use source::{Located, Location, Source};
pub use source_tree::SourceTree;
pub use variants::{VariantValue, Variants};
pub use warning::Warning;
