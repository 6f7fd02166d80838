//! The grain in which builds share work.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::simulator::{Compiled, CompiledLink, CompiledPackage, Side};
use crate::graph::{PackageIndex, ResolvedGraph};

/// One package on one side of a build: its library, with its build script if it has one.
///
/// Equal units of two builds are compiled once, if the builds have one target directory, profile and compiler.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit<'a> {
    /// The id of the package, as cargo writes it.
    pub package: &'a str,
    /// What it is compiled for.
    pub side: Side,
    /// Its features.
    pub features: BTreeSet<String>,
    /// Tells apart what is compiled against other dependencies, or against the same with other features. Comparable
    /// within one process.
    pub dependencies: u64,
}

/// All units of a build, sorted.
pub(crate) fn units<'a>(graph: &'a ResolvedGraph, compiled: &Compiled) -> Vec<Unit<'a>> {
    let mut digests = Digests { graph, compiled, uses: uses(graph, &compiled.links), known: BTreeMap::new() };
    let mut units = Vec::new();
    for (id, features) in &compiled.features {
        let Some(index) = graph.find(id) else {
            continue;
        };
        for (side, features) in [(Side::Target, &features.target), (Side::Host, &features.host)] {
            if let Some(features) = features {
                units.push(Unit {
                    package: &graph.package(index).id,
                    side,
                    features: features.clone(),
                    dependencies: digests.of_dependencies((side, index)),
                });
            }
        }
    }
    units.sort();
    units
}

/// A package on one side.
type Sided = (Side, PackageIndex);

fn uses(graph: &ResolvedGraph, links: &[CompiledLink]) -> BTreeMap<Sided, BTreeSet<Sided>> {
    let sided = |package: &CompiledPackage| Some((package.side, graph.find(&package.id)?));
    let mut uses: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for link in links {
        if let (Some(from), Some(to)) = (sided(&link.from), sided(&link.to)) {
            uses.entry(from).or_default().insert(to);
        }
    }
    uses
}

/// Digests of units, each of which has those of what it uses in it. As cargo leaves out development dependencies,
/// nothing uses itself.
struct Digests<'a> {
    graph: &'a ResolvedGraph,
    compiled: &'a Compiled,
    uses: BTreeMap<Sided, BTreeSet<Sided>>,
    known: BTreeMap<Sided, u64>,
}

impl Digests<'_> {
    fn of_dependencies(&mut self, unit: Sided) -> u64 {
        if let Some(known) = self.known.get(&unit) {
            return *known;
        }
        let mut hasher = DefaultHasher::new();
        for used in self.uses.get(&unit).cloned().unwrap_or_default() {
            let (side, index) = used;
            let id = &self.graph.package(index).id;
            let features = self.compiled.features.get(id);
            let features = features.and_then(|both| both.on(side));
            (side, id, features, self.of_dependencies(used)).hash(&mut hasher);
        }
        let digest = hasher.finish();
        self.known.insert(unit, digest);
        digest
    }
}
