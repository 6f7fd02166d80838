//! Finds the shortest chain of dependencies from a member to a package that its build compiles.

use std::collections::{BTreeMap, VecDeque};

use semver::Version;

use super::compiled::{Compiled, CompiledPackage, Side};
use crate::graph::{PackageIndex, ResolvedGraph};

/// The names on the shortest chain from `start` to the package of a name and version, both included; empty if
/// the build does not compile that package.
///
/// Of several shortest chains, the one through the packages that sort first by name and version is returned.
pub(crate) fn shortest_chain<'a>(
    graph: &'a ResolvedGraph,
    compiled: &Compiled,
    start: PackageIndex,
    end: (&str, &Version),
) -> Vec<&'a str> {
    // A member that is a procedural macro is compiled for the host alone.
    let starts = [Side::Target, Side::Host].map(|side| CompiledPackage { side, package: start });
    let mut users: BTreeMap<CompiledPackage, Option<CompiledPackage>> =
        starts.iter().map(|start| (*start, None)).collect();
    let mut queue = VecDeque::from(starts);
    while let Some(user) = queue.pop_front() {
        let package = graph.package(user.package);
        if (package.name.as_str(), &package.version) == end {
            return names(graph, &users, user);
        }
        let mut used: Vec<_> = compiled.used_by(user).collect();
        used.sort_by_key(|used| {
            let package = graph.package(used.package);
            (&package.name, &package.version, used.side)
        });
        for used in used {
            users.entry(used).or_insert_with(|| {
                queue.push_back(used);
                Some(user)
            });
        }
    }
    Vec::new()
}

/// The names on the way that the search took to `end`.
fn names<'a>(
    graph: &'a ResolvedGraph,
    users: &BTreeMap<CompiledPackage, Option<CompiledPackage>>,
    end: CompiledPackage,
) -> Vec<&'a str> {
    let backwards = std::iter::successors(Some(end), |used| users.get(used).copied().flatten());
    let mut names: Vec<_> = backwards.map(|step| graph.package(step.package).name.as_str()).collect();
    names.reverse();
    names
}
