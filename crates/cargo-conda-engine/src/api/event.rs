//! What happens during a run, reported as it happens.

use std::fmt;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_plan::GroupId;
use cargo_conda_workspace::InventoryDifference;
use serde::{Deserialize, Serialize};

use super::environment::{CacheStatistics, ResolvedEnvironment};
use super::package::{PackageLabel, PackageOutcome, Summary};
use super::progress::Progress;

/// Something that happened during a run. The events of one package come in order; those of different packages
/// mix.
#[derive(Debug, Clone)]
pub struct Event {
    /// The time since the run began.
    pub at: Duration,
    /// What happened.
    pub kind: EventKind,
}

/// Where the events of a run go, each with the time since the run began.
pub(crate) struct EventSink<'a> {
    began: Instant,
    on_event: &'a mut dyn FnMut(Event),
}

impl<'a> EventSink<'a> {
    /// A sink for a run that begins now.
    pub(crate) fn new(on_event: &'a mut dyn FnMut(Event)) -> Self {
        Self { began: Instant::now(), on_event }
    }

    /// The time since the run began.
    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    pub(crate) fn send(&mut self, kind: EventKind) {
        (self.on_event)(Event { at: self.began.elapsed(), kind });
    }
}

impl fmt::Debug for EventSink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSink").field("began", &self.began).finish_non_exhaustive()
    }
}

/// Everything that can happen during a run.
#[derive(Debug, Clone)]
pub enum EventKind {
    /// Another run, or processes that one has left, hold the scratch directory; this run waits for them.
    Waiting {
        /// Who holds it.
        blocker: Blocker,
        /// The scratch directory.
        scratch: Utf8PathBuf,
    },
    /// The environments of a group are being resolved and installed.
    EnvironmentStarted {
        /// The group.
        group: GroupId,
        /// The platform of the group's packages.
        platform: Platform,
        /// The channels, the one with the highest priority first.
        channels: Vec<String>,
    },
    /// The environments of a group are installed.
    EnvironmentReady {
        /// The group.
        group: GroupId,
        /// The packages of the environments.
        environment: ResolvedEnvironment,
        /// The time since the matching `EnvironmentStarted`.
        duration: Duration,
    },
    /// The environments are ready and it is known what has to be built.
    RunStarted {
        /// The packages that will be built, in the order of the plan.
        packages: Vec<PackageLabel>,
        /// How many of them are worked on at the same time.
        jobs: usize,
    },
    /// Work on a package begins.
    PackageStarted {
        /// The package.
        package: PackageLabel,
    },
    /// A package enters its next phase.
    PhaseStarted {
        /// The package.
        package: PackageLabel,
        /// The phase.
        phase: Phase,
    },
    /// cargo, a compiler or a test printed a line.
    Line {
        /// The package.
        package: PackageLabel,
        /// The line, without its end.
        line: String,
    },
    /// A unit was compiled for two packages that could have shared it, which nothing foresaw. If that
    /// happened at the same time, both packages may be spoilt and are repeated.
    CompiledTwice {
        /// The package for which the unit was compiled again.
        package: PackageLabel,
        /// The package for which the unit was compiled first.
        first: PackageLabel,
        /// The package id that cargo gives to the unit's crate.
        unit: String,
    },
    /// cargo has compiled a target of a crate for a package. There is no such event for what cargo found
    /// fresh.
    CrateCompiled {
        /// The package that is being built.
        package: PackageLabel,
        /// What was compiled.
        compiled: CompiledCrate,
    },
    /// The build of a package has installed its programs and libraries.
    ProgramsInstalled {
        /// The package.
        package: PackageLabel,
        /// What was installed, sorted by path.
        programs: Vec<InstalledProgram>,
    },
    /// Programs of a package name directories of this machine, so that another machine would make others. No
    /// flag for paths changes texts such as `env!("CARGO_MANIFEST_DIR")`.
    NamesMachine {
        /// The package.
        package: PackageLabel,
        /// The directories, by program.
        paths: Vec<NamedPath>,
    },
    /// cargo has compiled other crates for a package than its inventory listed. Those that were missing are
    /// in the package's licence texts, audit data and bill of materials now.
    InventoryDiffers {
        /// The package.
        package: PackageLabel,
        /// The crates.
        difference: InventoryDifference,
    },
    /// A package is going to be built again, while no other compiles in its target directory.
    PackageRepeated {
        /// The package.
        package: PackageLabel,
    },
    /// A crate was compiled or found fresh, a package is done, or the run has started: how far it has come.
    Progressed {
        /// How far the run has come.
        progress: Progress,
    },
    /// Work on a package is over.
    PackageFinished {
        /// The package.
        package: PackageLabel,
        /// How the work ended.
        outcome: PackageOutcome,
        /// How long the work took; zero if it never began.
        duration: Duration,
        /// How many libraries cargo was done with for the package.
        crates: CompiledCrates,
    },
    /// A compile cache was stopped.
    CacheStatistics {
        /// Its statistics.
        statistics: CacheStatistics,
    },
    /// The run was asked to stop. Nothing more is started, and child processes are ended.
    Interrupted {
        /// True if it was asked a second time, so that child processes are killed.
        forced: bool,
    },
    /// The channel's index is up to date.
    ChannelIndexed {
        /// The channel's directory.
        channel: Utf8PathBuf,
    },
    /// The run is over.
    RunFinished {
        /// What became of the packages.
        summary: Summary,
    },
}

/// A target of a crate that cargo has compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledCrate {
    /// The name of the crate's package, or its whole id if that has no name in it.
    pub name: String,
    /// The version of the crate's package; `None` if its id has none.
    pub version: Option<String>,
    /// The package id, by which cargo's messages name the crate's package.
    pub id: String,
    /// What the target is.
    pub kind: CompiledKind,
    /// The enabled features of the crate's package, sorted.
    pub features: Vec<String>,
    /// The size in bytes of the largest file that the compiler wrote; `None` if there is none.
    pub size: Option<u64>,
    /// The time from the beginning of the run to the beginning of this target; `None` if cargo did not say.
    pub began: Option<Duration>,
}

/// What a compiled target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompiledKind {
    /// A build script.
    BuildScript,
    /// A library for Rust, or a procedural macro.
    Library,
    /// A shared or static library for programs in other languages.
    ForeignLibrary,
    /// A program.
    Program,
    /// Anything else, such as an example.
    Other,
}

/// How many libraries cargo was done with for a package; one that was compiled for the target and for build
/// scripts counts twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CompiledCrates {
    /// Those that were compiled.
    pub compiled: usize,
    /// Those that were there, from an earlier run or from another package of this one.
    pub fresh: usize,
}

/// A program or library that a build has installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledProgram {
    /// The path, relative to the prefix.
    pub file: Utf8PathBuf,
    /// The size in bytes.
    pub size: u64,
}

/// A directory of this machine that a program names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    /// The program, relative to the prefix.
    pub file: Utf8PathBuf,
    /// The directory: of a crate if one can be told.
    pub path: Utf8PathBuf,
    /// The name of the crate in that directory; `None` if it is not that of a crate.
    pub owner: Option<String>,
}

/// A phase of the work on a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Its directories are made and its recipe is written. The package waits for a processor.
    Preparing,
    /// cargo compiles and installs its programs.
    Compiling,
    /// Its programs are read for what they need of the machine.
    Inspecting,
    /// The archive is written.
    Packaging,
    /// It is installed into a fresh environment and its tests are run. Then its archive waits for the end of
    /// the run, when all are moved into the channel.
    Testing,
}

impl Phase {
    /// The phase as one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Compiling => "compiling",
            Self::Inspecting => "inspecting",
            Self::Packaging => "packaging",
            Self::Testing => "testing",
        }
    }
}

/// What holds a scratch directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocker {
    /// Another run; `None` if it has not written its name yet.
    Run(Option<Holder>),
    /// Processes of a run that was killed, or interrupted before they had ended.
    Orphans {
        /// That run; `None` if it was killed before it wrote its name.
        run: Option<Holder>,
        /// The processes, by process id. Empty if they cannot be seen: on systems other than Linux, and if
        /// they are another user's.
        processes: Vec<Orphan>,
    },
}

/// A process that a run has left at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// Its process id.
    pub pid: u32,
    /// The file name of its program, such as `rustc`.
    pub program: String,
}

/// The run that holds a scratch directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// When it took the lock, RFC 3339.
    pub since: String,
}
