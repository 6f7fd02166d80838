//! Which packages are in a program, and which were only needed to compile it.

use std::collections::{BTreeMap, BTreeSet};

use super::set::Closure;
use crate::files::{LockFile, LockedPackage};
use crate::graph::{Package, PackageIndex};
use crate::members::PackageFacts;
use crate::simulation::{CompiledPackage, Side};

/// All packages that a build of one member compiles, told apart by whether their code is in its binaries.
///
/// It is exact for the features and the platform of the closure. `cargo metadata`, from which other tools
/// take such lists, joins the features of the whole workspace and of all platforms, and so lists packages
/// that are not in the binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory<'a> {
    /// The packages, sorted by name, version and source.
    pub packages: Vec<InventoryPackage<'a>>,
    /// The index of the member that is built.
    pub root: usize,
}

/// A package of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryPackage<'a> {
    /// The id of the package, as cargo writes it in its metadata and messages.
    pub id: &'a str,
    /// Name, version and source.
    pub package: Package<'a>,
    /// What the manifest says of the licence and the makers.
    pub facts: &'a PackageFacts,
    /// The SHA-256 of the crate file, in hexadecimal digits, as the lock file has it; `None` for packages
    /// from git or from a directory.
    pub checksum: Option<String>,
    /// What the package is to the binary.
    pub role: Role,
    /// True for a member of the workspace.
    pub is_member: bool,
    /// The indices of the packages that this one is compiled against or built with, sorted.
    pub dependencies: Vec<usize>,
}

/// What a compiled package is to the binaries of the member that is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The binaries are linked with the package.
    Linked,
    /// Only build scripts and procedural macros use the package. A build script may still compile C code into
    /// the binary.
    BuildOnly,
}

impl<'a> Closure<'a> {
    /// The packages of the build with their roles. `lock_file` is the workspace's, which has their checksums.
    ///
    /// A package that is compiled both for the target and for the host counts as linked.
    pub fn inventory(&self, lock_file: &LockFile) -> Inventory<'a> {
        let graph = &self.workspace.graph;
        let roles = self.roles();
        let mut indices: Vec<_> = roles.keys().copied().collect();
        indices.sort_by_key(|index| Package::from(graph.package(*index)));
        let places: BTreeMap<PackageIndex, usize> =
            indices.iter().enumerate().map(|(place, index)| (*index, place)).collect();
        let packages = indices.iter().map(|index| {
            let node = graph.package(*index);
            InventoryPackage {
                id: &node.id,
                package: node.into(),
                facts: &node.facts,
                checksum: checksum(lock_file, node.into()),
                role: roles[index],
                is_member: node.member.is_some(),
                dependencies: self.used_on_both_sides(*index, &places),
            }
        });
        Inventory { packages: packages.collect(), root: places.get(&self.root).copied().unwrap_or_default() }
    }

    /// The packages that the member comes to, with their roles.
    ///
    /// The code of a package is in the binaries if cargo compiles the package for their platform: procedural
    /// macros and build scripts, and what they use, are compiled for the host.
    fn roles(&self) -> BTreeMap<PackageIndex, Role> {
        let starts = [Side::Target, Side::Host].map(|side| CompiledPackage { side, package: self.root });
        let mut roles = BTreeMap::new();
        let mut seen = BTreeSet::from(starts);
        let mut open = Vec::from(starts);
        while let Some(compiled) = open.pop() {
            let CompiledPackage { side, package } = compiled;
            if self.compiled.features(side, package).is_none() {
                // The member itself is rarely compiled for both sides.
                continue;
            }
            let role = if side == Side::Target { Role::Linked } else { Role::BuildOnly };
            roles.entry(package).and_modify(|known: &mut Role| *known = role.min(*known)).or_insert(role);
            open.extend(self.compiled.used_by(compiled).filter(|used| seen.insert(*used)));
        }
        roles
    }

    fn used_on_both_sides(
        &self,
        package: PackageIndex,
        places: &BTreeMap<PackageIndex, usize>,
    ) -> Vec<usize> {
        let sides = [Side::Target, Side::Host].map(|side| CompiledPackage { side, package });
        let used = sides.into_iter().flat_map(|user| self.compiled.used_by(user));
        let used = used.filter_map(|used| places.get(&used.package).copied());
        used.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

pub(super) fn checksum(lock_file: &LockFile, package: Package<'_>) -> Option<String> {
    let Package { name, version, source, .. } = package;
    let locked =
        LockedPackage { name: name.to_owned(), version: version.to_string(), source: source.to_cargo() };
    lock_file.checksum(&locked).map(ToOwned::to_owned)
}
