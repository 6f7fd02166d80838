//! What a run is asked to do.

use std::num::NonZeroUsize;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{PackagePlan, Plan};
use cargo_conda_workspace::Workspace;
use sysinfo::System;

use crate::api::{BuildEnvironment, Interrupt};

/// Everything a run needs.
#[derive(Debug, Clone, Copy)]
pub struct BuildRequest<'a> {
    /// The workspace that the plan was made for.
    pub workspace: &'a Workspace,
    /// What to build.
    pub plan: &'a Plan,
    /// How.
    pub options: &'a BuildOptions,
}

impl BuildRequest<'_> {
    /// The secrets of a package's builds: names and values.
    pub(crate) fn secrets_of(&self, package: &PackagePlan) -> Vec<(String, String)> {
        let names = &self.plan.group_of(package).secrets;
        let value = |name: &String| self.options.environment.secret(name).map(ToOwned::to_owned);
        names.iter().filter_map(|name| Some((name.clone(), value(name)?))).collect()
    }
}

/// How to build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The channel that packages are put into.
    pub channel: Utf8PathBuf,
    /// The directory for everything else; may be deleted between runs.
    pub scratch: Utf8PathBuf,
    /// The machine that builds.
    pub build_platform: Platform,
    /// How many packages are worked on at a time, and how many rustc processes cargo may start.
    pub jobs: NonZeroUsize,
    /// How much memory compilers may take together, in bytes, as far as it can be told beforehand. One package is compiled
    /// whatever it takes.
    pub max_memory: u64,
    /// What is done with the packages' tests.
    pub tests: TestPolicy,
    /// How long the tests of one package may take. A program that takes no notice of `--version` and serves on
    /// would otherwise hold up the run for ever.
    pub test_timeout: Duration,
    /// Whether packages are made again that are fresh.
    pub force: bool,
    /// Whether the first failure stops the run.
    pub fail_fast: bool,
    /// Whether channels may be asked for what the cache lacks.
    pub network: Network,
    /// Which channel a package is taken from.
    pub channel_priority: ChannelPriority,
    /// Where packages of channels are unpacked once for all environments; rattler's own place if absent.
    pub package_cache: Option<Utf8PathBuf>,
    /// What kind of archives are written.
    pub packaging: Packaging,
    /// The environment of builds.
    pub environment: BuildEnvironment,
    /// The time that is written into packages, so that a rebuild can repeat it.
    pub timestamp: jiff::Timestamp,
    /// How the run is asked to stop.
    pub interrupt: Interrupt,
}

impl BuildOptions {
    /// The usual options for a workspace whose target directory is given: the channel in `conda`, scratch in
    /// `conda-build`, as many jobs as the machine has processors, most of the memory that is free.
    pub fn new(target_directory: &Utf8Path, build_platform: Platform, environment: BuildEnvironment) -> Self {
        Self {
            channel: target_directory.join("conda"),
            scratch: target_directory.join("conda-build"),
            build_platform,
            jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            max_memory: usable_memory(),
            tests: TestPolicy::Run,
            test_timeout: Duration::from_mins(5),
            force: false,
            fail_fast: false,
            network: Network::Online,
            channel_priority: ChannelPriority::Strict,
            package_cache: None,
            packaging: Packaging::default(),
            environment,
            timestamp: jiff::Timestamp::now(),
            interrupt: Interrupt::new(),
        }
    }
}

/// Four fifths of the memory that nobody uses at the moment.
fn usable_memory() -> u64 {
    let mut system = System::new();
    system.refresh_memory();
    system.available_memory() / 5 * 4
}

/// Whether channels may be asked for what the cache lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// They are asked, and answers are cached.
    Online,
    /// What the cache has must do. Channels that are directories are read as ever.
    Offline,
}

/// Which channel a package is taken from, if several have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelPriority {
    /// The first of the list that has a package of the name, whatever the versions.
    Strict,
    /// Whichever has the best version.
    Disabled,
}

/// What kind of archives are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Packaging {
    /// Their format.
    pub archive: ArchiveType,
    /// How hard they are compressed.
    pub compression: Compression,
}

/// The formats of conda packages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ArchiveType {
    /// `.conda`, with Zstandard.
    #[default]
    Conda,
    /// `.tar.bz2`, for old clients.
    TarBz2,
}

/// How hard archives are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// As little as the format knows.
    Lowest,
    /// As rattler-build does by itself.
    #[default]
    Default,
    /// As much as the format knows.
    Highest,
    /// At a level of the format: for `.conda` from -7 to 22, for `.tar.bz2` from 1 to 9.
    Level(i32),
}

/// What is done with the packages' tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestPolicy {
    /// Each package is installed into a fresh environment and its tests are run before it is published.
    Run,
    /// Packages carry their tests, but nobody runs them.
    Skip,
}
