//! The layout of the scratch directory.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, PackagePlan};
use fs_err as fs;
use sha2::{Digest as _, Sha256};

use crate::api::EngineError;

/// The length that build prefixes are padded to, and so the longest path that packages can be installed at.
/// rattler-build keeps its constant of the same name private.
const HOST_PREFIX_LENGTH: usize = 255;

/// The name that every build prefix starts with, before it is padded.
const PREFIX_NAME: &str = "host_env";

/// A run's own directories.
#[derive(Debug, Clone)]
pub(crate) struct Scratch {
    root: Utf8PathBuf,
}

impl Scratch {
    /// The directory as it is, which may not be there.
    pub(crate) fn at(root: &Utf8Path) -> Self {
        Self { root: root.to_owned() }
    }

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
        self.root.join("target").join(group_name(group, None))
    }

    /// The directories of a group's environments, in one of its variants. `nth` tells groups apart that differ in
    /// nothing else than what their environments consist of: which that is changes with the packages asked for, and
    /// must not move them.
    pub(crate) fn environment(&self, group: &BuildGroup, variant: &str, nth: usize) -> EnvironmentScratch {
        let name = group_name(group, Some(&format!("{variant} {nth}")));
        EnvironmentScratch {
            root: self.root.join("environments").join(&name),
            target: self.root.join("target").join(&name),
            log: self.root.join("logs").join(format!("environment-{name}.log")),
        }
    }

    /// Whether any package was ever made here.
    pub(crate) fn has_records(&self) -> bool {
        self.root.join("records").is_dir()
    }

    /// How long things took.
    pub(crate) fn timings(&self) -> Utf8PathBuf {
        self.root.join("timings.json")
    }

    /// The home of cargo in builds with conda's toolchain.
    pub(crate) fn cargo_home(&self) -> Utf8PathBuf {
        self.root.join("cargo-home")
    }

    /// The directories of one package, or of one of its variants.
    pub(crate) fn package(&self, package: &PackagePlan, variant: Option<&str>) -> PackageScratch {
        let variant = variant.map(|variant| format!("-{variant}")).unwrap_or_default();
        let name = format!("{}-{}{variant}", package.name, package.platform);
        PackageScratch {
            root: self.root.join("packages").join(&name),
            record: self.root.join("records").join(format!("{name}.json")),
            log: self.root.join("logs").join(name + ".log"),
        }
    }
}

/// What a group's directories are called. Eight digits keep a handful of groups apart and paths short.
fn group_name(group: &BuildGroup, variant: Option<&str>) -> String {
    let BuildGroup { platform, toolchain, profile, env, secrets, .. } = group;
    let variables = env.iter().map(|(name, value)| format!("{name}={value}"));
    let all = variables.chain(secrets.iter().cloned());
    let described: String = all.chain(variant.map(ToOwned::to_owned)).map(|text| text + "\0").collect();
    let mut name = format!("{platform}-{}-{profile}", toolchain.as_str());
    if !described.is_empty() {
        name.push('-');
        name.push_str(&hex::encode(&Sha256::digest(described)[..4]));
    }
    name
}

/// Checks that padded prefixes fit.
///
/// Packages that carry their build prefix have it replaced on installation, in place: an installation
/// path may be as long as the build prefix and no longer. conda's convention is 255 characters.
fn check_depth(root: &Utf8Path, platform: Platform) -> Result<(), EngineError> {
    let shortest = root.join(PREFIX_NAME);
    let excess = shortest.as_str().len().saturating_sub(HOST_PREFIX_LENGTH);
    if excess == 0 || platform.is_windows() {
        return Ok(());
    }
    Err(EngineError::TooDeep { directory: root.to_owned(), limit: HOST_PREFIX_LENGTH, excess })
}

/// The directories of a group's environments.
#[derive(Debug, Clone)]
pub(crate) struct EnvironmentScratch {
    root: Utf8PathBuf,
    target: Utf8PathBuf,
    log: Utf8PathBuf,
}

impl EnvironmentScratch {
    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    pub(crate) fn target_directory(&self) -> &Utf8Path {
        &self.target
    }

    pub(crate) fn log(&self) -> &Utf8Path {
        &self.log
    }

    pub(crate) fn check_depth(&self, platform: Platform) -> Result<(), EngineError> {
        check_depth(&self.root, platform)
    }

    /// Makes the directories and writes the recipe. Environments that were not installed to their end are deleted:
    /// what is there of them says nothing of what is not.
    pub(crate) fn create(&self, recipe: &str) -> io::Result<()> {
        if self.root.exists() && !self.is_complete().exists() {
            fs::remove_dir_all(&self.root)?;
        }
        // The home of builds: what an earlier run left in it is none of this one's business.
        let work = self.root.join("work");
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        for directory in [work, self.root.join("recipe"), self.root.join("output")] {
            fs::create_dir_all(directory)?;
        }
        fs::write(self.root.join("recipe").join("recipe.yaml"), recipe)
    }

    /// Deletes the environments and all that was compiled in them.
    pub(crate) fn remove(&self) -> io::Result<()> {
        for directory in [&self.root, &self.target] {
            if directory.exists() {
                fs::remove_dir_all(directory)?;
            }
        }
        Ok(())
    }

    /// From here on the environments are incomplete.
    pub(crate) fn begin_install(&self) -> io::Result<()> {
        match fs::remove_file(self.is_complete()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// The environments are complete.
    pub(crate) fn end_install(&self) -> io::Result<()> {
        fs::write(self.is_complete(), "")
    }

    fn is_complete(&self) -> Utf8PathBuf {
        self.root.join("complete")
    }
}

/// The directories of one package.
#[derive(Debug, Clone)]
pub(crate) struct PackageScratch {
    root: Utf8PathBuf,
    record: Utf8PathBuf,
    log: Utf8PathBuf,
}

impl PackageScratch {
    pub(crate) fn check_depth(&self, platform: Platform) -> Result<(), EngineError> {
        check_depth(&self.root, platform)
    }

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

    /// What the package in the channel was made from.
    pub(crate) fn record(&self) -> &Utf8Path {
        &self.record
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
    use crate::api::EngineError;

    #[test]
    fn a_path_that_a_shell_would_change_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap().join("$HOME");
        let error = Scratch::create(&root).unwrap_err();
        assert!(matches!(error, EngineError::DollarInPath { path } if path == root));
        assert!(!root.exists());
    }
}
