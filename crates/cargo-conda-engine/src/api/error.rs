//! What can go wrong in a run as a whole, and with one package.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use thiserror::Error;

/// Why a run could not be made at all.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The scratch directory lies so deep that conda's prefixes of 255 characters do not fit.
    #[error(
        "`{}` lies too deep: a build prefix below it would be longer than conda's {limit} characters, by {excess}",
        .directory
    )]
    TooDeep {
        /// The directory.
        directory: Utf8PathBuf,
        /// conda's limit.
        limit: usize,
        /// How many characters are too many.
        excess: usize,
    },
    /// rattler-build writes paths into shell scripts, where `$` would start a variable.
    #[error("`{path}` has a `$` in it, which scripts of builds would take for a variable")]
    DollarInPath {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// conda's compilers are told directories in flags, which spaces take apart.
    #[error("`{path}` has a space in it, where flags of conda's compilers would break")]
    SpaceInPath {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// The system toolchain makes packages for its own platform.
    #[error("the `system` toolchain builds for this machine ({build}), not for {target}")]
    ForeignPlatform {
        /// The platform of the machine.
        build: Platform,
        /// The platform asked for.
        target: Platform,
    },
    /// An output that the plan does not have.
    #[error("no package of the plan is called `{name}` and has the build string `{build}`")]
    NoSuchOutput {
        /// The package.
        name: String,
        /// The build string.
        build: String,
    },
    /// A channel that is neither a name, a URL nor a path.
    #[error("`{channel}` is not a channel")]
    InvalidChannel {
        /// As written.
        channel: String,
    },
    /// The configuration that rattler's clients share cannot be read.
    #[error("failed to read the configuration of conda clients")]
    RattlerConfig(#[source] StepError),
    /// A file of variants that cannot be read.
    #[error("cannot read `{path}` as a file of variants")]
    VariantFile {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: StepError,
    },
    /// A variable that is named as a secret and not set.
    #[error("the secret `{name}` is not set")]
    SecretNotSet {
        /// The variable.
        name: String,
    },
    /// rattler-build does not take a recipe of ours.
    #[error("rattler-build refused the recipe of {package}")]
    Recipe {
        /// What it is for.
        package: String,
        /// Why.
        #[source]
        source: StepError,
    },
    /// There is no set of packages that meets all requirements of a group's builds.
    #[error("no environment for the builds of {}", .packages.join(", "))]
    Resolve {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// The platform.
        platform: Platform,
        /// If a channel did not answer: whether the cache has enough of it to build with
        /// [`Network::Offline`](crate::Network::Offline).
        cached: bool,
        /// The solver's words, or those of a channel that did not answer.
        #[source]
        source: StepError,
    },
    /// An environment cannot be installed.
    #[error("failed to install the environment for the builds of {}", .packages.join(", "))]
    Install {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// Why.
        #[source]
        source: StepError,
    },
    /// The scripts that conda's compilers set variables with do not run.
    #[error("failed to activate the environment for the builds of {}", .packages.join(", "))]
    Activate {
        /// The conda packages that would be built in it.
        packages: Vec<String>,
        /// Why.
        #[source]
        source: StepError,
    },
    /// The run was stopped before anything was built.
    #[error("interrupted")]
    Interrupted,
    /// What the machine offers cannot be found out.
    #[error("failed to find out what this {platform} machine offers")]
    VirtualPackages {
        /// The platform of the machine.
        platform: Platform,
        /// Why.
        #[source]
        source: StepError,
    },
    /// The lock on the scratch directory cannot be taken.
    #[error("failed to lock `{path}`")]
    Lock {
        /// The lock file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Two channels that are to be joined have different archives of one name.
    #[error("`{one}` and `{other}` have the same name, but not the same content")]
    ArchivesDiffer {
        /// An archive.
        one: Utf8PathBuf,
        /// Another one.
        other: Utf8PathBuf,
    },
    /// What should be a channel cannot be read.
    #[error("failed to read the channel at `{path}`")]
    NoChannel {
        /// The directory or file.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The pipe by which processes share the processors cannot be made.
    #[error("failed to make the jobserver that shares processors out")]
    Jobserver {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A directory of ours cannot be made.
    #[error("failed to prepare `{path}`")]
    Prepare {
        /// The directory.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Something that runs have left cannot be deleted.
    #[error("failed to delete `{path}`")]
    Clean {
        /// The directory.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What cargo has compiled of earlier sources cannot be deleted, and it would take it for that of today's.
    #[error("failed to delete what was compiled of earlier sources in `{directory}`")]
    Forget {
        /// The target directory.
        directory: Utf8PathBuf,
        /// Why.
        #[source]
        source: StepError,
    },
    /// The channel cannot be indexed.
    #[error("failed to index the channel `{channel}`")]
    Index {
        /// The channel's directory.
        channel: Utf8PathBuf,
        /// Why.
        #[source]
        source: StepError,
    },
    /// The run was stopped while it waited for another one.
    #[error("interrupted while waiting for another run")]
    InterruptedWhileWaiting,
}

/// Why a package could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackageError {
    /// A file of its own cannot be written or read.
    #[error("failed to prepare its build")]
    Prepare(#[source] io::Error),
    /// rattler-build does not take the recipe.
    #[error("rattler-build refused its recipe")]
    Recipe(#[source] StepError),
    /// Its dependencies cannot be resolved.
    #[error("failed to resolve its dependencies")]
    Resolve(#[source] StepError),
    /// The environment of its group cannot be had.
    #[error("there is no environment to build it in")]
    Environment(#[source] Arc<EngineError>),
    /// Its program has the name of a file that is there already.
    #[error("it would install `{file}`, a file of {owner}, which it is built with")]
    FileOfDependency {
        /// Path in the prefix.
        file: Utf8PathBuf,
        /// The conda package that has it.
        owner: String,
    },
    /// cargo failed; its words are in the output.
    #[error("`cargo install` failed")]
    Compile {
        /// Packages of the host environment that were asked for, have libraries, and have no headers.
        without_headers: Vec<String>,
        /// Why.
        #[source]
        source: StepError,
    },
    /// cargo reported success and installed something else.
    #[error("`cargo install` succeeded but did not install {}", quoted(.missing))]
    NotInstalled {
        /// Paths in the prefix.
        missing: Vec<Utf8PathBuf>,
    },
    /// What was installed is no program of the platform.
    #[error("failed to read `{binary}` as a program for {platform}")]
    Unreadable {
        /// Path in the prefix.
        binary: Utf8PathBuf,
        /// The platform.
        platform: Platform,
        /// Why.
        #[source]
        source: crate::inspect::InspectError,
    },
    /// A shared library that the package's users may not have.
    #[error("`{binary}` needs the shared library `{library}`, which is not part of every {platform} machine")]
    ForeignLibrary {
        /// Path in the prefix.
        binary: Utf8PathBuf,
        /// The library's name.
        library: String,
        /// The platform.
        platform: Platform,
    },
    /// A shared library of the host environment that the package's users do not get.
    #[error(
        "`{binary}` needs the shared library `{library}` of {owner}, which the package does not depend on"
    )]
    Overlinked {
        /// Path in the prefix.
        binary: Utf8PathBuf,
        /// The library's name.
        library: String,
        /// The conda package that has it.
        owner: String,
    },
    /// A secret would be published.
    #[error("`{binary}` contains the value of the secret `{secret}`")]
    SecretInPackage {
        /// Path in the prefix.
        binary: Utf8PathBuf,
        /// The variable.
        secret: String,
    },
    /// The archive cannot be made.
    #[error("failed to package it")]
    Package(#[source] StepError),
    /// No environment holds it: something that it depends on is in none of the channels.
    #[error("failed to install it for its tests")]
    Install(#[source] StepError),
    /// A test does not come to its end.
    #[error("its tests did not end within {} minutes", .limit.as_secs() / 60)]
    TestTimedOut {
        /// How long it was given.
        limit: Duration,
    },
    /// The package does not do what it must.
    #[error("its tests failed")]
    Test(#[source] StepError),
    /// The archive cannot be moved into the channel.
    #[error("failed to move it into the channel, to `{path}`")]
    Publish {
        /// Where to.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl PackageError {
    /// What to do about it, where there is one thing to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::ForeignLibrary { library, .. } => Some(format!(
                "link it statically (many `-sys` crates have a `vendored`, `bundled` or `static` feature) or drop \
                 the dependency on {library}"
            )),
            Self::Compile { without_headers, .. } if !without_headers.is_empty() => Some(format!(
                "if a header is missing: {} {} a library and no headers; name the conda package that has them in \
                 `host-dependencies`",
                quoted(without_headers),
                if without_headers.len() == 1 { "has" } else { "have" },
            )),
            Self::Environment(_) => {
                Some("build for its platform alone, `--target-platform …`, to be told more".to_owned())
            }
            Self::Overlinked { owner, .. } => Some(format!(
                "say so: `[package.metadata.conda] host-dependencies = [\"{owner}\"]`; it was there because another \
                 package of the same group needs it"
            )),
            Self::SecretInPackage { .. } => {
                Some("secrets are for the build alone: some build script or `env!` writes it down".to_owned())
            }
            Self::Install(_) => Some(
                "name the channels that its run dependencies are in: `--channel conda-forge`, or `channels = [\"…\"]` \
                 in `[workspace.metadata.conda]`; `--no-test` builds without trying"
                    .to_owned(),
            ),
            Self::Test(_) | Self::TestTimedOut { .. } => Some(
                "say what it can do: `[package.metadata.conda] tests = [\"…\"]`, or build with `--no-test`"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// What rattler-build said when one of its steps failed, outermost first.
#[derive(Debug, Error)]
#[error("{}", .reasons.join(": "))]
pub struct StepError {
    /// Messages, outermost first; never empty.
    pub reasons: Vec<String>,
}

impl StepError {
    pub(crate) fn of(reason: impl Into<String>) -> Self {
        Self { reasons: vec![reason.into()] }
    }
}

fn quoted(words: &[impl std::fmt::Display]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
