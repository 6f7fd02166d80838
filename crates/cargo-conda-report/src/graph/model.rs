//! What is drawn, whatever the language.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_plan::Plan;
use cargo_conda_workspace::{DependencyKind, Workspace};

/// Members, packages, and what leads from one to another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Graph {
    /// By name.
    pub(super) members: Vec<MemberNode>,
    /// In the order of the plan.
    pub(super) packages: Vec<PackageNode>,
    /// Sorted, each once.
    pub(super) dependencies: BTreeSet<Dependency>,
}

/// A member of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MemberNode {
    pub(super) name: String,
    /// Why it does not become a package, if it does not.
    pub(super) skipped: Option<String>,
}

/// A package made from a member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PackageNode {
    /// Name and version, and the platform if there are several.
    pub(super) label: String,
    /// The position of the member that it is made from.
    pub(super) member: usize,
}

/// A dependency between two members, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependency {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) link: Link,
}

/// How a member is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// By the library or the binaries.
    Normal,
    /// By the build script.
    Build,
}

impl Graph {
    pub(super) fn new(workspace: &Workspace, plan: &Plan) -> Self {
        let reasons: BTreeMap<_, _> =
            plan.skipped.iter().map(|skip| (skip.crate_name.as_str(), skip.reason.to_string())).collect();
        // Skipped for one platform, a member can still be a package for another.
        let packaged: BTreeSet<_> = plan.packages.iter().map(|package| package.crate_name.as_str()).collect();
        let members: Vec<_> = workspace
            .members()
            .map(|member| {
                let skipped = reasons.get(member.name()).filter(|_| !packaged.contains(member.name()));
                MemberNode { name: member.name().to_owned(), skipped: skipped.cloned() }
            })
            .collect();
        let positions: BTreeMap<_, _> =
            workspace.members().enumerate().map(|(position, member)| (member.name(), position)).collect();
        let dependencies = workspace
            .dependencies()
            .filter_map(|dependency| {
                let from = *positions.get(dependency.from.name())?;
                let to = *positions.get(dependency.to.name())?;
                Some(Dependency { from, to, link: Link::of(dependency.kind)? })
            })
            .collect();
        Self { members, packages: packages(plan, &positions), dependencies }
    }
}

fn packages(plan: &Plan, positions: &BTreeMap<&str, usize>) -> Vec<PackageNode> {
    let platforms: BTreeSet<_> = plan.packages.iter().map(|package| &package.platform).collect();
    plan.packages
        .iter()
        .filter_map(|package| {
            let member = *positions.get(package.crate_name.as_str())?;
            let mut label = format!("{} {}", package.name, package.version);
            if platforms.len() > 1 {
                label.push(' ');
                label.push_str(package.platform.as_str());
            }
            Some(PackageNode { label, member })
        })
        .collect()
}

impl Link {
    fn of(kind: DependencyKind) -> Option<Self> {
        match kind {
            DependencyKind::Normal => Some(Self::Normal),
            DependencyKind::Build => Some(Self::Build),
            DependencyKind::Development => None,
        }
    }
}

/// A graph with a name that each language has to escape, for the tests of the languages.
#[cfg(test)]
pub(super) fn awkward_graph() -> Graph {
    let member = |name: &str, skipped: Option<&str>| MemberNode {
        name: name.to_owned(),
        skipped: skipped.map(ToOwned::to_owned),
    };
    Graph {
        members: vec![
            member("end", None),
            member(r#"a"b\c`d<e>&#{f}"#, Some("it has\nno \"binary\" {at} all\\")),
        ],
        packages: vec![PackageNode { label: "end 1.0".to_owned(), member: 0 }],
        dependencies: BTreeSet::from([
            Dependency { from: 0, to: 1, link: Link::Normal },
            Dependency { from: 0, to: 1, link: Link::Build },
        ]),
    }
}
