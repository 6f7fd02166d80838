//! The packages that a build compiles: members, external packages, units and features.

use std::collections::BTreeSet;
use std::fmt;

use semver::Version;

use crate::graph::{PackageIndex, PackageNode, PackageSource};
use crate::members::{Binary, DependencyKind, Member};
use crate::simulation::{Compiled, Side, Unit, shortest_chain, units};
use crate::workspace::Workspace;

/// All packages that a build of one member compiles, as `cargo install --path` would.
///
/// Build scripts and procedural macros, and what they need, are part of it. Development dependencies are not.
/// It is the answer to a [`ClosureQuery`](crate::ClosureQuery).
pub struct Closure<'a> {
    pub(in crate::queries) workspace: &'a Workspace,
    pub(in crate::queries) member: &'a Member,
    /// The index of the member's package in the graph.
    pub(in crate::queries) root: PackageIndex,
    pub(in crate::queries) compiled: Compiled,
}

/// A compiled package that is not a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExternalPackage<'a> {
    /// The name of the package.
    pub name: &'a str,
    /// The version.
    pub version: &'a Version,
    /// Where the package comes from.
    pub source: &'a PackageSource,
    /// `package.links`: the native library that the package links; `None` without that key.
    pub links: Option<&'a str>,
    /// The features with which the package is compiled for the target; `None` if it is not.
    pub target_features: Option<&'a BTreeSet<String>>,
    /// The features with which the package is compiled for the host; `None` if it is not.
    pub host_features: Option<&'a BTreeSet<String>>,
}

impl<'a> Closure<'a> {
    /// The compiled members, sorted by name. The member that is built is one of them.
    pub fn members(&self) -> Vec<&'a Member> {
        let members: BTreeSet<_> = self.nodes().filter_map(|(_, node)| node.member).collect();
        members.into_iter().map(|index| &self.workspace.members[index]).collect()
    }

    /// The compiled packages that are not members, sorted by name, version and source.
    pub fn external(&self) -> Vec<ExternalPackage<'_>> {
        let external = self.nodes().filter(|(_, node)| node.member.is_none());
        let mut external: Vec<_> = external
            .map(|(index, node)| ExternalPackage {
                name: &node.name,
                version: &node.version,
                source: &node.source,
                links: node.links.as_deref(),
                target_features: self.compiled.features(Side::Target, index),
                host_features: self.compiled.features(Side::Host, index),
            })
            .collect();
        external.sort_by_key(|package| (package.name, package.version, package.source));
        external
    }

    /// The units of the build, sorted: equal units of two builds are compiled once.
    pub fn units(&self) -> Vec<Unit<'a>> {
        units(&self.workspace.graph, &self.compiled)
    }

    /// The features of the member that are on for the target, including those that other features enable.
    ///
    /// In contrast to [`Member::enabled_features`] this regards platforms: where an optional dependency is
    /// for other platforms only, `dependency/feature` does not enable the feature of its name.
    pub fn enabled_features(&self) -> BTreeSet<&str> {
        let features = self.compiled.features_as_normal_dependency(self.root);
        features.into_iter().flatten().map(String::as_str).collect()
    }

    /// The required features of a binary of the member that are not on. Cargo builds the binary if there are
    /// none.
    pub fn missing_features<'b>(&self, binary: &'b Binary) -> Vec<&'b str> {
        let own = self.enabled_features();
        let of_dependencies = self.dependency_features();
        let is_on = |feature: &str| own.contains(feature) || of_dependencies.contains(feature);
        binary.required_features.iter().map(String::as_str).filter(|feature| !is_on(feature)).collect()
    }

    /// The names on the shortest chain of packages that use each other, from the member to the package of
    /// this name and version, both included.
    ///
    /// Only dependencies that the build compiles count. The chain to a package that it does not compile is
    /// empty.
    pub fn chain_to(&self, name: &str, version: &Version) -> Vec<&'a str> {
        shortest_chain(&self.workspace.graph, &self.compiled, self.root, (name, version))
    }

    fn nodes(&self) -> impl Iterator<Item = (PackageIndex, &'a PackageNode)> {
        let graph = &self.workspace.graph;
        self.compiled.packages().into_iter().map(|index| (index, graph.package(index)))
    }

    /// The features of direct dependencies that are on, as `dependency/feature` under the name that the
    /// member has for the dependency.
    fn dependency_features(&self) -> BTreeSet<String> {
        let graph = &self.workspace.graph;
        let mut names = BTreeSet::new();
        for (kind, index) in graph.dependencies(self.root) {
            let enabled = match kind {
                DependencyKind::Normal => self.compiled.features_as_normal_dependency(index),
                DependencyKind::Build => self.compiled.features(Side::Host, index),
                DependencyKind::Development => None,
            };
            let package = graph.package(index);
            for declared in self.member.declared_dependencies() {
                let is_meant = declared.name == package.name
                    && DependencyKind::from_cargo(declared.kind) == Some(kind)
                    && declared.req.matches(&package.version);
                if is_meant {
                    let name = declared.rename.as_ref().unwrap_or(&declared.name);
                    names.extend(enabled.into_iter().flatten().map(|feature| format!("{name}/{feature}")));
                }
            }
        }
        names
    }
}

impl fmt::Debug for Closure<'_> {
    // The workspace is large, and the same for each of its closures.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Closure").field("member", &self.member.name()).finish_non_exhaustive()
    }
}
