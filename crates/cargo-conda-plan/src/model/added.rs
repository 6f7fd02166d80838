//! Requirements and run exports beyond those of a package's own configuration.

use std::collections::BTreeMap;

use cargo_conda_mapping::Requirement;

/// Requirements of every package, in the kinds that recipes have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddedRequirements {
    /// Programs that run during the build.
    pub build: Vec<ConditionalRequirement>,
    /// Libraries and headers of the target platform.
    pub host: Vec<ConditionalRequirement>,
    /// What an installed package needs.
    pub run: Vec<ConditionalRequirement>,
    /// Limits for packages installed beside it.
    pub run_constraints: Vec<ConditionalRequirement>,
    /// What is installed with the package if somebody asks for one of these groups.
    pub extras: BTreeMap<String, Vec<ConditionalRequirement>>,
    /// What the package demands of those that are built with it.
    pub run_exports: RunExports,
}

/// What a package demands of those that are built with it, in the words of rattler-build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunExports {
    /// Of packages for no platform.
    pub noarch: Vec<ConditionalRequirement>,
    /// Of those that have it in their build or host environment.
    pub strong: Vec<ConditionalRequirement>,
    /// Of those that have it in their host environment.
    pub weak: Vec<ConditionalRequirement>,
    /// Limits, as `strong`.
    pub strong_constraints: Vec<ConditionalRequirement>,
    /// Limits, as `weak`.
    pub weak_constraints: Vec<ConditionalRequirement>,
}

/// A requirement that perhaps holds only sometimes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionalRequirement {
    /// When it does, as an expression of rattler-build's recipes; always if absent.
    pub condition: Option<String>,
    /// The requirement.
    pub requirement: Requirement,
}

/// What a package does not take over from what it is built with, in the words of rattler-build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreRunExports {
    /// `by-name`: packages that would be demanded.
    pub by_name: Vec<String>,
    /// `from-package`: packages that demand something.
    pub from_package: Vec<String>,
}
