//! The errors that stop a whole run, in contrast to those of a single package.

use std::io;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::IgnoredLockFile;
use semver::Version;
use thiserror::Error;

use super::publish::PublishError;
use super::step::StepError;

/// A build number that a package cannot have, because a build with other content has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenNumber {
    /// The conda name of the package.
    pub package: String,
    /// The number that the configuration chooses.
    pub number: u64,
    /// The URL of the archive with this number, without tokens and passwords.
    pub archive: String,
    /// The next number that no channel has.
    pub next: u64,
}

fn taken_numbers(taken: &[TakenNumber]) -> String {
    let one = |TakenNumber { package, number, archive, .. }: &TakenNumber| {
        format!("the build number {number} of {package} is taken by other content, `{archive}`")
    };
    taken.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An error that stops a whole run. [`EngineError::fault`] tells whether the user's input is at fault,
/// [`EngineError::help`] what to do.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The scratch directory lies so deep that a build prefix would be longer than conda allows.
    #[error(
        "`{}` lies too deep: a build prefix below it would be longer than conda's {limit} characters, by \
         {excess}",
        .directory
    )]
    TooDeep {
        /// The directory.
        directory: Utf8PathBuf,
        /// conda's limit, in characters.
        limit: usize,
        /// How many characters are too many.
        excess: usize,
    },
    /// The path contains a `$`, or on Windows a `%`. rattler-build writes paths into shell scripts, where it
    /// would start a variable.
    #[error("`{path}` contains a `{sign}`, which the shell scripts of a build would read as a variable")]
    VariableInPath {
        /// The directory.
        path: Utf8PathBuf,
        /// The sign with which variables begin.
        sign: char,
    },
    /// The path contains a space. Directories reach conda's compilers in flags, which a space would split.
    #[error("`{path}` contains a space, at which conda's compilers would split their flags")]
    SpaceInPath {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// `cargo install` would not use the lock file of the workspace.
    #[error(transparent)]
    IgnoredLockFile(IgnoredLockFile),
    /// The plan has a package for another platform that would be built with the machine's toolchain.
    #[error("the `system` toolchain builds for this machine ({build}), not for {target}")]
    ForeignPlatform {
        /// The platform of the machine.
        build: Platform,
        /// The platform asked for.
        target: Platform,
    },
    /// Packages would be built with the machine's toolchain, whose Rust is older than their `rust-version`.
    #[error("{}, but the toolchain is {found} (`rustc -V` in `{directory}`)", needed(.packages))]
    RustTooOld {
        /// The crates and their `rust-version`, in the order of the plan.
        packages: Vec<(String, Version)>,
        /// The version of the machine's rustc.
        found: Version,
        /// The directory in which rustc was asked.
        directory: Utf8PathBuf,
        /// The file that chooses the toolchain; `None` if the workspace has none.
        toolchain_file: Option<Utf8PathBuf>,
    },
    /// A channel that the plan is compared with is not there, or does not answer.
    #[error("cannot compare with the channel `{channel}`")]
    Against {
        /// The URL of the channel, without tokens and passwords.
        channel: String,
        /// What failed.
        #[source]
        source: StepError,
    },
    /// Build numbers that the configuration chooses are those of other builds in a channel.
    #[error("{}", taken_numbers(.taken))]
    NumbersTaken {
        /// The packages, in the order of the plan.
        taken: Vec<TakenNumber>,
    },
    /// A channel is neither a name nor a URL nor a path.
    #[error("`{channel}` is not a channel")]
    InvalidChannel {
        /// The channel, as it was written.
        channel: String,
    },
    /// The configuration that rattler's clients share cannot be read.
    #[error("failed to read the configuration that cargo-conda shares with pixi and rattler-build")]
    RattlerConfig(#[source] StepError),
    /// A variant file (`--variant-config`) cannot be read.
    #[error("cannot read `{path}` as a variant file")]
    VariantFile {
        /// The file.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// A variable that the configuration names as a secret is not set.
    #[error("the secret `{name}` is not set")]
    SecretNotSet {
        /// The variable.
        name: String,
    },
    /// rattler-build refuses a recipe.
    #[error("rattler-build refused the recipe of {package}")]
    Recipe {
        /// The package that the recipe is for.
        package: String,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// No set of packages meets all requirements of a group's builds, or a channel does not answer.
    #[error("failed to solve the environment for the builds of {}", .packages.join(", "))]
    Resolve {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// The platform of the packages.
        platform: Platform,
        /// True if a channel did not answer and the cache has enough of it to build with
        /// [`Network::Offline`](crate::Network::Offline).
        cached: bool,
        /// What the solver says, or the request that failed.
        #[source]
        source: StepError,
    },
    /// An environment cannot be installed.
    #[error("failed to install the environment for the builds of {}", .packages.join(", "))]
    Install {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The activation scripts of an environment fail.
    #[error("failed to activate the environment for the builds of {}", .packages.join(", "))]
    Activate {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The run was stopped before anything was built.
    #[error("interrupted")]
    Interrupted,
    /// The virtual packages of a machine cannot be detected.
    #[error("failed to detect the virtual packages of this {platform} machine, such as `__glibc`")]
    VirtualPackages {
        /// The platform of the machine.
        platform: Platform,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The lock on the scratch directory cannot be taken.
    #[error("failed to lock `{path}`")]
    Lock {
        /// The lock file.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Two channels to join have archives with the same name and different content.
    #[error("`{one}` and `{other}` have the same name, but not the same content")]
    ArchivesDiffer {
        /// An archive.
        one: Utf8PathBuf,
        /// Another one.
        other: Utf8PathBuf,
    },
    /// A directory that should be a channel cannot be read.
    #[error("failed to read the channel at `{path}`")]
    NoChannel {
        /// The directory or file.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file that was to be tested is no archive.
    #[error("`{path}` is not a package that can be tested")]
    NotAnArchive {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        #[source]
        source: StepError,
    },
    /// A directory whose archives were to be tested has none.
    #[error(
        "`{path}` has no packages to test: name the directory of a channel that has packages, or the files \
         of packages"
    )]
    NoArchives {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// A channel that packages are to be read from does not answer, or is not there.
    #[error("cannot read the channel `{channel}`")]
    UnreadChannel {
        /// The URL of the channel, without tokens and passwords.
        channel: String,
        /// What failed.
        #[source]
        source: StepError,
    },
    /// A path that packages were to be found at is none of a package and none of a channel that has some.
    #[error(
        "`{path}` is neither a package (a file that ends in `.conda` or `.tar.bz2`) nor the directory of a channel \
         that has packages"
    )]
    NoPackages {
        /// The path.
        path: Utf8PathBuf,
    },
    /// The pipe through which cargo and rustc processes share the processors cannot be created.
    #[error("failed to create the jobserver, which limits how many compilers run at once")]
    Jobserver {
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file or directory of the run cannot be written.
    #[error("failed to prepare `{path}`")]
    Prepare {
        /// The file or directory.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Finished archives cannot be moved into the channel.
    #[error("failed to move the finished packages into the channel, to `{path}`")]
    Move {
        /// The path in the channel.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A directory that is not one of a build cannot be written.
    #[error("failed to prepare `{path}`")]
    Unwritten {
        /// The file or directory.
        path: Utf8PathBuf,
        /// The variable that chooses the directory; `None` if the command line names it.
        variable: Option<&'static str>,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// An archive in a channel is damaged, or does not belong where it is.
    #[error("`{path}` is not a package of this channel")]
    ForeignArchive {
        /// The archive.
        path: Utf8PathBuf,
        /// What is wrong with it.
        #[source]
        source: StepError,
    },
    /// The directory that `clean` was told to delete is not a channel.
    #[error("`{path}` is no channel (it has no `noarch/repodata.json`), so nothing was deleted")]
    NotAChannel {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// A channel or scratch directory cannot be deleted.
    #[error("failed to delete `{path}`")]
    Clean {
        /// The file or directory.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Artifacts of changed sources cannot be deleted. cargo would take them for fresh.
    #[error("failed to delete outdated artifacts in the target directory `{directory}`")]
    Forget {
        /// The target directory.
        directory: Utf8PathBuf,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The channel cannot be indexed.
    #[error("failed to index the channel `{channel}`")]
    Index {
        /// The channel's directory.
        channel: Utf8PathBuf,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// Packages cannot be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The run was stopped while it waited for another one.
    #[error("interrupted while waiting for another run")]
    InterruptedWhileWaiting,
}

impl EngineError {
    /// The error of a channel's directory as the error of a build, whose directories are chosen in other
    /// ways.
    pub(crate) fn of_build(self) -> Self {
        match self {
            Self::Unwritten { path, source, .. } => Self::Prepare { path, source },
            other => other,
        }
    }

    /// The error of indexing a channel. An archive that is at fault is named by the source.
    pub(crate) fn of_index(channel: Utf8PathBuf, source: StepError) -> Self {
        match source.archive_at_fault() {
            Some(path) => Self::ForeignArchive { path: path.to_owned(), source: source.causes() },
            None => Self::Index { channel, source },
        }
    }
}

/// Says what crates need, with versions as manifests usually have them: without a last number that is 0.
fn needed(packages: &[(String, Version)]) -> String {
    let needs = packages.iter().map(|(name, version)| match version {
        Version { major, minor, patch: 0, .. } => format!("`{name}` needs Rust {major}.{minor}"),
        version => format!("`{name}` needs Rust {version}"),
    });
    needs.collect::<Vec<_>>().join(", ")
}
