//! What a packager says about the licence of a crate that does not say it itself.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use cargo_conda_mapping::SpdxExpression;
use cargo_conda_workspace::Package;
use semver::VersionReq;

/// What is said about one crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarification {
    /// The versions that it is said about.
    pub versions: VersionReq,
    /// The licence; `None` for the crate's own.
    pub license: Option<SpdxExpression>,
    /// The absolute paths of files with the texts; empty for the texts of the crate.
    pub files: Vec<Utf8PathBuf>,
}

/// What is said about crates, by their names. The first that fits the version of a crate counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clarifications(pub BTreeMap<String, Vec<Clarification>>);

impl Clarifications {
    /// What is said about a crate; `None` if nothing is.
    pub fn of(&self, package: Package<'_>) -> Option<&Clarification> {
        let of_name = self.0.get(package.name)?;
        of_name.iter().find(|clarification| clarification.versions.matches(package.version))
    }

    /// The names that are in none of the programs, sorted. `packages` are those of all programs.
    pub fn unused<'a>(&self, packages: impl IntoIterator<Item = Package<'a>>) -> BTreeSet<&str> {
        let mut unused: BTreeSet<_> = self.0.keys().map(String::as_str).collect();
        for package in packages.into_iter().filter(|package| self.of(*package).is_some()) {
            unused.remove(package.name);
        }
        unused
    }
}
