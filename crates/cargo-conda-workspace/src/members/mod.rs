//! The packages of a workspace: what each says of itself, its features, and its dependencies on other members.

mod dependencies;
mod features;
mod member;

pub(crate) use dependencies::DependencyRecord;
pub use dependencies::{DependencyKind, MemberDependency};
pub use features::{FeatureSelection, UnknownFeature};
pub(crate) use features::{RequestedFeatures, nearest, suggestion};
pub use member::{Binary, Member};
pub(crate) use member::{Location, MemberFiles};
