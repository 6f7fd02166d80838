//! What happens during a run, told as it happens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

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
    /// Work on a package is over.
    PackageFinished {
        /// The package.
        package: PackageLabel,
        /// How it ended.
        outcome: PackageOutcome,
        /// How long it took.
        duration: Duration,
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
pub struct PackageLabel(Arc<PackagePlan>);

impl PackageLabel {
    /// The label of a planned package.
    pub fn new(package: Arc<PackagePlan>) -> Self {
        Self(package)
    }

    /// The planned package.
    pub fn plan(&self) -> &PackagePlan {
        &self.0
    }
}

impl fmt::Debug for PackageLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PackageLabel({} {} {})", self.0.name, self.0.version, self.0.platform)
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
}

impl Summary {
    /// The packages in the channel.
    pub fn built(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Built(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that could not be made, for want of others included.
    pub fn failed(&self) -> impl Iterator<Item = (&PackageLabel, &PackageOutcome)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Failed(_) | PackageOutcome::Blocked { .. } => Some((label, outcome)),
            PackageOutcome::Built(_) | PackageOutcome::Interrupted => None,
        })
    }
}
