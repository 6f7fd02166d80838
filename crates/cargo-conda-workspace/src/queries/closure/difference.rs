//! An inventory beside what cargo has really compiled.

use std::collections::BTreeSet;

use super::inventory::{Inventory, InventoryPackage, Role, checksum};
use crate::files::LockFile;
use crate::graph::Package;
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
    /// A package that the inventory lacked counts as linked, and as a dependency of the root, since cargo's
    /// messages do not say which crate uses it. Packages that stay in the inventory without having been
    /// compiled list too much, never too little. Ids that the workspace does not know are those of the
    /// standard library (`-Zbuild-std`), or written by a cargo of another version, with which nothing can be
    /// compared.
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
        let missing = compiled.iter().map(|index| graph.package(*index));
        let missing: Vec<_> = missing
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
        self.insert(missing);
        difference
    }

    /// Adds packages as dependencies of the root, and keeps the order.
    fn insert(&mut self, packages: Vec<InventoryPackage<'a>>) {
        let first = self.packages.len();
        let added = first..first + packages.len();
        self.packages.extend(packages);
        self.packages[self.root].dependencies.extend(added);
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
}

fn names<'a>(packages: impl Iterator<Item = Package<'a>>) -> Vec<String> {
    let mut names: Vec<_> =
        packages.map(|Package { name, version, .. }| format!("{name} {version}")).collect();
    names.sort_unstable();
    names
}
