//! Another place to build in: copies of the sources, and a home of cargo that unpacks all crates itself.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{LoadError, Workspace, canonicalize, normalize};
use fs_err as fs;
use tempfile::TempDir;
use thiserror::Error;

use crate::git;
use crate::session::BuildError;

/// What cargo needs of its home to build without the network, besides what it unpacks there.
const OF_HOME: [&str; 5] = ["registry/index", "registry/cache", "git/db", "config.toml", "config"];

/// Why packages could not be verified.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The place to build in could not be made.
    #[error("failed to copy the sources of the workspace")]
    Copy(#[source] io::Error),
    /// The copy of the workspace cannot be loaded, although the workspace can.
    #[error("the copy of the workspace cannot be loaded")]
    Load(#[source] LoadError),
    /// The copy of the workspace cannot be planned.
    #[error("the copy of the workspace cannot be planned: {0}")]
    Plan(String),
    /// The run that builds again failed.
    #[error(transparent)]
    Build(BuildError),
    /// Archives cannot be compared.
    #[error("failed to compare archives")]
    Compare(#[source] io::Error),
    /// An archive that differs cannot be kept.
    #[error("failed to keep an archive that was built again")]
    Keep(#[source] io::Error),
}

/// A directory with copies of a workspace's sources, which is removed when the value is dropped.
pub(crate) struct Elsewhere {
    directory: TempDir,
    /// The manifest of the workspace's copy.
    pub(crate) manifest: Utf8PathBuf,
}

impl Elsewhere {
    /// Copies what git and cargo see of a workspace, or of the whole checkout that it is in, and of the local
    /// crates outside of it, and leads a new home of cargo to the crates that were downloaded into `home`;
    /// `None` if cargo has no home.
    pub(crate) fn new(workspace: &Workspace, home: Option<&Utf8Path>) -> io::Result<Self> {
        let directory = TempDir::with_prefix("cargo-conda-verify-")?;
        // Links on the way would give the copy two names.
        let place = canonicalize(<&Utf8Path>::try_from(directory.path()).map_err(io::Error::other)?)?;
        let checkout = git::checkout_of(workspace.root());
        let root = checkout.as_deref().unwrap_or(workspace.root());
        let outside = workspace.local_packages().map(|package| package.directory);
        let outside: Vec<_> = outside.filter(|directory| !directory.starts_with(root)).collect();
        let common = common_ancestor(root, &outside);
        let sources = place.join("sources");
        let copy_of = |path: &Utf8Path| sources.join(path.strip_prefix(&common).unwrap_or(path));
        let outputs = [workspace.target_directory(), workspace.build_directory()];
        for from in outside.into_iter().chain([root]) {
            copy(from, &copy_of(from), &outputs)?;
        }
        if let Some(checkout) = &checkout {
            git::borrow_commits(checkout, &copy_of(checkout));
        }
        let lock_file = workspace.lock_file_path();
        if lock_file.starts_with(workspace.root()) && lock_file.is_file() {
            // git may have been told to ignore it.
            fs::copy(lock_file, copy_of(lock_file))?;
        }
        if let Some(home) = home {
            lead_home(home, &place.join("cargo-home"))?;
        }
        let manifest = copy_of(&workspace.root().join("Cargo.toml"));
        Ok(Self { directory, manifest })
    }

    fn path(&self, name: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.directory.path()).map_or_else(Utf8PathBuf::new, |path| path.join(name))
    }

    pub(crate) fn cargo_home(&self) -> Utf8PathBuf {
        self.path("cargo-home")
    }

    pub(crate) fn scratch(&self) -> Utf8PathBuf {
        self.path("scratch")
    }

    pub(crate) fn channel(&self) -> Utf8PathBuf {
        self.path("channel")
    }
}

/// The innermost directory that has the workspace and all these directories.
fn common_ancestor(root: &Utf8Path, others: &[&Utf8Path]) -> Utf8PathBuf {
    let mut ancestors = root.ancestors().filter(|above| others.iter().all(|other| other.starts_with(above)));
    ancestors.next().map_or_else(Utf8PathBuf::new, ToOwned::to_owned)
}

/// Copies the files of a directory: those that git knows or would add; without git, all but `outputs` and
/// git's own.
fn copy(from: &Utf8Path, to: &Utf8Path, outputs: &[&Utf8Path]) -> io::Result<()> {
    let listed = git::answer(from, &["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    // Of an ignored directory, git lists nothing.
    let files: Vec<_> =
        match listed.filter(|names| names.split('\0').any(|name| name.ends_with("Cargo.toml"))) {
            Some(names) => names.split('\0').filter(|name| !name.is_empty()).map(Utf8PathBuf::from).collect(),
            None => walk(from, outputs)?,
        };
    fs::create_dir_all(to)?;
    for file in files {
        let (source, copy) = (from.join(&file), normalize(&to.join(&file)));
        // A file that was deleted and not committed, and a submodule, which is a directory.
        if !source.is_symlink() && !source.is_file() {
            continue;
        }
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder)?;
        }
        if source.is_symlink() {
            lead(&copy, Utf8Path::from_path(&fs::read_link(&source)?).unwrap_or(&source))?;
        } else {
            fs::copy(&source, &copy)?;
        }
    }
    Ok(())
}

/// The relative paths of all files below a directory that are neither outputs nor git's.
fn walk(root: &Utf8Path, outputs: &[&Utf8Path]) -> io::Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8()? {
            let entry = entry?;
            let path = entry.path().to_owned();
            if entry.file_name() == ".git" || outputs.contains(&path.as_path()) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                files.push(relative.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Makes a home of cargo that has the downloaded crates of another.
fn lead_home(home: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    for name in OF_HOME {
        let (own, link) = (home.join(name), to.join(name));
        if own.exists() {
            link.parent().map_or(Ok(()), fs::create_dir_all)?;
            lead(&link, &own)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn lead(link: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(to, link)
}

#[cfg(windows)]
fn lead(link: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    if to.is_dir() {
        std::os::windows::fs::symlink_dir(to, link)
    } else {
        std::os::windows::fs::symlink_file(to, link)
    }
}
