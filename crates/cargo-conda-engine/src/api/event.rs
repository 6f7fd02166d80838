//! What happens during a run, told as it happens.

use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_plan::GroupId;
use serde::{Deserialize, Serialize};

use super::environment::{CacheStatistics, ResolvedEnvironment};
use super::package::{PackageLabel, PackageOutcome, Summary};

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

/// The run that holds a scratch directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// When it took the lock, RFC 3339.
    pub since: String,
}
