//! The output of `cargo conda build --format json`: one event a line.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::failure::FailureDocument;
use super::plan::PlanDocument;

/// One line of the output.
///
/// `schema` and `at` are keys beside those of the event, so that a filter such as
/// `select(.event == "finished")` needs no path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// Seconds since the run began, to the millisecond.
    pub at: f64,
    /// The event.
    #[serde(flatten)]
    pub body: EventBody,
}

/// A process that a run has left at work when it was killed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrphanDocument {
    /// Its process id.
    pub pid: u32,
    /// The file name of its program, such as `rustc`.
    pub program: String,
}

/// An event; the name of the variant in `kebab-case` is the value of the key `event`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventBody {
    /// What is going to be built, and from which members: the first line, before anything else happens.
    Planned {
        /// The version of cargo-conda.
        cargo_conda: String,
        /// The time when the run began, by RFC 3339.
        time: String,
        /// The members of the workspace, sorted by name.
        members: Vec<MemberDocument>,
        /// The plan. Whether a package is fresh is found out later, so each is `pending` here.
        plan: Box<PlanDocument>,
    },
    /// Another run, or processes that one has left, hold the scratch directory, and this run waits for them.
    Waiting {
        /// The process id of the other run; null if it is not known.
        pid: Option<u32>,
        /// The time when the other run began, by RFC 3339; null if it is not known.
        since: Option<String>,
        /// The processes that the other run has left, by process id, which is empty if they cannot be seen;
        /// null if that run itself is at work.
        #[serde(default)]
        orphans: Option<Vec<OrphanDocument>>,
        /// Absolute path of the scratch directory.
        scratch: Utf8PathBuf,
    },
    /// The environments of a group are being solved and installed.
    EnvironmentStarted {
        /// The number of the group, as in the plan.
        group: usize,
        /// The conda platform of its packages.
        platform: String,
        /// The channels, highest priority first.
        channels: Vec<String>,
    },
    /// The environments of a group are installed.
    EnvironmentReady {
        /// The number of the group, as in the plan.
        group: usize,
        /// The conda platform of its packages.
        platform: String,
        /// The variant that the environments are for: values by variant key.
        variant: BTreeMap<String, String>,
        /// The packages of the build environment, sorted by name.
        build: Vec<ResolvedPackageDocument>,
        /// The packages of the host environment, sorted by name.
        host: Vec<ResolvedPackageDocument>,
        /// Duration of solving and installing in seconds, to the millisecond.
        seconds: f64,
    },
    /// The run starts to build.
    RunStarted {
        /// The packages that will be built; fresh packages are not among them.
        packages: Vec<PackageRef>,
        /// The maximum number of packages that are built at the same time.
        jobs: usize,
    },
    /// How far the run has come: written when the run has started and when a package is done, and in between
    /// when a crate is done, but not more than once a second.
    Progress {
        /// The number of crates that are compiled or that cargo found fresh; null if `crates` is.
        crates_done: Option<usize>,
        /// The number of crates that the packages are compiled from; one that packages share counts once.
        /// Null if it is not known what a package compiles.
        crates: Option<usize>,
        /// The number of packages that are done, the failed ones included.
        packages_done: usize,
        /// The number of packages of `run-started`.
        packages: usize,
        /// How many seconds the crates that are left will take, going by the times of earlier runs; null if
        /// too few of them were compiled in an earlier run, or if many of them may turn out to be fresh.
        seconds_left: Option<f64>,
    },
    /// The build of a package begins.
    PackageStarted(PackageRef),
    /// A package enters its next phase.
    PhaseStarted {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// `preparing`, `compiling`, `inspecting`, `packaging` or `testing`.
        phase: String,
    },
    /// cargo, a compiler or a test printed a line. Only written if output was asked for.
    Output {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// The line without its line end.
        line: String,
    },
    /// Two packages that were built at the same time compiled the same crate, although the schedule should
    /// prevent that.
    CompiledTwice {
        /// The package whose build compiled the crate a second time.
        #[serde(flatten)]
        package: PackageRef,
        /// The conda name of the package whose build compiled the crate first.
        first: String,
        /// The crate, by its package id in cargo's messages.
        unit: String,
    },
    /// cargo has compiled a target of a crate for a package. `at` is when it was done; what cargo found fresh
    /// has no such event.
    CrateCompiled {
        /// The package that is being built.
        #[serde(flatten)]
        package: PackageRef,
        /// What was compiled.
        compiled: CompiledDocument,
    },
    /// The build of a package has installed its programs and libraries.
    ProgramsInstalled {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// What was installed, sorted by path.
        programs: Vec<ProgramDocument>,
    },
    /// Programs of a package name directories of this machine, so that another machine would make others.
    NamesMachine {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// The directories, by program.
        paths: Vec<NamedPathDocument>,
    },
    /// cargo has compiled other crates for a package than were listed. Those that were missing are in the
    /// package's licence texts, audit data and bill of materials now.
    InventoryDiffers {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// The crates that were compiled and not listed, with their versions, sorted.
        only_compiled: Vec<String>,
        /// The crates that were listed and not compiled, with their versions, sorted.
        only_listed: Vec<String>,
    },
    /// A package is built once more, with no other package beside it.
    PackageRepeated(PackageRef),
    /// The build of a package has ended, or has been ruled out.
    PackageFinished {
        /// The package.
        #[serde(flatten)]
        package: PackageRef,
        /// How the build ended.
        outcome: Outcome,
        /// URL of the archive; null unless the package is fresh in a channel of `--against`.
        #[serde(default)]
        url: Option<Box<str>>,
        /// The build string; null unless the package was built or is fresh.
        build: Option<String>,
        /// Absolute path of the archive; null unless the package was built, or is fresh in the channel of the
        /// workspace.
        file: Option<Utf8PathBuf>,
        /// Size of the archive in bytes; null unless the package was built or is fresh, or if a channel does
        /// not say.
        size: Option<u64>,
        /// The run dependencies of the package record, as match specs; empty unless the package was built or
        /// is fresh.
        depends: Vec<String>,
        /// True if the tests of the package passed, false if they were not run; null unless the package was
        /// built, or is fresh in the channel of the workspace.
        tested: Option<bool>,
        /// The conda name of the failed package that this one needs; null unless the package was blocked.
        blocked_by: Option<String>,
        /// The error and its causes, joined by `: `, of what a process printed the line that says most; null
        /// unless the package failed.
        error: Option<String>,
        /// The causes of the error, joined by `: `, with all their lines; null if the package did not fail or
        /// the error has no cause.
        cause: Option<String>,
        /// What failed, in parts; null if the package did not fail or there are no parts.
        failure: Option<Box<FailureDocument>>,
        /// What to do about the error; null if the package did not fail or no advice is known.
        help: Option<String>,
        /// Absolute path of the log with all output of the build; null unless the package failed.
        log: Option<Utf8PathBuf>,
        /// Duration of the build in seconds, to the millisecond.
        seconds: f64,
        /// The number of libraries that cargo compiled for the package; 0 in lines without this key.
        #[serde(default)]
        crates_compiled: usize,
        /// The number of libraries that cargo found fresh for the package; 0 in lines without this key.
        #[serde(default)]
        crates_fresh: usize,
    },
    /// The run was asked to stop.
    Interrupted {
        /// True for the second request, after which running processes are killed.
        forced: bool,
    },
    /// The statistics of the compile cache that the builds used.
    CacheStatistics {
        /// Compilations that the cache answered.
        hits: u64,
        /// Compilations that the cache could not answer.
        misses: u64,
        /// Requests that cannot be cached, such as linking a program.
        uncacheable: u64,
        /// Failures of the cache itself.
        errors: u64,
    },
    /// The channel's repodata lists the finished packages.
    ChannelIndexed {
        /// Absolute path of the channel's directory.
        channel: Utf8PathBuf,
    },
    /// The run has ended; always the last line.
    Finished {
        /// The number of packages that were built.
        built: usize,
        /// The number of packages that were fresh.
        fresh: usize,
        /// The number of packages that failed.
        failed: usize,
        /// The number of packages that were not built because they need a package that failed.
        blocked: usize,
        /// The number of packages that were not built because the run was stopped.
        unfinished: usize,
        /// The number of crates that were compiled twice for packages that could have shared them.
        compiled_twice: usize,
        /// For how many packages cargo compiled other crates than were listed.
        inventory_differs: usize,
        /// True if the run was asked to stop.
        interrupted: bool,
        /// Absolute path of the channel's directory.
        channel: Utf8PathBuf,
    },
    /// Any event that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A member of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemberDocument {
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The members that it depends on, sorted by name and kind. Dev-dependencies are not among them, since
    /// they reach no package.
    pub dependencies: Vec<MemberDependencyDocument>,
}

/// A dependency of one member on another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemberDependencyDocument {
    /// The name of the crate that is depended on.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The kind of the dependency.
    pub kind: DependencyKindWord,
}

/// The kind of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DependencyKindWord {
    /// A normal dependency (not dev, not build).
    Normal,
    /// A build dependency, used by the build script.
    Build,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A target of a crate that cargo has compiled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CompiledDocument {
    /// The name of the crate's package.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The version of the crate's package; null if its package id has none.
    pub version: Option<String>,
    /// The package id in cargo's messages.
    pub id: String,
    /// What the target is.
    pub kind: CompiledKindWord,
    /// The enabled features of the crate's package, sorted.
    pub features: Vec<String>,
    /// The size in bytes of the largest file that the compiler wrote; null if there is none.
    pub size: Option<u64>,
    /// Seconds from the beginning of the run to that of the target, to the millisecond; null if cargo did not
    /// say when it began.
    pub began: Option<f64>,
}

/// What a compiled target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CompiledKindWord {
    /// A build script.
    BuildScript,
    /// A library for Rust, or a procedural macro.
    Library,
    /// A shared or static library for programs in other languages.
    ForeignLibrary,
    /// A program.
    Program,
    /// Anything else, also any word that this version of the schema does not have.
    #[serde(other)]
    Other,
}

/// A program or library that a build has installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProgramDocument {
    /// The path, relative to the prefix.
    pub file: Utf8PathBuf,
    /// The size in bytes.
    pub size: u64,
}

/// A package of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResolvedPackageDocument {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The build string.
    pub build: String,
    /// The URL of the channel that the package comes from.
    pub channel: String,
    /// SHA-256 of the archive in hexadecimal; null if the channel's repodata does not have it.
    pub sha256: Option<String>,
}

/// The name of a package in all its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PackageRef {
    /// The name of the member that the package is made from.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The conda platform.
    pub platform: String,
    /// Values by variant key, for the keys in which the variants of the package differ; left out if there is
    /// only one variant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variant: BTreeMap<String, String>,
}

/// How the build of a package ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The package was built and is in the channel.
    Built,
    /// The package in the channel is up to date, so it was not built.
    Fresh,
    /// The package could not be built.
    Failed,
    /// The package was not built, because a package that it needs failed.
    Blocked,
    /// The package was not built, because the run was stopped.
    Interrupted,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A directory of this machine that a program names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NamedPathDocument {
    /// The program, relative to the prefix.
    pub file: Utf8PathBuf,
    /// The absolute path of the directory.
    pub path: Utf8PathBuf,
    /// The name of the crate in that directory; null if it is not that of a crate.
    #[serde(rename = "crate")]
    pub crate_name: Option<String>,
}
