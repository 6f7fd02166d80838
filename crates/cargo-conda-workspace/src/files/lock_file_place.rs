//! Finds `resolver.lockfile-path` in cargo's configuration, which puts the lock file elsewhere than beside
//! the root manifest.
//!
//! `cargo metadata` does not say where the lock file is. See
//! <https://doc.rust-lang.org/cargo/reference/config.html#resolverlockfile-path>.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::cargo_config::{CargoConfig, ConfigFile};
use super::paths::normalize;
use crate::error::LoadError;

/// The absolute path of the lock file that cargo's configuration files choose; `None` if they choose none.
///
/// Like cargo started in `root`, this reads the files in `root` and in the directories above it, the nearest
/// first, and then the one in `cargo_home`.
pub(crate) fn configured_lock_file(
    root: &Utf8Path,
    cargo_home: Option<&Utf8Path>,
    read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
) -> Result<Option<Utf8PathBuf>, LoadError> {
    let in_directories =
        root.ancestors().map(|directory| CargoConfig::PATHS.map(|path| directory.join(path)));
    let in_home = cargo_home.map(|home| CargoConfig::NAMES.map(|name| home.join(name)));
    for candidates in in_directories.chain(in_home) {
        if let Some(path) = first_there(candidates, read)?.iter().rev().find_map(chosen_by) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Whether a cargo with this version (`cargo 1.97.0 (…)`) reads the key. A nightly counts as the release that
/// it becomes. An unknown version counts as a new one.
pub(crate) fn reads_lockfile_path(version: &str) -> bool {
    let version = version.split_whitespace().nth(1).and_then(|version| Version::parse(version).ok());
    version.is_none_or(|version| (version.major, version.minor) >= (1, 97))
}

/// The first of these files that exists, with the files that it includes, in ascending priority.
fn first_there(
    candidates: [Utf8PathBuf; 2],
    read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
) -> Result<Vec<ConfigFile>, LoadError> {
    for path in candidates {
        let files = ConfigFile::read_with(&path, read)?;
        if files.last().is_some_and(|file| file.text.is_some()) {
            return Ok(files);
        }
    }
    Ok(Vec::new())
}

/// The absolute path in one file; `None` if the file does not set the key.
fn chosen_by(file: &ConfigFile) -> Option<Utf8PathBuf> {
    let table = file.table();
    let path = table.get("resolver")?.get("lockfile-path")?.as_str()?;
    Some(normalize(&file.base().join(path)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn chosen(files: &[(&str, &str)]) -> Option<String> {
        let files: BTreeMap<_, _> = files.iter().copied().collect();
        let read = &mut |path: &Utf8Path| {
            let text = files.get(path.as_str());
            text.map(|text| (*text).to_owned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        let home = Some(Utf8Path::new("/home/ann/.cargo"));
        configured_lock_file(Utf8Path::new("/w/inner"), home, read).unwrap().map(Utf8PathBuf::into_string)
    }

    #[test]
    fn the_nearest_file_wins_and_cargos_home_is_last() {
        let inner = ("/w/inner/.cargo/config.toml", "resolver.lockfile-path = 'a/Cargo.lock'");
        let outer = ("/w/.cargo/config", "[resolver]\nlockfile-path = '../b/./Cargo.lock'");
        let home = ("/home/ann/.cargo/config.toml", "resolver.lockfile-path = '/c/Cargo.lock'");
        assert_eq!(chosen(&[inner, outer, home]).as_deref(), Some("/w/inner/a/Cargo.lock"));
        assert_eq!(chosen(&[outer, home]).as_deref(), Some("/b/Cargo.lock"));
        assert_eq!(chosen(&[home]).as_deref(), Some("/c/Cargo.lock"));
        assert_eq!(chosen(&[("/w/inner/.cargo/config.toml", "[resolver]")]), None);
    }

    #[test]
    fn a_path_is_relative_to_the_file_that_sets_it() {
        let main = ("/w/inner/.cargo/config.toml", "include = ['../more/deep/extra.toml']");
        let extra = ("/w/inner/more/deep/extra.toml", "resolver.lockfile-path = 'locks/Cargo.lock'");
        assert_eq!(chosen(&[main, extra]).as_deref(), Some("/w/inner/more/locks/Cargo.lock"));
        let own = "include = ['../more/deep/extra.toml']\nresolver.lockfile-path = 'own/Cargo.lock'";
        let main = ("/w/inner/.cargo/config.toml", own);
        assert_eq!(chosen(&[main, extra]).as_deref(), Some("/w/inner/own/Cargo.lock"));
    }

    #[test]
    fn older_cargos_do_not_know_the_key() {
        assert!(!reads_lockfile_path("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"));
        assert!(!reads_lockfile_path("cargo 1.96.0-nightly (4d1f98451 2026-04-15)"));
        assert!(reads_lockfile_path("cargo 1.97.0-nightly (4d1f98451 2026-05-15)"));
        assert!(reads_lockfile_path("cargo 2.0.0"));
        assert!(reads_lockfile_path("another program"));
    }
}
