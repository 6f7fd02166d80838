//! All proposals for a workspace.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::Workspace;

use super::configured::Configured;
use super::destination::ProposalDestination;
use super::included::included;
use super::open::{Open, left_open};
use super::value::ProposedValue;
use super::{bystanders, completions, licenses, man_pages, summaries};
use crate::model::{PackagePlan, Plan};
use crate::planner::{PlanError, PlanInput};
use crate::source::SourceTree;

/// A key that makes sense in a workspace and that its configuration does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The table that the key belongs in.
    pub place: Place,
    /// The key.
    pub key: &'static str,
    /// Its value.
    pub value: ProposedValue,
    /// What it follows from, as the end of a sentence.
    pub reason: String,
}

/// A table of configuration in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `[workspace.metadata.conda]` of the root manifest.
    Workspace,
    /// `[package.metadata.conda]` of the member with this name.
    Member(String),
}

/// What makes sense for a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposals {
    /// Where the keys are written.
    pub destination: ProposalDestination,
    /// The keys that follow from evidence, by place, then in the order of the documentation.
    pub proposals: Vec<Proposal>,
    /// What is missing and cannot be told by evidence.
    pub open: Vec<Open>,
    /// The names of the conda packages that the workspace makes with the proposals, sorted.
    pub packages: Vec<String>,
    /// The platforms of these packages, sorted.
    pub platforms: Vec<Platform>,
    /// The configured channels, the first one with priority.
    pub channels: Vec<String>,
    /// The channels of the key `against`, in its order.
    pub against: Vec<String>,
}

/// What evidence is looked for in.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) files: &'a dyn SourceTree,
    /// What is configured already.
    pub(super) configured: &'a Configured<'a>,
    /// The packages, one for each member and platform.
    pub(super) plan: &'a Plan,
}

impl Proposals {
    /// Looks for evidence in a workspace. A file that the keys are written into, and that is there, is one of
    /// the request's.
    ///
    /// If none of its members becomes a package, those are proposed that nothing but `publish` or
    /// `default-members` leaves out.
    ///
    /// # Errors
    ///
    /// The workspace cannot be planned, for another reason.
    pub fn of(input: PlanInput<'_>, destination: ProposalDestination) -> Result<Self, PlanError> {
        let configured = Configured::of(input.workspace, &destination);
        let (plan, mut proposals) = included(input, &configured)?;
        let evidence =
            Evidence { workspace: input.workspace, files: input.files, configured: &configured, plan: &plan };
        let bystanders = bystanders::members(evidence);
        let left_out: BTreeSet<_> = bystanders.iter().map(|proposal| proposal.place.clone()).collect();
        proposals.extend(bystanders);
        // A member that is left out needs nothing else.
        let kept = evidence
            .packages()
            .filter(|package| !left_out.contains(&Place::Member(package.crate_name.clone())));
        let kept: Vec<_> = kept.collect();
        proposals.extend(kept.iter().filter_map(|package| bystanders::binaries(evidence, package)));
        let mut of_all = Vec::new();
        for package in &kept {
            of_all.extend(licenses::license(evidence, package));
            of_all.extend(licenses::texts(evidence, package));
            of_all.extend(summaries::summary(evidence, package));
            of_all.extend(completions::completions(evidence, package));
            of_all.extend(man_pages::man_pages(evidence, package));
        }
        let open = left_open(&kept, &of_all);
        proposals.extend(merged(of_all, kept.len(), evidence));
        proposals.sort_by(|a, b| a.place.cmp(&b.place));
        let is_kept = |name: &str| kept.iter().any(|package| package.crate_name == name);
        let packages = plan.packages.iter().filter(|package| is_kept(&package.crate_name));
        let (names, platforms): (BTreeSet<_>, BTreeSet<_>) =
            packages.map(|package| (package.name.as_str().to_owned(), package.platform)).unzip();
        Ok(Self {
            destination,
            proposals,
            open,
            packages: names.into_iter().collect(),
            platforms: platforms.into_iter().collect(),
            channels: plan.channels.clone(),
            against: plan.against.clone(),
        })
    }
}

impl<'a> Evidence<'a> {
    /// The packages of the plan, one for each member.
    pub(super) fn packages(self) -> impl Iterator<Item = &'a PackagePlan> {
        let mut seen = BTreeSet::new();
        self.plan.packages.iter().filter(move |package| seen.insert(package.crate_name.as_str()))
    }
}

/// Writes a key once in the workspace's table that all packages have with the same value.
fn merged(proposals: Vec<Proposal>, packages: usize, evidence: Evidence<'_>) -> Vec<Proposal> {
    let mut equal: BTreeMap<(&str, ProposedValue), usize> = BTreeMap::new();
    for Proposal { key, value, .. } in &proposals {
        *equal.entry((key, value.clone())).or_default() += 1;
    }
    let mut written = BTreeSet::new();
    let all = |Proposal { key, value, .. }: &Proposal| {
        packages > 1 && evidence.configured.has_workspace_table() && equal[&(*key, value.clone())] == packages
    };
    let proposals = proposals.into_iter().filter_map(|proposal| {
        if !all(&proposal) {
            return Some(proposal);
        }
        written.insert(proposal.key).then_some(Proposal { place: Place::Workspace, ..proposal })
    });
    proposals.collect()
}
