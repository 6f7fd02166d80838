//! The plan: all that will be built, and all that will not.

use std::collections::BTreeMap;

use super::{BuildGroup, GroupId, PackagePlan, Skip, Variants};
use crate::problem::Warning;

/// Everything that will be built, and everything that will not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The packages, by platform and then by crate name.
    pub packages: Vec<PackagePlan>,
    /// What they are compiled in.
    pub groups: BTreeMap<GroupId, BuildGroup>,
    /// The members that do not become packages, by crate name.
    pub skipped: Vec<Skip>,
    /// Channels, by priority: for the environments of builds, run dependencies and tests.
    pub channels: Vec<String>,
    /// What packages are made in several variants of.
    pub variants: Variants,
    /// What a person should know all the same.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// What a package of this plan is compiled in.
    pub fn group_of(&self, package: &PackagePlan) -> &BuildGroup {
        &self.groups[&package.group]
    }
}
