//! How a build comes to a package.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use semver::Version;

use super::simulator::{CompiledLink, CompiledPackage, Side};
use crate::graph::{PackageIndex, ResolvedGraph};

/// Which compiled package uses which in the build of one member.
#[derive(Clone)]
pub(crate) struct Chains<'a> {
    graph: &'a ResolvedGraph,
    /// Where each chain starts: the member, on both sides.
    starts: Vec<Unit>,
    /// What each package uses, sorted by name and version, so that of several shortest chains always the same is found.
    uses: BTreeMap<Unit, Vec<Unit>>,
}

/// A package on one side of a build. The two sides of a package can use different packages.
type Unit = (Side, PackageIndex);

impl<'a> Chains<'a> {
    /// Chains that start at the member of this id.
    pub(crate) fn new(graph: &'a ResolvedGraph, member: &str, links: &[CompiledLink]) -> Self {
        let unit = |package: &CompiledPackage| Some((package.side, graph.find(&package.id)?));
        let mut uses: BTreeMap<Unit, Vec<Unit>> = BTreeMap::new();
        for link in links {
            if let (Some(from), Some(to)) = (unit(&link.from), unit(&link.to)) {
                uses.entry(from).or_default().push(to);
            }
        }
        for used in uses.values_mut() {
            used.sort_by_key(|&(side, index)| {
                let package = graph.package(index);
                (&package.name, &package.version, side)
            });
        }
        // A member that is a procedural macro is compiled for the host alone.
        let starts = [Side::Target, Side::Host].into_iter();
        let starts = starts.filter_map(|side| Some((side, graph.find(member)?))).collect();
        Self { graph, starts, uses }
    }

    /// The names on the shortest way from the member to a package, both included, or nothing if there is no way.
    ///
    /// The search goes breadth first and remembers from where it came to each package.
    pub(crate) fn to(&self, name: &str, version: &Version) -> Vec<&'a str> {
        let mut came_from: BTreeMap<Unit, Option<Unit>> =
            self.starts.iter().map(|start| (*start, None)).collect();
        let mut queue: VecDeque<Unit> = self.starts.iter().copied().collect();
        while let Some(unit) = queue.pop_front() {
            let package = self.graph.package(unit.1);
            if package.name == name && package.version == *version {
                return self.names(&came_from, unit);
            }
            for &used in self.uses.get(&unit).into_iter().flatten() {
                came_from.entry(used).or_insert_with(|| {
                    queue.push_back(used);
                    Some(unit)
                });
            }
        }
        Vec::new()
    }

    fn names(&self, came_from: &BTreeMap<Unit, Option<Unit>>, end: Unit) -> Vec<&'a str> {
        let way = std::iter::successors(Some(end), |unit| came_from.get(unit).copied().flatten());
        let mut names: Vec<_> = way.map(|(_, index)| self.graph.package(index).name.as_str()).collect();
        names.reverse();
        names
    }
}

impl fmt::Debug for Chains<'_> {
    // The graph is the same for each closure, and large.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Chains").finish_non_exhaustive()
    }
}
