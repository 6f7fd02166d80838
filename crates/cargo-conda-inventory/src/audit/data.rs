//! The list of crates in cargo-auditable's form.

use auditable_serde::{DependencyKind, Package, Source, VersionInfo};
use cargo_conda_workspace::{Inventory, InventoryPackage, PackageSource, Role};
use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::registry::is_crates_io;

/// The revision of the form whose data says exactly what was linked. Cargo-auditable uses it for data of
/// cargo's own bill of materials.
const EXACT: u32 = 8;

/// The level that cargo-auditable compresses with.
const COMPRESSION: u8 = 7;

/// The crates of a program, as scanners read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditData(VersionInfo);

impl AuditData {
    /// The data of the binaries that a build with this inventory makes.
    pub fn new(inventory: &Inventory<'_>) -> Self {
        let is_root = |index| index == inventory.root;
        let packages = inventory.packages.iter().enumerate();
        Self(VersionInfo {
            packages: packages.map(|(index, package)| entry(package, is_root(index))).collect(),
            format: EXACT,
        })
    }

    /// The data as the JSON text that scanners read once they have unpacked it.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }

    /// The content of the section `.dep-v0`.
    pub(super) fn compressed(&self) -> Result<Vec<u8>, serde_json::Error> {
        Ok(compress_to_vec_zlib(self.to_json()?.as_bytes(), COMPRESSION))
    }
}

fn entry(package: &InventoryPackage<'_>, root: bool) -> Package {
    Package {
        name: package.package.name.to_owned(),
        version: package.package.version.clone(),
        source: source(package.package.source),
        kind: match package.role {
            Role::Linked => DependencyKind::Runtime,
            Role::BuildOnly => DependencyKind::Build,
        },
        dependencies: package.dependencies.clone(),
        root,
    }
}

/// The kind of source, without an address: programs are passed on, and addresses of private registries and
/// directories are not meant to be.
fn source(source: &PackageSource) -> Source {
    match source {
        PackageSource::Registry(index) if is_crates_io(index) => Source::CratesIo,
        PackageSource::Registry(_) => Source::Registry,
        PackageSource::Git(_) => Source::Git,
        PackageSource::Path(_) => Source::Local,
        PackageSource::Other(_) => Source::Other("other".to_owned()),
    }
}
