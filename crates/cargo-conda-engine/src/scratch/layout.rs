//! The layout of the scratch directory: where environments, target directories, packages in progress, records
//! and logs are.
//!
//! Nothing outside of this room joins paths below the scratch, but for those below a package's own directory.

use std::io;

use camino::{Utf8DirEntry, Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, PackagePlan};
use fs_err as fs;
use sha2::{Digest as _, Sha256};

use super::{cache_tag, installed_state};
use crate::api::EngineError;
use crate::system::{Point, fault_point, remove};

/// The length that build prefixes are padded to, and so the length of the longest prefix that a package can
/// be installed into. rattler-build's constant of the same name is private.
const HOST_PREFIX_LENGTH: usize = 255;

/// The name of a build prefix before it is padded, as rattler-build chooses it.
const PREFIX_NAME: &str = "host_env";

/// The scratch directory, `<target-dir>/conda-build` by default.
#[derive(Debug, Clone)]
pub(crate) struct Scratch {
    root: Utf8PathBuf,
}

impl Scratch {
    /// The scratch at `root`, which need not exist.
    pub(crate) fn at(root: &Utf8Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The scratch at `root`, which need not exist, if builds work there.
    pub(crate) fn checked(root: &Utf8Path) -> Result<Self, EngineError> {
        if let Some(sign) = sign_of_variable(root, cfg!(windows)) {
            return Err(EngineError::VariableInPath { path: root.to_owned(), sign });
        }
        Ok(Self::at(root))
    }

    /// Makes the directory, marked as one whose contents can be made again.
    pub(crate) fn create(root: &Utf8Path) -> Result<Self, EngineError> {
        let scratch = Self::checked(root)?;
        let failed = |source| EngineError::Prepare { path: root.to_owned(), source };
        cache_tag::create_dir(root).map_err(failed)?;
        Ok(scratch)
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Cargo's target directory for a build group with the machine's toolchain. Its name depends only on the
    /// settings that the group's packages share, so a group keeps its directory when other packages of the
    /// plan change. `further` is what else sets its contents apart; `None` if nothing does.
    pub(crate) fn target_directory(&self, group: &BuildGroup, further: Option<&str>) -> Utf8PathBuf {
        self.root.join("target").join(group_name(group, further))
    }

    /// The directories of a group's conda environments in one variant. `nth` tells groups apart that have
    /// equal settings and different conda packages. Their packages depend on which crates a run builds, so
    /// they must not be part of the name.
    pub(crate) fn environment(&self, group: &BuildGroup, variant: &str, nth: usize) -> EnvironmentScratch {
        let name = group_name(group, Some(&format!("{variant} {nth}")));
        EnvironmentScratch {
            root: self.root.join("environments").join(&name),
            target: self.root.join("target").join(&name),
            log: self.root.join("logs").join(format!("environment-{name}.log")),
        }
    }

    /// What belongs to a group's target directory, relative to the scratch, for
    /// [`collect`](super::collect): the directory itself, and the environments and the log of the same name.
    pub(crate) fn uses_of_target(target: &Utf8Path) -> [Utf8PathBuf; 3] {
        let name = target.file_name().unwrap_or_default();
        [format!("target/{name}"), format!("environments/{name}"), format!("logs/environment-{name}.log")]
            .map(Utf8PathBuf::from)
    }

    /// Whether any package was ever published from this scratch.
    pub(crate) fn has_records(&self) -> bool {
        self.root.join("records").is_dir()
    }

    /// The paths of all records of packages, in no order; none if they cannot be listed.
    pub(crate) fn records(&self) -> impl Iterator<Item = Utf8PathBuf> {
        let entries = self.root.join("records").read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
        entries.map(Utf8DirEntry::into_path).filter(|path| path.extension() == Some("json"))
    }

    /// Whether there is a record of this name, without its extension.
    pub(crate) fn has_record(&self, name: &str) -> bool {
        self.root.join("records").join(format!("{name}.json")).is_file()
    }

    /// The directory of the programs that link and compile C for one target and glibc.
    pub(crate) fn linkers(&self, name: &str) -> Utf8PathBuf {
        self.root.join("linkers").join(name)
    }

    /// The file that keeps [`Timings`](super::Timings).
    pub(crate) fn timings(&self) -> Utf8PathBuf {
        self.root.join("timings.json")
    }

    /// The `CARGO_HOME` of builds with conda's toolchain.
    pub(crate) fn cargo_home(&self) -> Utf8PathBuf {
        self.root.join("cargo-home")
    }

    /// The directories of one package, or of one variant of it.
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

/// The sign in a path with which a variable begins in scripts; `None` if there is none.
fn sign_of_variable(path: &Utf8Path, on_windows: bool) -> Option<char> {
    let signs = if on_windows { ['$', '%'].as_slice() } else { &['$'] };
    path.as_str().chars().find(|sign| signs.contains(sign))
}

/// The name of a group's directories. `further` is what sets them apart beside the settings of the group;
/// `None` if nothing does. Eight hexadecimal digits tell a handful of groups apart and keep paths short.
fn group_name(group: &BuildGroup, further: Option<&str>) -> String {
    let BuildGroup { platform, target, glibc, toolchain, profile, env, secrets, .. } = group;
    let variables = env.iter().map(|(name, value)| format!("{name}={value}"));
    let target = (!target.is_usual()).then(|| format!("target {target}"));
    let glibc = glibc.map(|version| format!("glibc {version}"));
    let all = variables.chain(secrets.iter().cloned()).chain(target).chain(glibc);
    let described: String = all.chain(further.map(ToOwned::to_owned)).map(|text| text + "\0").collect();
    let mut name = format!("{platform}-{}-{profile}", toolchain.as_str());
    if !described.is_empty() {
        name.push('-');
        name.push_str(&hex::encode(&Sha256::digest(described)[..4]));
    }
    name
}

/// Checks that padded prefixes fit below a directory.
///
/// A package that contains its build prefix has it replaced when it is installed, without changing the length
/// of the file. The prefix of the installation can therefore be as long as the build prefix and no longer.
/// conda's convention is 255 characters.
fn check_depth(root: &Utf8Path, platform: Platform) -> Result<(), EngineError> {
    let shortest = root.join(PREFIX_NAME);
    let excess = shortest.as_str().len().saturating_sub(HOST_PREFIX_LENGTH);
    if excess == 0 || platform.is_windows() {
        return Ok(());
    }
    Err(EngineError::TooDeep { directory: root.to_owned(), limit: HOST_PREFIX_LENGTH, excess })
}

/// The directories of a group's conda environments.
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

    /// Makes the directories and writes the recipe. An environment whose installation was not completed is
    /// deleted first, because its package records may name files that are missing. So is one with a file that
    /// has changed since, together with what was compiled in it, maybe with that file.
    pub(crate) fn create(&self, recipe: &str) -> io::Result<()> {
        if !self.is_complete().exists() {
            remove::directory_if_present(&self.root)?;
        } else if !installed_state::is_as_noted(&self.is_complete(), &self.root) {
            self.remove()?;
        }
        // The home directory of activation scripts. Files of an earlier run must not reach this one.
        let work = self.root.join("work");
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        for directory in [work, self.root.join("recipe"), self.root.join("output")] {
            fs::create_dir_all(directory)?;
        }
        fs::write(self.root.join("recipe").join("recipe.yaml"), recipe)
    }

    /// Deletes the environments and the target directory that was compiled in them.
    pub(crate) fn remove(&self) -> io::Result<()> {
        [&self.root, &self.target]
            .into_iter()
            .try_for_each(|directory| remove::directory_if_present(directory))
    }

    /// Marks the environments as incomplete, before packages are installed into them.
    pub(crate) fn begin_install(&self) -> io::Result<()> {
        remove::file_if_present(&self.is_complete())?;
        fault_point(Point::EnvironmentBegun)
    }

    /// Marks the environments as complete, with these files, relative to [`Self::root`].
    pub(crate) fn end_install(&self, files: impl IntoIterator<Item = Utf8PathBuf>) -> io::Result<()> {
        fault_point(Point::EnvironmentInstalled)?;
        installed_state::note(&self.is_complete(), &self.root, files)?;
        fault_point(Point::EnvironmentMarked)
    }

    /// The mark, which also has the state of the files that were installed.
    fn is_complete(&self) -> Utf8PathBuf {
        self.root.join("complete")
    }
}

/// The directories of one package while it is made, and its record and log, which outlive the run.
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

    /// Deletes what an earlier run left and makes all directories.
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

    /// What belongs to the package, relative to the scratch, for [`collect`](super::collect).
    pub(crate) fn uses(&self) -> [Utf8PathBuf; 3] {
        let in_folder =
            |folder: &str, path: &Utf8Path| Utf8Path::new(folder).join(path.file_name().unwrap_or_default());
        [in_folder("packages", &self.root), in_folder("records", &self.record), in_folder("logs", &self.log)]
    }

    /// The name of the package's record, without its extension.
    pub(crate) fn name(&self) -> &str {
        self.root.file_name().unwrap_or_default()
    }

    /// The directory that holds the prefixes and rattler-build's own files.
    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The working directory of the build script.
    pub(crate) fn work(&self) -> Utf8PathBuf {
        self.root.join("work")
    }

    /// The home of programs that print files for the package.
    pub(crate) fn home(&self) -> Utf8PathBuf {
        self.root.join("home")
    }

    /// The directory of the recipe.
    pub(crate) fn recipe(&self) -> Utf8PathBuf {
        self.root.join("recipe")
    }

    /// The directory that rattler-build writes the archive to.
    pub(crate) fn output(&self) -> Utf8PathBuf {
        self.root.join("output")
    }

    /// The directory in which test environments are made.
    pub(crate) fn tests(&self) -> Utf8PathBuf {
        self.root.join("test")
    }

    /// The package's [record](crate::freshness::Record), kept after the run.
    pub(crate) fn record(&self) -> &Utf8Path {
        &self.record
    }

    /// The log of the package's build, kept after the run.
    pub(crate) fn log(&self) -> &Utf8Path {
        &self.log
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{Scratch, sign_of_variable};
    use crate::api::EngineError;

    #[test]
    fn a_path_that_a_shell_would_change_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap().join("$HOME");
        let error = Scratch::create(&root).unwrap_err();
        assert!(matches!(error, EngineError::VariableInPath { path, sign: '$' } if path == root));
        assert!(!root.exists());
        let sign = |path: &str, on_windows| sign_of_variable(Utf8Path::new(path), on_windows);
        assert_eq!(sign(r"C:\100%\target", true), Some('%'));
        assert_eq!(sign("/srv/100%/target", false), None, "a shell of Unix reads it as it is");
    }
}
