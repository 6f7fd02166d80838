//! From a directory to a [`Workspace`]: finds the manifests and runs cargo on them.

use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use super::diagnose::Situation;
use super::from_metadata::{Places, from_metadata};
use super::model::{OutputDirectories, Workspace};
use crate::cargo::{CargoCommand, RunError};
use crate::error::LoadError;
use crate::files::{LockFile, Manifest, configured_lock_file, normalize, parent, reads_lockfile_path};

/// Where to search for a workspace, and how cargo may run meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOptions {
    /// The program to run, such as `cargo`: a path, or a name to be found on `PATH`.
    pub cargo: Utf8PathBuf,
    /// The absolute path of the directory from which the manifest is searched upwards, and to which a
    /// relative `CARGO_TARGET_DIR` is relative.
    pub directory: Utf8PathBuf,
    /// The absolute path of a `Cargo.toml`, as for cargo's option `--manifest-path`; `None` to search from
    /// the directory upwards.
    pub manifest_path: Option<Utf8PathBuf>,
    /// True to use only crates that cargo has downloaded before.
    pub offline: bool,
    /// The absolute path of cargo's home, whose configuration cargo reads too; `None` if it has none.
    pub cargo_home: Option<Utf8PathBuf>,
    /// The value of `CARGO_RESOLVER_LOCKFILE_PATH`, made absolute; `None` if it is not set.
    pub lock_file: Option<Utf8PathBuf>,
    /// Variables that are removed from the environment of cargo. rustup, for one, exports the toolchain of
    /// the current directory, which would overrule the workspace's own `rust-toolchain.toml`.
    pub withheld: Vec<String>,
}

impl Workspace {
    /// Loads the workspace around a directory or a manifest.
    ///
    /// The root is found first, without a lock file, so that a missing one is reported as such: a manifest
    /// with a `[workspace]` table is the root itself, for any other `cargo locate-project` is asked.
    ///
    /// Then `cargo metadata` resolves all dependencies strictly as the lock file says. It runs at the root,
    /// where a `.cargo/config.toml` may replace sources and a `rust-toolchain.toml` may choose the toolchain.
    ///
    /// The target directory alone is asked for in [`LoadOptions::directory`]: to cargo, a relative
    /// `CARGO_TARGET_DIR` is relative to its working directory, and the configuration file that sets
    /// `build.target-dir` is searched upwards from there.
    ///
    /// Unless `offline` is set, cargo downloads what its cache lacks, and may wait for another cargo to end.
    pub fn load(options: &LoadOptions) -> Result<Self, LoadError> {
        let read_at = SystemTime::now();
        let manifest = find_manifest(options)?;
        let root_manifest = find_root_manifest(options, &manifest)?;
        let mut run = Run {
            options,
            directory: parent(&root_manifest),
            root_manifest: &root_manifest,
            lock_file: &root_manifest.with_file_name(LockFile::NAME),
        };
        let chosen_lock_file = run.chosen_lock_file()?;
        if let Some(path) = &chosen_lock_file {
            run.lock_file = path;
        }
        if !run.lock_file.is_file() {
            // `cargo generate-lockfile` fails while a manifest is broken, so a broken manifest is reported
            // first.
            run.metadata(&manifest, &["--no-deps"])?;
            let path = run.lock_file.to_owned();
            return Err(LoadError::NoLockfile { path, root_manifest });
        }

        // The names of the features in a selection are not known yet. With all of them on, the answer has
        // each dependency that some selection could enable; a lock file has no others.
        let json = run.metadata(&manifest, &["--locked", "--all-features"])?;
        let output = if options.directory == run.directory {
            None
        } else {
            Some(Run { directory: &options.directory, ..run }.output_directories(&manifest)?)
        };
        let places = Places { output, lock_file: chosen_lock_file };
        from_metadata(json, read_at, places, &mut |path: &Utf8Path| fs_err::read_to_string(path))
    }
}

/// The manifest that was asked for, or the nearest one upwards from the directory, as cargo searches it.
fn find_manifest(options: &LoadOptions) -> Result<Utf8PathBuf, LoadError> {
    if let Some(path) = &options.manifest_path {
        check_manifest_path(path)?;
        return Ok(path.clone());
    }
    let directory = &options.directory;
    if !directory.is_dir() {
        return Err(LoadError::DirectoryNotFound { directory: directory.clone() });
    }
    directory
        .ancestors()
        .map(|directory| directory.join("Cargo.toml"))
        .find(|manifest| manifest.is_file())
        .ok_or_else(|| LoadError::NoManifest { directory: directory.clone() })
}

/// The manifest with the `[workspace]` table. A member can lie outside of the directory of its workspace.
fn find_root_manifest(options: &LoadOptions, manifest: &Utf8Path) -> Result<Utf8PathBuf, LoadError> {
    if is_root(manifest) {
        return Ok(normalize(manifest));
    }
    let arguments = ["locate-project", "--workspace", "--message-format", "json", "--manifest-path"];
    let arguments = arguments.into_iter().chain([manifest.as_str()]).map(str::to_owned).collect();
    let lock_file = &manifest.with_file_name(LockFile::NAME);
    let run = Run { options, directory: parent(manifest), root_manifest: manifest, lock_file };
    let json = run.cargo(arguments)?;
    let answer: LocateAnswer =
        serde_json::from_str(&json).map_err(|source| LoadError::UnreadableMetadata { source })?;
    Ok(answer.root)
}

/// Whether the manifest has a `[workspace]` table itself. Most have, and `cargo locate-project` need not run
/// then.
///
/// False for a manifest that cannot be read or parsed, because cargo reports such a manifest better.
fn is_root(manifest: &Utf8Path) -> bool {
    Manifest::read(manifest, &mut |path| fs_err::read_to_string(path))
        .and_then(|manifest| manifest.facts())
        .is_ok_and(|facts| facts.is_root)
}

/// The output of `cargo locate-project`.
#[derive(serde::Deserialize)]
struct LocateAnswer {
    /// The path of a manifest, not of a directory.
    root: Utf8PathBuf,
}

/// The part of cargo's metadata that depends on the directory that cargo runs in.
#[derive(serde::Deserialize)]
struct CargoDirectories {
    target_directory: Utf8PathBuf,
    /// `None` for versions of cargo whose build directory is always the target directory.
    build_directory: Option<Utf8PathBuf>,
}

/// Refuses paths that cargo would refuse too, with messages that say what to write instead.
fn check_manifest_path(path: &Utf8Path) -> Result<(), LoadError> {
    if path.is_dir() {
        return Err(LoadError::ManifestIsDirectory { path: path.to_owned() });
    }
    if path.file_name() != Some("Cargo.toml") {
        return Err(LoadError::NotAManifest { path: path.to_owned() });
    }
    if !path.exists() {
        return Err(LoadError::ManifestNotFound { path: path.to_owned() });
    }
    Ok(())
}

/// Runs of cargo in one directory.
#[derive(Clone, Copy)]
struct Run<'a> {
    options: &'a LoadOptions,
    /// Cargo and rustup search for their configuration from here upwards.
    directory: &'a Utf8Path,
    /// The manifest of the workspace, or of a member while the workspace is not known; for messages.
    root_manifest: &'a Utf8Path,
    /// The lock file of the workspace; for messages.
    lock_file: &'a Utf8Path,
}

impl Run<'_> {
    /// The lock file that `resolver.lockfile-path` chooses, by the variable or else by files of
    /// configuration; `None` if nothing chooses one, or if this cargo does not read the key.
    fn chosen_lock_file(&self) -> Result<Option<Utf8PathBuf>, LoadError> {
        let Self { options, directory, .. } = self;
        let read = &mut |path: &Utf8Path| fs_err::read_to_string(path);
        let chosen = match &options.lock_file {
            Some(path) => Some(normalize(path)),
            None => configured_lock_file(directory, options.cargo_home.as_deref(), read)?,
        };
        if chosen.is_none() || !reads_lockfile_path(&self.cargo(vec!["--version".to_owned()])?) {
            return Ok(None);
        }
        Ok(chosen)
    }

    fn metadata(&self, manifest: &Utf8Path, more: &[&str]) -> Result<String, LoadError> {
        let arguments = ["metadata", "--format-version", "1", "--manifest-path", manifest.as_str()];
        let offline = self.options.offline.then_some("--offline");
        self.cargo(arguments.iter().chain(more).copied().chain(offline).map(str::to_owned).collect())
    }

    /// Where cargo would compile the workspace if it were started in the directory of this run.
    fn output_directories(&self, manifest: &Utf8Path) -> Result<OutputDirectories, LoadError> {
        let json = self.metadata(manifest, &["--no-deps"])?;
        let CargoDirectories { target_directory, build_directory } =
            serde_json::from_str(&json).map_err(|source| LoadError::UnreadableMetadata { source })?;
        Ok(OutputDirectories::new(target_directory, build_directory))
    }

    fn cargo(&self, arguments: Vec<String>) -> Result<String, LoadError> {
        let LoadOptions { cargo, withheld, lock_file, .. } = self.options;
        // To cargo, a relative path is relative to the directory that it runs in, which is not the caller's.
        let variables = lock_file.iter().map(|path| ("CARGO_RESOLVER_LOCKFILE_PATH", path.as_str()));
        let variables = &variables.collect::<Vec<_>>();
        let command = CargoCommand { cargo, directory: self.directory, arguments, variables, withheld };
        command.run().map_err(|error| match error {
            RunError::NotStarted(error) if error.kind() == io::ErrorKind::NotFound => {
                LoadError::CargoNotFound { cargo: cargo.clone() }
            }
            RunError::NotStarted(source) => LoadError::CargoNotStarted { cargo: cargo.clone(), source },
            RunError::NotUtf8(source) => LoadError::MetadataNotUtf8 { source },
            RunError::Failed(failure) => {
                let Self { directory, root_manifest, lock_file, .. } = *self;
                Situation { directory, root_manifest, lock_file }.explain(failure)
            }
        })
    }
}
