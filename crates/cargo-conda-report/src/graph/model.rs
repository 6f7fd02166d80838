//! The graph that is drawn, independent of the language of the drawing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::schema::{DependencyKindWord, MemberDocument, PlanDocument};

/// Members of a workspace, the packages that are made from them, and the dependencies between members.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Graph {
    /// Sorted by name; a [`MemberId`] is a position in this list.
    members: Vec<MemberNode>,
    /// In the order of the plan; a [`PackageId`] is a position in this list.
    packages: Vec<PackageNode>,
    /// Sorted, each once.
    pub(super) dependencies: BTreeSet<Dependency>,
}

/// The position of a member in the graph; its text is the name of the node, such as `m0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MemberId(usize);

/// The position of a package in the graph; its text is the name of the node, such as `p0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PackageId(usize);

/// A member of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MemberNode {
    /// The name of the crate.
    pub(super) name: String,
    /// Why the member does not become a package; `None` if it becomes one.
    pub(super) skipped: Option<String>,
}

/// A package made from a member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PackageNode {
    /// Name and version, and the platform if the plan has several.
    pub(super) label: String,
    /// The member that the package is made from.
    pub(super) member: MemberId,
}

/// A dependency of one member on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependency {
    /// The member that depends on the other one.
    pub(super) from: MemberId,
    /// The member that is depended on.
    pub(super) to: MemberId,
    pub(super) link: Link,
}

/// The kind of a dependency that is drawn. Dev-dependencies are not, since they reach no package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// A normal dependency (not dev, not build).
    Normal,
    /// A build dependency, used by the build script.
    Build,
}

impl Graph {
    /// The graph of a workspace's members and of the plan for them.
    pub(super) fn new(members: &[MemberDocument], plan: &PlanDocument) -> Self {
        let reasons: BTreeMap<_, _> =
            plan.skipped.iter().map(|skip| (skip.crate_name.as_str(), skip.reason.as_str())).collect();
        // Skipped for one platform, a member can still be a package for another.
        let packaged: BTreeSet<_> = plan.packages.iter().map(|package| package.crate_name.as_str()).collect();
        let node = |member: &MemberDocument| {
            let name = member.crate_name.clone();
            let skipped = reasons.get(name.as_str()).filter(|_| !packaged.contains(name.as_str()));
            MemberNode { skipped: skipped.map(|reason| (*reason).to_owned()), name }
        };
        let ids: BTreeMap<_, _> = members
            .iter()
            .enumerate()
            .map(|(position, member)| (member.crate_name.as_str(), MemberId(position)))
            .collect();
        let dependencies = members.iter().flat_map(|member| {
            member.dependencies.iter().filter_map(|dependency| {
                let from = *ids.get(member.crate_name.as_str())?;
                let to = *ids.get(dependency.crate_name.as_str())?;
                Some(Dependency { from, to, link: Link::of(dependency.kind) })
            })
        });
        Self {
            members: members.iter().map(node).collect(),
            packages: packages(plan, &ids),
            dependencies: dependencies.collect(),
        }
    }

    pub(super) fn members(&self) -> impl Iterator<Item = (MemberId, &MemberNode)> {
        self.members.iter().enumerate().map(|(position, member)| (MemberId(position), member))
    }

    pub(super) fn packages(&self) -> impl Iterator<Item = (PackageId, &PackageNode)> {
        self.packages.iter().enumerate().map(|(position, package)| (PackageId(position), package))
    }
}

fn packages(plan: &PlanDocument, members: &BTreeMap<&str, MemberId>) -> Vec<PackageNode> {
    let platforms: BTreeSet<_> = plan.packages.iter().map(|package| &package.platform).collect();
    plan.packages
        .iter()
        .filter_map(|package| {
            let member = *members.get(package.crate_name.as_str())?;
            let mut label = format!("{} {}", package.name, package.version);
            if platforms.len() > 1 {
                label.push(' ');
                label.push_str(&package.platform);
            }
            Some(PackageNode { label, member })
        })
        .collect()
}

impl MemberId {
    /// The position in the list of members.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

impl Link {
    fn of(kind: DependencyKindWord) -> Self {
        match kind {
            DependencyKindWord::Build => Self::Build,
            DependencyKindWord::Normal | DependencyKindWord::Other => Self::Normal,
        }
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

/// A graph with names and a reason that each language has to escape, for the tests of the languages.
#[cfg(test)]
pub(super) fn awkward_graph() -> Graph {
    let member = |name: &str, skipped: Option<&str>| MemberNode {
        name: name.to_owned(),
        skipped: skipped.map(ToOwned::to_owned),
    };
    let dependency = |link| Dependency { from: MemberId(0), to: MemberId(1), link };
    Graph {
        members: vec![
            member("end", None),
            member(r#"a"b\c`d<e>&#{f}"#, Some("it has\nno \"binary\" {at} all\\")),
        ],
        packages: vec![PackageNode { label: "end 1.0".to_owned(), member: MemberId(0) }],
        dependencies: BTreeSet::from([dependency(Link::Normal), dependency(Link::Build)]),
    }
}
