//! The layout of the scratch directory.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{BuildGroup, PackagePlan};
use fs_err as fs;
use sha2::{Digest as _, Sha256};

use crate::error::EngineError;
use crate::rattler::HOST_PREFIX_LENGTH;

/// The name that every build prefix starts with, before it is padded.
const PREFIX_NAME: &str = "host_env";

/// A run's own directories.
#[derive(Debug, Clone)]
pub(crate) struct Scratch {
    root: Utf8PathBuf,
}

impl Scratch {
    /// Makes the directory, and a note that keeps backup programs and the like out of it.
    pub(crate) fn create(root: &Utf8Path) -> Result<Self, EngineError> {
        if root.as_str().contains('$') {
            return Err(EngineError::DollarInPath { path: root.to_owned() });
        }
        let failed = |source| EngineError::Prepare { path: root.to_owned(), source };
        fs::create_dir_all(root).map_err(failed)?;
        let tag = root.join("CACHEDIR.TAG");
        if !tag.exists() {
            let text = "Signature: 8a477f597d28d172789f06886806bc55\n\
                # Scratch of cargo-conda; see https://bford.info/cachedir/\n";
            fs::write(tag, text).map_err(failed)?;
        }
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Cargo's target directory for a group. The name says what its packages share, so that groups keep
    /// their directories when the plan changes around them.
    pub(crate) fn target_directory(&self, group: &BuildGroup) -> Utf8PathBuf {
        let mut name = format!("{}-{}-{}", group.platform, group.toolchain.as_str(), group.profile);
        if !group.env.is_empty() {
            let mut digest = Sha256::new();
            for (name, value) in &group.env {
                digest.update(format!("{name}={value}\0"));
            }
            // Eight digits keep a handful of groups apart and paths short.
            name.push('-');
            name.extend(digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")));
        }
        self.root.join("target").join(name)
    }

    /// The directories of one package.
    pub(crate) fn package(&self, package: &PackagePlan) -> PackageScratch {
        let name = format!("{}-{}", package.name, package.platform);
        PackageScratch {
            root: self.root.join("packages").join(&name),
            log: self.root.join("logs").join(name + ".log"),
        }
    }

    /// Checks that padded prefixes fit.
    ///
    /// Packages that carry their build prefix have it replaced on installation, in place: an installation
    /// path may be as long as the build prefix and no longer. conda's convention is 255 characters.
    pub(crate) fn check_depth(&self, package: &PackagePlan) -> Result<(), EngineError> {
        let shortest = self.package(package).root.join(PREFIX_NAME);
        let excess = shortest.as_str().len().saturating_sub(HOST_PREFIX_LENGTH);
        if excess == 0 || package.platform.is_windows() {
            return Ok(());
        }
        Err(EngineError::TooDeep { scratch: self.root.clone(), limit: HOST_PREFIX_LENGTH, excess })
    }
}

/// The directories of one package.
#[derive(Debug, Clone)]
pub(crate) struct PackageScratch {
    root: Utf8PathBuf,
    log: Utf8PathBuf,
}

impl PackageScratch {
    /// Removes what an earlier run left and makes everything anew.
    pub(crate) fn recreate(&self) -> io::Result<()> {
        if self.root.exists() {
            fs::remove_dir_all(&self.root)?;
        }
        for directory in [self.work(), self.recipe(), self.output(), self.tests()] {
            fs::create_dir_all(directory)?;
        }
        if let Some(logs) = self.log.parent() {
            fs::create_dir_all(logs)?;
        }
        Ok(())
    }

    pub(crate) fn remove(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.root)
    }

    /// Parent of the prefixes and of rattler-build's own files.
    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Where the build script runs.
    pub(crate) fn work(&self) -> Utf8PathBuf {
        self.root.join("work")
    }

    /// Where the recipe lies.
    pub(crate) fn recipe(&self) -> Utf8PathBuf {
        self.root.join("recipe")
    }

    /// Where rattler-build puts the archive.
    pub(crate) fn output(&self) -> Utf8PathBuf {
        self.root.join("output")
    }

    /// Where test environments are made.
    pub(crate) fn tests(&self) -> Utf8PathBuf {
        self.root.join("test")
    }

    /// What the build printed, kept after the run.
    pub(crate) fn log(&self) -> &Utf8Path {
        &self.log
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::Scratch;
    use crate::error::EngineError;

    #[test]
    fn a_path_that_a_shell_would_change_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap().join("$HOME");
        let error = Scratch::create(&root).unwrap_err();
        assert!(matches!(error, EngineError::DollarInPath { path } if path == root));
        assert!(!root.exists());
    }
}
