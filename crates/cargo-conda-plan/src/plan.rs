//! The plan: all that will be built, and all that will not.

use std::collections::BTreeMap;

use cargo_conda_workspace::Workspace;

use crate::error::PlanError;
use crate::group::{BuildGroup, GroupId};
use crate::package::PackagePlan;
use crate::planner::Planner;
use crate::request::PlanRequest;
use crate::skip::Skip;
use crate::source_tree::SourceTree;
use crate::variants::Variants;
use crate::warning::Warning;

/// All that a plan is computed from.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its files.
    pub files: &'a dyn SourceTree,
    /// What is asked for.
    pub request: &'a PlanRequest,
}

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
    /// Computes the plan. Equal input gives an equal plan.
    ///
    /// # Errors
    ///
    /// All problems of all manifests at once, or the first thing in the request that cannot be met.
    pub fn compute(input: PlanInput<'_>) -> Result<Self, PlanError> {
        Planner::new(input)?.run()
    }

    /// What a package of this plan is compiled in.
    pub fn group_of(&self, package: &PackagePlan) -> &BuildGroup {
        &self.groups[&package.group]
    }
}
