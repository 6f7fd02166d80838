//! What the caller asks of a run: the plan to build, and the options of the build.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{PackagePlan, Plan};
use cargo_conda_workspace::Workspace;
use sysinfo::System;

use super::build_environment::BuildEnvironment;
use super::emulator::Emulators;
use super::interrupt::Interrupt;
use super::origin::Origin;
use super::packaging::Packaging;

/// A plan to build, and the options of the build.
#[derive(Debug, Clone, Copy)]
pub struct BuildRequest<'a> {
    /// The workspace that the plan was made for.
    pub workspace: &'a Workspace,
    /// The packages to build, and the groups that they are compiled in.
    pub plan: &'a Plan,
    /// How the packages are built.
    pub options: &'a BuildOptions,
}

impl BuildRequest<'_> {
    /// The secrets of a package's builds, as names and values. A secret that is not set is left out.
    pub(crate) fn secrets_of(&self, package: &PackagePlan) -> Vec<(String, String)> {
        let names = &self.plan.group_of(package).secrets;
        let value = |name: &String| self.options.environment.secret(name).map(ToOwned::to_owned);
        names.iter().filter_map(|name| Some((name.clone(), value(name)?))).collect()
    }
}

/// How packages are built.
///
/// [`BuildOptions::new`] has a default for everything that can have one; each `with_` method replaces one of
/// them.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    pub(crate) channel: Utf8PathBuf,
    pub(crate) scratch: Utf8PathBuf,
    pub(crate) build_platform: Platform,
    pub(crate) jobs: NonZeroUsize,
    pub(crate) max_memory: u64,
    pub(crate) tests: TestPolicy,
    pub(crate) test_timeout: Duration,
    pub(crate) emulators: Emulators,
    pub(crate) force: bool,
    pub(crate) fail_fast: bool,
    pub(crate) network: Network,
    pub(crate) channel_priority: ChannelPriority,
    pub(crate) package_cache: Option<Utf8PathBuf>,
    pub(crate) packaging: Option<Packaging>,
    pub(crate) environment: BuildEnvironment,
    pub(crate) timestamp: jiff::Timestamp,
    pub(crate) origin: Origin,
    pub(crate) extra_meta: BTreeMap<String, String>,
    pub(crate) interrupt: Interrupt,
}

impl BuildOptions {
    /// The usual options for a workspace whose target directory is given: the channel in `conda`, scratch in
    /// `conda-build`, as many jobs as the machine has processors, four fifths of the memory that is free.
    ///
    /// `build_platform` is the platform of this machine.
    pub fn new(target_directory: &Utf8Path, build_platform: Platform, environment: BuildEnvironment) -> Self {
        Self {
            channel: target_directory.join("conda"),
            scratch: target_directory.join("conda-build"),
            build_platform,
            jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            max_memory: usable_memory(),
            tests: TestPolicy::Run,
            test_timeout: Duration::from_mins(5),
            emulators: Emulators::default(),
            force: false,
            fail_fast: false,
            network: Network::Online,
            channel_priority: ChannelPriority::Strict,
            package_cache: None,
            packaging: None,
            environment,
            timestamp: in_seconds(jiff::Timestamp::now()),
            origin: Origin::default(),
            extra_meta: BTreeMap::new(),
            interrupt: Interrupt::new(),
        }
    }

    /// Sets the directory of the channel that packages are put into.
    #[must_use]
    pub fn with_channel(self, channel: Utf8PathBuf) -> Self {
        Self { channel, ..self }
    }

    /// Sets the scratch directory, which holds conda environments, cargo's target directories, logs and the
    /// records by which packages are known to be fresh. It may be deleted between runs: the next run then
    /// builds everything.
    #[must_use]
    pub fn with_scratch(self, scratch: Utf8PathBuf) -> Self {
        Self { scratch, ..self }
    }

    /// Sets the platform of the machine that builds, on which compilers and build scripts run.
    #[must_use]
    pub fn with_build_platform(self, build_platform: Platform) -> Self {
        Self { build_platform, ..self }
    }

    /// Sets how many packages are worked on at the same time, and how many rustc processes run at the same
    /// time.
    #[must_use]
    pub fn with_jobs(self, jobs: NonZeroUsize) -> Self {
        Self { jobs, ..self }
    }

    /// Sets the memory that all compilers and this program together may take, in bytes, as far as it can be
    /// estimated. One package is always compiled, whatever it takes.
    #[must_use]
    pub fn with_max_memory(self, max_memory: u64) -> Self {
        Self { max_memory, ..self }
    }

    /// Sets whether the tests of packages are run.
    #[must_use]
    pub fn with_tests(self, tests: TestPolicy) -> Self {
        Self { tests, ..self }
    }

    /// Sets how long the tests of one package may take; five minutes if it is not set. A program that ignores
    /// `--version` and keeps serving would otherwise hold up the run for ever.
    #[must_use]
    pub fn with_test_timeout(self, test_timeout: Duration) -> Self {
        Self { test_timeout, ..self }
    }

    /// Sets the commands through which tests of packages for other platforms run; without them, only the
    /// machine itself runs tests.
    #[must_use]
    pub fn with_emulators(self, emulators: Emulators) -> Self {
        Self { emulators, ..self }
    }

    /// Sets whether fresh packages are built again; false if it is not set.
    #[must_use]
    pub fn with_force(self, force: bool) -> Self {
        Self { force, ..self }
    }

    /// Sets whether the first package that fails stops the run. Packages that are being built are finished.
    #[must_use]
    pub fn with_fail_fast(self, fail_fast: bool) -> Self {
        Self { fail_fast, ..self }
    }

    /// Sets whether the network may be used.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// Sets which channel a package is taken from if several have it.
    #[must_use]
    pub fn with_channel_priority(self, channel_priority: ChannelPriority) -> Self {
        Self { channel_priority, ..self }
    }

    /// Sets the directory where packages of channels are unpacked, once for all environments; `None` stands
    /// for the cache that pixi and rattler-build use too.
    #[must_use]
    pub fn with_package_cache(self, package_cache: Option<Utf8PathBuf>) -> Self {
        Self { package_cache, ..self }
    }

    /// Sets the format and compression of archives; a package whose archive has another format is stale.
    /// Unless this is called, new archives have the default of [`Packaging`] and others are as good.
    #[must_use]
    pub fn with_packaging(self, packaging: Packaging) -> Self {
        Self { packaging: Some(packaging), ..self }
    }

    /// Sets the time that is written into packages, so that a rebuild can repeat it; the present if it is not
    /// set. Archives can hold the times of [`is_time_of_archive`](crate::is_time_of_archive) only.
    #[must_use]
    pub fn with_timestamp(self, timestamp: jiff::Timestamp) -> Self {
        Self { timestamp: in_seconds(timestamp), ..self }
    }

    /// Sets where the sources come from, which packages say unless `provenance` of the configuration forbids
    /// it; nothing is known if it is not set.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Sets what else packages say in `extra` of their `about.json`, by key; nothing if it is not set.
    /// Packages are built again when it changes.
    #[must_use]
    pub fn with_extra_meta(self, extra_meta: BTreeMap<String, String>) -> Self {
        Self { extra_meta, ..self }
    }

    /// Sets the variables of builds.
    #[must_use]
    pub fn with_environment(self, environment: BuildEnvironment) -> Self {
        Self { environment, ..self }
    }

    /// The format and compression of archives; `None` if they were not set.
    pub fn packaging(&self) -> Option<Packaging> {
        self.packaging
    }

    /// Where the sources come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The directory of the channel that packages are put into.
    pub fn channel(&self) -> &Utf8Path {
        &self.channel
    }

    /// The scratch directory, which holds what a run leaves besides the channel.
    pub fn scratch(&self) -> &Utf8Path {
        &self.scratch
    }

    /// A handle with which another thread stops the run.
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }
}

/// The time without a fraction of a second. `index.json` has less of it than the recipe, and a build that
/// repeats another reads it there.
fn in_seconds(time: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// Four fifths of the free memory, in bytes.
fn usable_memory() -> u64 {
    let mut system = System::new();
    system.refresh_memory();
    system.available_memory() / 5 * 4
}

/// Whether the network may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Channels are asked for packages, and their answers are cached.
    Online,
    /// Only packages and indexes in the cache are used. Channels that are directories are read as usual.
    Offline,
}

/// Which channel a package is taken from if several have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelPriority {
    /// The first channel of the list that has a package of the name, whatever its versions.
    Strict,
    /// The channel that has the best version.
    Disabled,
}

/// Whether the tests of packages are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestPolicy {
    /// Each package is installed into a fresh environment and tested there before it is published.
    Run,
    /// Packages carry their tests, but the run skips them.
    Skip,
}
