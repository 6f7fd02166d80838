//! Entry points: reads the configuration of Cargo's manifests and of outer ones.

use std::sync::Arc;

use toml_edit::{Item, Key};

use super::tables::Reader;
use crate::config::layer::{ManifestConfig, OuterConfig};
use crate::problem::{Findings, Problems, Warning};
use crate::source::Source;

/// The kind of manifest that a table is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableOwner {
    /// A member's `Cargo.toml`: `[package.metadata.conda]`.
    Package,
    /// The root `Cargo.toml`: `[workspace.metadata.conda]`.
    Workspace,
    /// An outer manifest, which is not Cargo's.
    Outer,
    /// A configuration file: `[package.<crate>]`.
    PackageInFile,
    /// A configuration file: `[workspace]`.
    WorkspaceInFile,
}

impl TableOwner {
    /// Whether the table may have keys of the whole workspace.
    pub(super) fn is_workspace(self) -> bool {
        matches!(self, Self::Workspace | Self::WorkspaceInFile)
    }

    /// The table for keys of the whole workspace, as a phrase.
    pub(super) fn workspace_table(self) -> &'static str {
        match self {
            Self::Package | Self::Workspace | Self::Outer => {
                "`[workspace.metadata.conda]` in the workspace's root manifest"
            }
            Self::PackageInFile | Self::WorkspaceInFile => "`[workspace]`",
        }
    }
}

/// Reads the configuration table of a manifest. A manifest without one gives an empty configuration.
pub(crate) fn read_manifest(
    source: &Arc<Source>,
    owner: TableOwner,
    findings: &mut Findings,
) -> ManifestConfig {
    let mut reader = Reader { source, owner, findings };
    let Some(document) = reader.document() else {
        return ManifestConfig::default();
    };
    let section = if owner == TableOwner::Workspace { "workspace" } else { "package" };
    match item_at(document.as_item(), &[section, "metadata", "conda"]) {
        None => ManifestConfig::default(),
        Some(item) => reader.manifest_config("conda", item),
    }
}

/// Reads a configuration file: a table `[workspace]`, and a table `[package.<crate>]` for each crate.
pub(crate) fn read_file(source: &Arc<Source>, findings: &mut Findings) -> OuterConfig {
    let mut reader = Reader { source, owner: TableOwner::WorkspaceInFile, findings };
    let mut file = OuterConfig::default();
    let Some(document) = reader.document() else {
        return file;
    };
    for (key, item) in document.iter() {
        match key {
            "workspace" => file.base = reader.manifest_config(key, item),
            "package" => {
                reader.owner = TableOwner::PackageInFile;
                file.packages = reader.packages(key, item);
                reader.owner = TableOwner::WorkspaceInFile;
            }
            _ => reader.foreign_table(key, document.key(key).and_then(Key::span)),
        }
    }
    file
}

impl OuterConfig {
    /// Reads `config` and `target.<selector>.config` of the table at a path, such as `["package", "build"]`.
    ///
    /// # Errors
    ///
    /// All problems of these tables at once.
    pub fn read(source: &Arc<Source>, table: &[&str]) -> Result<(Self, Vec<Warning>), Problems> {
        let mut findings = Findings::default();
        let config = read_outer(source, table, &mut findings);
        Ok((config, findings.into_warnings()?))
    }
}

/// Reads the tables `config` and `target.<selector>.config` below a table of another manifest.
fn read_outer(source: &Arc<Source>, table: &[&str], findings: &mut Findings) -> OuterConfig {
    let mut reader = Reader { source, owner: TableOwner::Outer, findings };
    let mut outer = OuterConfig::default();
    let Some(document) = reader.document() else {
        return outer;
    };
    let Some(table) = item_at(document.as_item(), table) else {
        return outer;
    };
    if let Some(item) = table.get("config") {
        outer.base = reader.manifest_config("config", item);
        if let Some(packages) = item.get("packages") {
            outer.packages = reader.packages("packages", packages);
        }
    }
    if let Some(targets) = table.get("target") {
        outer.base.targets.extend(reader.targets(targets, |target| target.get("config")));
    }
    outer
}

fn item_at<'i>(root: &'i Item, keys: &[&str]) -> Option<&'i Item> {
    keys.iter().try_fold(root, |item, key| item.get(key))
}
