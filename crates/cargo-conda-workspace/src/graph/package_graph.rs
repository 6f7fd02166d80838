//! All resolved packages and the edges between them: the thin graph. The only module that names petgraph.
//!
//! Packages from registries are nodes too. A path from member to member can lead through one of them when a
//! `[patch]` replaces a published crate by a member.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::Node;
use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeFiltered, EdgeRef, Reversed, Visitable};
use semver::Version;

use super::package_source::PackageSource;
use crate::members::DependencyKind;

/// A package as a node of the graph.
#[derive(Debug)]
pub(crate) struct PackageNode {
    /// Its id as cargo writes it.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: Version,
    /// Where it comes from: a path for members and for other path dependencies.
    pub(crate) source: PackageSource,
    /// The native library that it links.
    pub(crate) links: Option<String>,
    /// Its position among the members, if it is one.
    pub(crate) member: Option<usize>,
}

/// The position of a package in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageIndex(NodeIndex);

/// Packages and the dependencies between them; parallel edges have different kinds.
#[derive(Debug)]
pub(crate) struct ResolvedGraph {
    graph: DiGraph<PackageNode, DependencyKind>,
    by_id: BTreeMap<String, PackageIndex>,
    by_directory: BTreeMap<Utf8PathBuf, PackageIndex>,
}

/// A dependency from one package to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    pub(crate) from: PackageIndex,
    pub(crate) kind: DependencyKind,
    pub(crate) to: PackageIndex,
}

impl ResolvedGraph {
    /// Builds the graph from packages and cargo's list of resolved dependencies.
    pub(crate) fn new(packages: Vec<PackageNode>, resolved: &[Node]) -> Self {
        let mut graph = DiGraph::with_capacity(packages.len(), packages.len());
        let mut by_id = BTreeMap::new();
        let mut by_directory = BTreeMap::new();
        for package in packages {
            let id = package.id.clone();
            let directory = match &package.source {
                PackageSource::Path(directory) => Some(directory.clone()),
                PackageSource::Registry(_) | PackageSource::Git(_) | PackageSource::Other(_) => None,
            };
            let index = PackageIndex(graph.add_node(package));
            by_directory.extend(directory.map(|directory| (directory, index)));
            by_id.insert(id, index);
        }

        // A set, because cargo lists a dependency again for each platform.
        let mut edges = BTreeSet::new();
        for node in resolved {
            let Some(&from) = by_id.get(&node.id.repr) else {
                continue;
            };
            for dependency in &node.deps {
                let Some(&to) = by_id.get(&dependency.pkg.repr) else {
                    continue;
                };
                let kinds =
                    dependency.dep_kinds.iter().filter_map(|kind| DependencyKind::from_cargo(kind.kind));
                edges.extend(kinds.map(|kind| Step { from, kind, to }));
            }
        }
        for Step { from, kind, to } in edges {
            graph.add_edge(from.0, to.0, kind);
        }
        Self { graph, by_id, by_directory }
    }

    pub(crate) fn find(&self, id: &str) -> Option<PackageIndex> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn package(&self, index: PackageIndex) -> &PackageNode {
        &self.graph[index.0]
    }

    /// The packages of a name and version, of which there is one for each source.
    pub(crate) fn named(&self, name: &str, version: &str) -> Vec<PackageIndex> {
        let indices = self.graph.node_indices().map(PackageIndex);
        let is_meant = |index: &PackageIndex| {
            let package = self.package(*index);
            package.name == name && package.version.to_string() == version
        };
        indices.filter(is_meant).collect()
    }

    /// The local package whose directory is the innermost around `path`.
    pub(crate) fn owner(&self, path: &Utf8Path) -> Option<PackageIndex> {
        path.ancestors().find_map(|directory| self.by_directory.get(directory).copied())
    }

    /// The members among `changed` and among all that need one of them to compile their libraries and binaries,
    /// by position.
    pub(crate) fn members_reaching(&self, changed: BTreeSet<PackageIndex>) -> BTreeSet<usize> {
        let compiled =
            EdgeFiltered::from_fn(&self.graph, |edge: petgraph::graph::EdgeReference<'_, DependencyKind>| {
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

    /// The steps that are part of some cycle.
    ///
    /// A step lies on a cycle exactly if both its ends are in the same strongly connected component.
    pub(crate) fn circular_steps(&self) -> BTreeSet<Step> {
        let mut component = vec![0; self.graph.node_count()];
        for (number, nodes) in tarjan_scc(&self.graph).into_iter().enumerate() {
            for node in nodes {
                component[node.index()] = number;
            }
        }
        self.graph
            .edge_references()
            .filter(|edge| component[edge.source().index()] == component[edge.target().index()])
            .map(|edge| Step {
                from: PackageIndex(edge.source()),
                kind: *edge.weight(),
                to: PackageIndex(edge.target()),
            })
            .collect()
    }

    /// The dependencies of a package, sorted by kind, then by package.
    pub(crate) fn dependencies(&self, from: PackageIndex) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .graph
            .edges_directed(from.0, Direction::Outgoing)
            .map(|edge| Step { from, kind: *edge.weight(), to: PackageIndex(edge.target()) })
            .collect();
        steps.sort_unstable();
        steps
    }
}
