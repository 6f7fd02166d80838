//! What happens during a run, told as it happens.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{GroupId, PackagePlan};

use crate::error::PackageError;
use crate::lock::Holder;

/// Something that happened. Events of one package come in the order in which they happened; packages mix.
#[derive(Debug, Clone)]
pub struct Event {
    /// Since the run began.
    pub at: Duration,
    /// What happened.
    pub kind: EventKind,
}

/// What can happen.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum EventKind {
    /// Another run holds the scratch directory; this one waits for it.
    Waiting {
        /// Who holds it, if it says so.
        holder: Option<Holder>,
        /// The scratch directory.
        scratch: Utf8PathBuf,
    },
    /// The environments of a group are being resolved and installed.
    EnvironmentStarted {
        /// The group, as its plan counts.
        group: GroupId,
        /// The platform of its packages.
        platform: Platform,
        /// The channels, by priority.
        channels: Vec<String>,
    },
    /// The environments of a group are installed.
    EnvironmentReady {
        /// The group, as its plan counts.
        group: GroupId,
        /// What they consist of.
        environment: ResolvedEnvironment,
        /// How long that took.
        duration: Duration,
    },
    /// The run begins.
    RunStarted {
        /// The packages that will be made.
        packages: Vec<PackageLabel>,
        /// How many at the same time.
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
    Output {
        /// The package.
        package: PackageLabel,
        /// The line, without its end.
        line: String,
    },
    /// Two packages were compiled side by side that both compiled this. It was not foreseen, costs time, and may have made
    /// them unlike what they would be alone; if so, they are repeated.
    CompiledTwice {
        /// The package whose build compiled it again.
        package: PackageLabel,
        /// The one whose build had compiled it.
        first: PackageLabel,
        /// The crate, by the id that cargo gives it.
        unit: String,
    },
    /// A package is made once more, with no other beside it.
    PackageRepeated {
        /// The package.
        package: PackageLabel,
    },
    /// Work on a package is over.
    PackageFinished {
        /// The package.
        package: PackageLabel,
        /// How it ended.
        outcome: PackageOutcome,
        /// How long it took.
        duration: Duration,
    },
    /// A compile cache that builds used says what it was good for.
    CacheStatistics {
        /// What it says.
        statistics: CacheStatistics,
    },
    /// The run was asked to stop: nothing more is started, children are ended.
    Interrupted {
        /// Whether it was asked a second time: children are killed.
        forced: bool,
    },
    /// The channel's index names the finished packages.
    ChannelIndexed {
        /// The channel's directory.
        channel: Utf8PathBuf,
    },
    /// The run is over.
    RunFinished {
        /// What came of it.
        summary: Summary,
    },
}

/// Names a package in events; cheap to clone.
#[derive(Clone)]
pub struct PackageLabel {
    package: Arc<PackagePlan>,
    variant: Arc<BTreeMap<String, String>>,
}

impl PackageLabel {
    /// The label of a planned package.
    pub fn new(package: Arc<PackagePlan>) -> Self {
        Self { package, variant: Arc::default() }
    }

    /// The label of one variant of a planned package.
    pub fn of_variant(package: Arc<PackagePlan>, variant: Arc<BTreeMap<String, String>>) -> Self {
        Self { package, variant }
    }

    /// The planned package.
    pub fn plan(&self) -> &PackagePlan {
        &self.package
    }

    /// The values of variant keys by which it differs from other variants of the same package; empty if there is only
    /// one.
    pub fn variant(&self) -> &BTreeMap<String, String> {
        &self.variant
    }
}

/// What the environments of a group consist of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedEnvironment {
    /// The platform of the group's packages.
    pub platform: Platform,
    /// The values of the variant keys that the environments use.
    pub variant: BTreeMap<String, String>,
    /// The build environment: compilers and other programs. Sorted by name.
    pub build: Vec<ResolvedPackage>,
    /// The host environment: libraries and headers of the target. Sorted by name.
    pub host: Vec<ResolvedPackage>,
}

/// A package that a solver chose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResolvedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its build string.
    pub build: String,
    /// The channel that has it.
    pub channel: String,
    /// The hash of the archive, if the channel says it.
    pub sha256: Option<String>,
}

/// How often a compile cache had what was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Compilations that were not necessary.
    pub hits: u64,
    /// Compilations that were, and whose results are in the cache now.
    pub misses: u64,
    /// Requests that the cache could not deal with, such as linking a program.
    pub uncacheable: u64,
    /// Failures of the cache itself, such as a server that cannot be reached.
    pub errors: u64,
}

impl fmt::Debug for PackageLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PackagePlan { name, version, platform, .. } = self.plan();
        write!(f, "PackageLabel({name} {version} {platform})")
    }
}

/// What is being done to a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Its recipe is rendered and its directories are made.
    Preparing,
    /// `cargo install` runs.
    Compiling,
    /// What its binaries need is read from them.
    Inspecting,
    /// The archive is written.
    Packaging,
    /// It is installed into a fresh environment and tried.
    Testing,
    /// It is moved into the channel.
    Publishing,
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
            Self::Publishing => "publishing",
        }
    }
}

/// How work on a package ended.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum PackageOutcome {
    /// It is in the channel.
    Built(BuiltPackage),
    /// It was in the channel already, and is what it would be if it were made now.
    Fresh(BuiltPackage),
    /// It is not, and this is why.
    Failed(FailedPackage),
    /// A package that it needs failed.
    Blocked {
        /// The conda name of the package it needs.
        by: String,
    },
    /// The run was stopped before it was done.
    Interrupted,
}

/// A package in the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltPackage {
    /// The archive.
    pub file: Utf8PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// The build string.
    pub build: String,
    /// What it needs when installed, as match specs.
    pub depends: Vec<String>,
    /// What became of its tests.
    pub tested: Tested,
}

/// What became of the tests of a package that is in the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// They succeeded.
    Passed,
    /// Nobody wanted them to be run.
    NotAskedFor,
    /// This machine does not run programs of the package's platform, and has no emulator that it hands them to.
    CannotRunHere,
}

/// A package that could not be made.
#[derive(Debug, Clone)]
pub struct FailedPackage {
    /// Why.
    pub error: Arc<PackageError>,
    /// Everything that its build printed.
    pub output: Arc<[String]>,
    /// The same in a file, with rattler-build's own remarks.
    pub log: Utf8PathBuf,
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Every package with its outcome, in the order of the plan.
    pub outcomes: Vec<(PackageLabel, PackageOutcome)>,
    /// The channel's directory.
    pub channel: Utf8PathBuf,
    /// Whether the run was stopped.
    pub interrupted: bool,
    /// How often a crate was compiled for two packages that could have shared it.
    pub compiled_twice: usize,
}

impl Summary {
    /// The packages that were made.
    pub fn built(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Built(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that did not have to be made.
    pub fn fresh(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Fresh(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that could not be made, for want of others included.
    pub fn failed(&self) -> impl Iterator<Item = (&PackageLabel, &PackageOutcome)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Failed(_) | PackageOutcome::Blocked { .. } => Some((label, outcome)),
            PackageOutcome::Built(_) | PackageOutcome::Fresh(_) | PackageOutcome::Interrupted => None,
        })
    }
}
