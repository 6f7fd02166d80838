//! Requirements and run exports beyond those of a package's own configuration.

use cargo_conda_mapping::{Requirement, Requirements};

/// Requirements that an outer manifest, such as pixi's, adds to every package.
pub type AddedRequirements = Requirements<ConditionalRequirement>;

/// A requirement that may depend on a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionalRequirement {
    /// The condition, as an expression of rattler-build's recipes; `None` if the requirement always holds.
    pub condition: Option<String>,
    /// The requirement.
    pub requirement: Requirement,
}

/// Run exports of the build and host requirements that a package does not inherit, in the words of
/// rattler-build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreRunExports {
    /// `by-name`: names of packages that are not added to the run requirements.
    pub by_name: Vec<String>,
    /// `from-package`: names of packages whose run exports are ignored.
    pub from_package: Vec<String>,
}
