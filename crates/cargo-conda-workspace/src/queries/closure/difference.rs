//! An inventory beside what cargo has really compiled.

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::{Inventory, InventoryPackage, Role, checksum};
use crate::files::LockFile;
use crate::graph::{Package, ResolvedGraph};
use crate::members::DependencyKind;
use crate::workspace::Workspace;

/// Where an inventory and a build differ. Each list has names with versions and is sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InventoryDifference {
    /// The packages that cargo compiled and the inventory lacked.
    pub only_compiled: Vec<String>,
    /// The packages of the inventory that cargo did not compile.
    pub only_listed: Vec<String>,
}

impl InventoryDifference {
    /// True if the inventory and the build agree.
    pub fn is_empty(&self) -> bool {
        self.only_compiled.is_empty() && self.only_listed.is_empty()
    }
}

impl<'a> Inventory<'a> {
    /// Compares the inventory with the packages that cargo has compiled or found fresh, by their ids in its
    /// messages, and takes in those that it lacks.
    ///
    /// A package that the inventory lacked counts as linked. Cargo's messages do not say which packages use
    /// it, so all count that depend on it on any platform and with any feature; the root does if there are
    /// none. Packages that stay in the inventory without having been compiled list too much, never too
    /// little. Ids that the workspace does not know are those of the standard library (`-Zbuild-std`), or
    /// written by a cargo of another version, with which nothing can be compared.
    pub fn take_in(
        &mut self,
        workspace: &'a Workspace,
        lock_file: &LockFile,
        compiled: &BTreeSet<String>,
    ) -> InventoryDifference {
        let graph = &workspace.graph;
        let compiled: BTreeSet<_> = compiled.iter().filter_map(|id| graph.find(id)).collect();
        if compiled.is_empty() {
            return InventoryDifference::default();
        }
        let ids: BTreeSet<_> = compiled.iter().map(|index| graph.package(*index).id.as_str()).collect();
        let listed: BTreeSet<_> = self.packages.iter().map(|package| package.id).collect();
        let missing: Vec<_> = compiled
            .into_iter()
            .map(|index| graph.package(index))
            .filter(|node| !listed.contains(node.id.as_str()))
            .map(|node| InventoryPackage {
                id: &node.id,
                package: node.into(),
                facts: &node.facts,
                checksum: checksum(lock_file, node.into()),
                role: Role::Linked,
                is_member: node.member.is_some(),
                dependencies: Vec::new(),
            })
            .collect();
        let surplus = self.packages.iter().filter(|package| !ids.contains(package.id));
        let difference = InventoryDifference {
            only_listed: names(surplus.map(|package| package.package)),
            only_compiled: names(missing.iter().map(|package| package.package)),
        };
        self.insert(missing, graph);
        difference
    }

    /// Adds packages with the dependencies from and to them, and keeps the order.
    fn insert(&mut self, packages: Vec<InventoryPackage<'a>>, graph: &ResolvedGraph) {
        let first = self.packages.len();
        self.packages.extend(packages);
        self.connect(first, graph);
        let mut order: Vec<_> = (0..self.packages.len()).collect();
        order.sort_by_key(|place| self.packages[*place].package);
        let mut places = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            places[*old] = new;
        }
        for package in &mut self.packages {
            package.dependencies.iter_mut().for_each(|place| *place = places[*place]);
            package.dependencies.sort_unstable();
        }
        self.packages.sort_by_key(|package| package.package);
        self.root = places[self.root];
    }

    /// Adds the dependencies from and to the packages that stand at `first` and behind.
    fn connect(&mut self, first: usize, graph: &ResolvedGraph) {
        let places: BTreeMap<_, _> = self
            .packages
            .iter()
            .enumerate()
            .filter_map(|(place, package)| Some((graph.find(package.id)?, place)))
            .collect();
        let mut unused: BTreeSet<_> = (first..self.packages.len()).collect();
        for (user, place) in &places {
            let used = graph.dependencies(*user).filter(|(kind, _)| *kind != DependencyKind::Development);
            let used = used.filter_map(|(_kind, used)| places.get(&used).copied());
            let added: BTreeSet<_> = used.filter(|used| *place >= first || *used >= first).collect();
            unused.retain(|package| !added.contains(package));
            self.packages[*place].dependencies.extend(added);
        }
        self.packages[self.root].dependencies.extend(unused);
    }
}

fn names<'a>(packages: impl Iterator<Item = Package<'a>>) -> Vec<String> {
    let mut names: Vec<_> =
        packages.map(|Package { name, version, .. }| format!("{name} {version}")).collect();
    names.sort_unstable();
    names
}
