//! Reads the text of a `Cargo.toml`, and the few facts in it that `cargo metadata` leaves out.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use toml::Table;

use crate::error::LoadError;

/// A `Cargo.toml` with its text, from which later stages quote the lines that a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The absolute path of the file.
    pub path: Utf8PathBuf,
    /// The text of the file.
    pub text: String,
}

/// Facts of a manifest that the metadata does not show, because cargo fills in its defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ManifestFacts {
    /// True if `package.version` is set, to a version of its own or to the inherited one.
    pub(crate) has_version: bool,
    /// True if `workspace.default-members` is set.
    pub(crate) sets_default_members: bool,
    /// True if there is a `[workspace]` table.
    pub(crate) is_root: bool,
    /// `resolver` of the workspace table or of the package table; cargo rejects a manifest with both. `None`
    /// without that key.
    pub(crate) resolver: Option<String>,
}

impl Manifest {
    pub(crate) fn read(
        path: &Utf8Path,
        read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Self, LoadError> {
        match read(path) {
            Ok(text) => Ok(Self { path: path.to_owned(), text }),
            Err(source) => Err(LoadError::UnreadableFile { path: path.to_owned(), source }),
        }
    }

    pub(crate) fn table(&self) -> Result<Table, LoadError> {
        self.parse()
    }

    fn parse<T: DeserializeOwned>(&self) -> Result<T, LoadError> {
        toml::from_str(&self.text)
            .map_err(|source| LoadError::UnparsableManifest { path: self.path.clone(), source })
    }

    pub(crate) fn facts(&self) -> Result<ManifestFacts, LoadError> {
        let ManifestFile { package, workspace } = self.parse()?;
        let is_root = workspace.is_some();
        let package = package.unwrap_or_default();
        let workspace = workspace.unwrap_or_default();
        Ok(ManifestFacts {
            is_root,
            has_version: package.version.is_some(),
            sets_default_members: workspace.default_members.is_some(),
            resolver: workspace.resolver.or(package.resolver),
        })
    }
}

/// The part of the file that we read.
#[derive(Deserialize)]
struct ManifestFile {
    // `project` is the name from before Rust 1.0, which cargo accepts up to edition 2021.
    #[serde(alias = "project")]
    package: Option<PackageTable>,
    workspace: Option<WorkspaceTable>,
}

#[derive(Deserialize, Default)]
struct PackageTable {
    version: Option<IgnoredAny>,
    resolver: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct WorkspaceTable {
    default_members: Option<IgnoredAny>,
    resolver: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> ManifestFacts {
        Manifest { path: "/w/Cargo.toml".into(), text: text.to_owned() }.facts().unwrap()
    }

    #[test]
    fn an_inherited_version_is_a_version() {
        assert!(facts("[package]\nname = 'a'\nversion.workspace = true").has_version);
        assert!(facts("[package]\nname = 'a'\nversion = '1.0.0'").has_version);
        assert!(!facts("[package]\nname = 'a'").has_version);
    }

    #[test]
    fn default_members_count_only_when_written() {
        assert!(facts("[workspace]\ndefault-members = []").sets_default_members);
        assert!(!facts("[workspace]\nmembers = ['a']\n[package]\nname = 'r'").sets_default_members);
    }

    #[test]
    fn a_root_has_a_workspace_table() {
        assert!(facts("[workspace]").is_root);
        assert!(!facts("[package]\nname = 'a'\nworkspace = '..'").is_root);
    }

    #[test]
    fn the_resolver_is_found_in_both_tables() {
        assert_eq!(facts("[workspace]\nresolver = '1'").resolver.as_deref(), Some("1"));
        assert_eq!(facts("[package]\nresolver = '2'").resolver.as_deref(), Some("2"));
        assert_eq!(facts("[package]\nname = 'a'").resolver, None);
    }
}
