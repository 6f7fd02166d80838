//! The files at the root of a workspace.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Table;

use super::cargo_config::CargoConfig;
use super::lock_file::LockFile;
use super::manifest::Manifest;
use super::paths::read_if_there;
use super::toolchain_file::ToolchainFile;
use crate::error::LoadError;

/// The files at the root that decide how every member is compiled, relative to the root. Most workspaces have
/// only some of them.
pub const SHARED_FILES: [&str; 6] = [
    "Cargo.toml",
    LockFile::NAME,
    CargoConfig::PATHS[0],
    CargoConfig::PATHS[1],
    ToolchainFile::NAMES[0],
    ToolchainFile::NAMES[1],
];

/// What was read from the root of a workspace, and from the directories above it.
#[derive(Debug)]
pub(crate) struct RootFiles {
    pub(crate) manifest: Manifest,
    /// The manifest, parsed.
    pub(crate) manifest_table: Table,
    /// The absolute path of the lock file that cargo's commands use, all but `cargo install`.
    pub(crate) lock_file_path: Utf8PathBuf,
    /// The text of that lock file; `None` if there is no such file.
    pub(crate) lock_file: Option<String>,
    /// The text of `Cargo.lock` beside the manifest, which `cargo install` uses; `None` if there is no such
    /// file.
    pub(crate) lock_file_of_install: Option<String>,
    pub(crate) cargo_config: CargoConfig,
    /// Files of cargo's configuration in the directories above the root, the nearest first.
    pub(crate) outer_cargo_configs: Vec<Utf8PathBuf>,
    pub(crate) toolchain_file: Option<ToolchainFile>,
}

impl RootFiles {
    /// Reads the files at `root`. `lock_file_path` is the absolute path of the lock file; `None` for the one
    /// beside the manifest.
    pub(crate) fn read(
        root: &Utf8Path,
        lock_file_path: Option<Utf8PathBuf>,
        read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Self, LoadError> {
        let manifest = Manifest::read(&root.join("Cargo.toml"), read)?;
        let mut text_at = |path: &Utf8Path| Ok(read_if_there(path.to_owned(), read)?.map(|(_, text)| text));
        let beside = root.join(LockFile::NAME);
        let lock_file_of_install = text_at(&beside)?;
        let (lock_file_path, lock_file) = match lock_file_path {
            Some(path) => {
                let text = text_at(&path)?;
                (path, text)
            }
            None => (beside, lock_file_of_install.clone()),
        };
        Ok(Self {
            manifest_table: manifest.table()?,
            manifest,
            lock_file_path,
            lock_file,
            lock_file_of_install,
            cargo_config: CargoConfig::read(root, read)?,
            outer_cargo_configs: outer_cargo_configs(root, read)?,
            toolchain_file: ToolchainFile::read(root, read)?,
        })
    }
}

fn outer_cargo_configs(
    root: &Utf8Path,
    read: &mut dyn FnMut(&Utf8Path) -> io::Result<String>,
) -> Result<Vec<Utf8PathBuf>, LoadError> {
    let mut found = Vec::new();
    for directory in root.ancestors().skip(1) {
        found.extend(CargoConfig::read(directory, read)?.path);
    }
    Ok(found)
}
