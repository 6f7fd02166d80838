//! Splits a build into units, to tell which of them builds of several members have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::compiled::{Compiled, CompiledPackage, Side};
use crate::graph::ResolvedGraph;

/// A package on one side of a build: its library, and its build script if it has one.
///
/// It stands for several of cargo's units, which cargo always compiles together. Equal units of two builds
/// are compiled once if the builds have the same target directory, profile and compiler.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit<'a> {
    /// The id of the package, as cargo writes it in its metadata and messages.
    pub package: &'a str,
    /// The side that the package is compiled for.
    pub side: Side,
    /// The features of the package on this side.
    pub features: BTreeSet<String>,
    /// A digest of the units that this one is compiled against. It differs between processes.
    pub dependencies: u64,
}

/// All units of a build, sorted.
pub(crate) fn units<'a>(graph: &'a ResolvedGraph, compiled: &Compiled) -> Vec<Unit<'a>> {
    let mut digests = Digests { graph, compiled, known: BTreeMap::new() };
    let mut units: Vec<_> = compiled
        .features
        .iter()
        .map(|(compiled, features)| Unit {
            package: &graph.package(compiled.package).id,
            side: compiled.side,
            features: features.clone(),
            dependencies: digests.of_dependencies(*compiled),
        })
        .collect();
    units.sort();
    units
}

/// Computes digests bottom-up. The recursion ends, because without development dependencies no package uses
/// itself.
struct Digests<'a> {
    graph: &'a ResolvedGraph,
    compiled: &'a Compiled,
    known: BTreeMap<CompiledPackage, u64>,
}

impl Digests<'_> {
    fn of_dependencies(&mut self, user: CompiledPackage) -> u64 {
        if let Some(known) = self.known.get(&user) {
            return *known;
        }
        let mut hasher = DefaultHasher::new();
        let compiled = self.compiled;
        for used in compiled.used_by(user) {
            let CompiledPackage { side, package } = used;
            let features = compiled.features(side, package);
            (side, &self.graph.package(package).id, features, self.of_dependencies(used)).hash(&mut hasher);
        }
        let digest = hasher.finish();
        self.known.insert(user, digest);
        digest
    }
}
