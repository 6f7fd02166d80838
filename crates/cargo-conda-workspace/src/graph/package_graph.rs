//! The graph of a workspace's packages and of the dependencies that cargo resolved between them. No other
//! module names petgraph.
//!
//! Packages from registries are nodes too. A path from member to member can lead through one of them when a
//! `[patch]` replaces a published crate by a member.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::Node;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::visit::{Dfs, EdgeFiltered, EdgeRef, Reversed, Visitable};
use semver::Version;

use super::package_source::PackageSource;
use crate::members::{DependencyKind, MemberIndex, PackageFacts};

/// A package as a node of the graph.
#[derive(Debug)]
pub(crate) struct PackageNode {
    /// The id of the package, as cargo writes it.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: Version,
    /// The directory of the manifest, wherever the package comes from.
    pub(crate) directory: Utf8PathBuf,
    /// Where the package comes from: a path for members and for other path dependencies.
    pub(crate) source: PackageSource,
    /// What the manifest says of the licence and the makers.
    pub(crate) facts: PackageFacts,
    /// `package.links`: the native library that the package links; `None` without that key.
    pub(crate) links: Option<String>,
    /// The member that the package is; `None` for any other package.
    pub(crate) member: Option<MemberIndex>,
}

/// The index of a package in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageIndex(NodeIndex);

/// Packages and the dependencies between them. An edge leads from a package to its dependency; parallel edges
/// have different kinds.
#[derive(Debug)]
pub(crate) struct ResolvedGraph {
    graph: DiGraph<PackageNode, DependencyKind>,
    by_id: BTreeMap<String, PackageIndex>,
    /// All packages, by the directory of their manifest.
    by_directory: BTreeMap<Utf8PathBuf, PackageIndex>,
}

impl ResolvedGraph {
    /// Builds the graph from packages and cargo's list of resolved dependencies.
    pub(crate) fn new(packages: impl Iterator<Item = PackageNode>, resolved: &[Node]) -> Self {
        let mut graph = DiGraph::new();
        let mut by_id = BTreeMap::new();
        let mut by_directory = BTreeMap::new();
        for package in packages {
            let (id, directory) = (package.id.clone(), package.directory.clone());
            let index = PackageIndex(graph.add_node(package));
            by_directory.insert(directory, index);
            by_id.insert(id, index);
        }
        for (from, to, kind) in edges(&by_id, resolved) {
            graph.add_edge(from.0, to.0, kind);
        }
        Self { graph, by_id, by_directory }
    }

    /// The package with this id, as cargo writes it; `None` if the graph has no such package.
    pub(crate) fn find(&self, id: &str) -> Option<PackageIndex> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn package(&self, index: PackageIndex) -> &PackageNode {
        &self.graph[index.0]
    }

    /// All packages, in the order in which cargo lists them.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &PackageNode> {
        self.graph.node_weights()
    }

    /// The packages of a name and version: one for each source.
    pub(crate) fn named(&self, name: &str, version: &str) -> impl Iterator<Item = PackageIndex> {
        self.graph.node_indices().map(PackageIndex).filter(move |index| {
            let package = self.package(*index);
            package.name == name && package.version.to_string() == version
        })
    }

    /// The package that a file belongs to: the one with the innermost directory around `path`; `None` if the
    /// file is in no package.
    pub(crate) fn owner(&self, path: &Utf8Path) -> Option<PackageIndex> {
        path.ancestors().find_map(|directory| self.by_directory.get(directory).copied())
    }

    /// The dependencies of a package with their kinds. A package occurs once for each kind.
    pub(crate) fn dependencies(
        &self,
        dependent: PackageIndex,
    ) -> impl Iterator<Item = (DependencyKind, PackageIndex)> {
        self.graph.edges(dependent.0).map(|edge| (*edge.weight(), PackageIndex(edge.target())))
    }

    /// The packages that `start` depends on, directly or not, and `start` itself. Features and platforms do
    /// not count, and development dependencies are left out.
    pub(crate) fn reachable(&self, start: PackageIndex) -> Vec<PackageIndex> {
        let compiled = EdgeFiltered::from_fn(&self.graph, |edge: EdgeReference<'_, DependencyKind>| {
            *edge.weight() != DependencyKind::Development
        });
        let mut search = Dfs::new(&compiled, start.0);
        std::iter::from_fn(|| search.next(&compiled).map(PackageIndex)).collect()
    }

    /// The members among `changed`, and the members that depend on one of `changed`, directly or not.
    /// Development dependencies do not count.
    pub(crate) fn members_reaching(&self, changed: BTreeSet<PackageIndex>) -> BTreeSet<MemberIndex> {
        let compiled = EdgeFiltered::from_fn(&self.graph, |edge: EdgeReference<'_, DependencyKind>| {
            *edge.weight() != DependencyKind::Development
        });
        let dependents = Reversed(&compiled);
        let stack = changed.into_iter().map(|index| index.0).collect();
        let mut search = Dfs::from_parts(stack, self.graph.visit_map());
        let mut members = BTreeSet::new();
        while let Some(node) = search.next(dependents) {
            members.extend(self.graph[node].member);
        }
        members
    }
}

/// The resolved dependencies, from a package to its dependency. A set, because cargo lists a dependency again
/// for each platform. Packages that are not in `by_id` are left out.
fn edges(
    by_id: &BTreeMap<String, PackageIndex>,
    resolved: &[Node],
) -> BTreeSet<(PackageIndex, PackageIndex, DependencyKind)> {
    let mut edges = BTreeSet::new();
    for node in resolved {
        let Some(&from) = by_id.get(&node.id.repr) else {
            continue;
        };
        for dependency in &node.deps {
            let Some(&to) = by_id.get(&dependency.pkg.repr) else {
                continue;
            };
            let kinds = dependency.dep_kinds.iter().filter_map(|kind| DependencyKind::from_cargo(kind.kind));
            edges.extend(kinds.map(|kind| (from, to, kind)));
        }
    }
    edges
}
