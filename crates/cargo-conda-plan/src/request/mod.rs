//! The request: what the caller asks for, beyond what Cargo's manifests say.

mod outer;
mod plan_request;

pub use outer::{OuterManifest, OuterMetadata};
pub use plan_request::{
    Affected, Concerned, FeatureRequest, PlanRequest, ProgramRuns, Selection, StrippedProfiles,
};
pub(crate) use plan_request::{is_path, is_pattern};
