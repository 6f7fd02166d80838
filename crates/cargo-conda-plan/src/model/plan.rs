//! The plan: which packages will be built, and which members will not become packages.

use std::collections::BTreeMap;

use super::{BuildGroup, GroupId, PackagePlan, Skip, Variants};
use crate::problem::Warning;

/// The packages that will be built, and the members that will not become packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The packages, by platform and then by crate name.
    pub packages: Vec<PackagePlan>,
    /// The groups in which the packages are compiled.
    pub groups: BTreeMap<GroupId, BuildGroup>,
    /// The members that do not become packages, by crate name.
    pub skipped: Vec<Skip>,
    /// The channels, by priority, for build and host environments, run dependencies and tests.
    pub channels: Vec<String>,
    /// The channels whose packages need not be built again if they were made from the same, the one that is
    /// asked first at the beginning.
    pub against: Vec<String>,
    /// The variants in which packages are built.
    pub variants: Variants,
    /// True if programs do not name the directories that they were built in.
    pub remap_paths: bool,
    /// What deserves attention although the plan can be built, in the order in which it was noticed.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// The group in which a package of this plan is compiled.
    ///
    /// # Panics
    ///
    /// If the package is not one of this plan and its group is not either.
    pub fn group_of(&self, package: &PackagePlan) -> &BuildGroup {
        &self.groups[&package.group]
    }
}
