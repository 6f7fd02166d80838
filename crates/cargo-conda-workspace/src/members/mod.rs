//! The packages of a workspace: what each says of itself, its features, and its dependencies on other
//! members.

mod all;
mod dependencies;
mod dependency_line;
mod facts;
mod features;
mod member;

pub(crate) use all::{MemberIndex, Members};
pub(crate) use dependencies::DependencyRecord;
pub use dependencies::{DependencyKind, MemberDependency};
pub use facts::PackageFacts;
pub(crate) use features::RequestedFeatures;
pub use features::{FeatureSelection, FeaturesOf, UnknownFeature};
pub(crate) use member::MemberFiles;
pub use member::{Binary, Member};
