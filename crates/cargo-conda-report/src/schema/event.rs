//! `cargo conda build --format json`: one event a line.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// One line.
///
/// `schema` and `at` stand beside the keys of the event, so that a filter such as `select(.event == "finished")`
/// needs no path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// Seconds since the run began, to the millisecond.
    pub at: f64,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
}

/// What happened; the name of the variant is the word under `event`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventBody {
    /// Another run holds the scratch directory, and this one waits for it.
    Waiting {
        /// The process id of the other run; null if it is not known.
        pid: Option<u32>,
        /// When the other run began, RFC 3339; null if it is not known.
        since: Option<String>,
        /// Absolute path of the scratch directory.
        scratch: Utf8PathBuf,
    },
    /// The environments of a group are being resolved and installed.
    EnvironmentStarted {
        /// The group, as in the plan.
        group: usize,
        /// The conda platform of its packages.
        platform: String,
        /// The channels, by priority.
        channels: Vec<String>,
    },
    /// The environments of a group are installed.
    EnvironmentReady {
        /// The group, as in the plan.
        group: usize,
        /// The conda platform of its packages.
        platform: String,
        /// The values of the variant keys that it is made with.
        variant: BTreeMap<String, String>,
        /// The build environment, sorted by name.
        build: Vec<ResolvedPackageDocument>,
        /// The host environment, sorted by name.
        host: Vec<ResolvedPackageDocument>,
        /// How long it took, to the millisecond.
        seconds: f64,
    },
    /// The run begins.
    RunStarted {
        /// The packages that will be made; those that are fresh are not among them.
        packages: Vec<PackageRef>,
        /// How many at the same time.
        jobs: usize,
    },
    /// Work on a package begins.
    PackageStarted(PackageRef),
    /// A package enters its next phase.
    PhaseStarted {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// `preparing`, `compiling`, `inspecting`, `packaging`, `testing` or `publishing`.
        phase: String,
    },
    /// cargo, a compiler or a test printed a line. Only if output was asked for.
    Output {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// The line without its end.
        line: String,
    },
    /// Two packages were compiled side by side that both compiled this, which was not foreseen.
    CompiledTwice {
        /// The package whose build compiled it again.
        #[serde(flatten)]
        package: PackageRef,
        /// The conda name of the package whose build had compiled it.
        first: String,
        /// The crate, by the id that cargo gives it.
        unit: String,
    },
    /// A package is made once more, with no other beside it.
    PackageRepeated(PackageRef),
    /// Work on a package is over.
    PackageFinished {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// How it ended.
        outcome: Outcome,
        /// The build string; null unless it was built or is fresh.
        build: Option<String>,
        /// Absolute path of the archive; null unless it was built or is fresh.
        file: Option<Utf8PathBuf>,
        /// Size of the archive in bytes; null unless it was built or is fresh.
        size: Option<u64>,
        /// Match specs of what it needs when installed; empty unless it was built or is fresh.
        depends: Vec<String>,
        /// Whether its tests were run; null unless it was built or is fresh.
        tested: Option<bool>,
        /// The conda name of the package that it needs and that failed; null unless it was blocked.
        blocked_by: Option<String>,
        /// What went wrong, with its causes; null unless it failed.
        error: Option<String>,
        /// What to do about the error, if there is one thing to do.
        help: Option<String>,
        /// Absolute path of the file with everything that was printed; null unless it failed.
        log: Option<Utf8PathBuf>,
        /// How long it took, to the millisecond.
        seconds: f64,
    },
    /// The run was asked to stop.
    Interrupted {
        /// Whether it was asked a second time, so that children are killed.
        forced: bool,
    },
    /// A compile cache that builds used says what it was good for.
    CacheStatistics {
        /// Compilations that were not necessary.
        hits: u64,
        /// Compilations that were.
        misses: u64,
        /// Requests that no cache can deal with, such as linking a program.
        uncacheable: u64,
        /// Failures of the cache itself.
        errors: u64,
    },
    /// The channel's index names the finished packages.
    ChannelIndexed {
        /// Absolute path of the channel's directory.
        channel: Utf8PathBuf,
    },
    /// The run is over; always the last line.
    Finished {
        /// How many packages were built.
        built: usize,
        /// How many packages were up to date already.
        fresh: usize,
        /// How many packages failed.
        failed: usize,
        /// How many packages need one that failed.
        blocked: usize,
        /// How many packages were not finished because the run was stopped.
        unfinished: usize,
        /// How often a crate was compiled for two packages that could have shared it.
        compiled_twice: usize,
        /// Whether the run was stopped.
        interrupted: bool,
        /// Absolute path of the channel's directory.
        channel: Utf8PathBuf,
    },
}

/// A package of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResolvedPackageDocument {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its build string.
    pub build: String,
    /// The channel that has it.
    pub channel: String,
    /// The SHA-256 of its archive in hexadecimal; null if the channel does not say.
    pub sha256: Option<String>,
}

/// Names a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PackageRef {
    /// The member that it is made from.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The conda platform.
    pub platform: String,
    /// The values of variant keys by which it differs from other variants of the package; left out if it has only one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variant: BTreeMap<String, String>,
}

/// How work on a package ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It is in the channel.
    Built,
    /// It was in the channel already, and is what it would be if it were made now.
    Fresh,
    /// It could not be made.
    Failed,
    /// A package that it needs failed.
    Blocked,
    /// The run was stopped before it was done.
    Interrupted,
    /// An end that has no word of its own yet.
    Other,
}
