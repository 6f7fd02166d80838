//! Runs a plan: cargo, rattler-build, packages and the channel.
//!
//! The central type is the [`BuildRequest`]: a workspace, a [`Plan`](cargo_conda_plan::Plan) and
//! [`BuildOptions`]. Every verb of the crate takes one.
//!
//! | verb | answer |
//! |---|---|
//! | [`build`] | [`Event`]s while packages are built, and a [`Summary`] of what became of each |
//! | [`status`] | for each package whether it is fresh, and if not, every [`Cause`] |
//! | [`published`] | for each package whether another channel has it, and if not, every [`Cause`] |
//! | [`outputs`] | an [`Output`] for each variant of each package: build string and requirements |
//! | [`build_given`] | one of those outputs, built in environments that the caller has [`Solved`] |
//!
//! [`examine`] looks for what would keep a build from working. [`test_archives`] tests finished packages,
//! [`publish`] puts them into a channel that others read, and [`audit_packages`] names those that security
//! advisories concern. [`bill_of_materials`] lists the crates of one package. [`clean`], [`clean_unused`],
//! [`index_channel`] and [`join_channels`] need no plan.
//!
//! ```no_run
//! use cargo_conda_engine::{BuildEnvironment, BuildOptions, BuildRequest, EngineError, build};
//! use cargo_conda_mapping::Platform;
//! use cargo_conda_plan::Plan;
//! use cargo_conda_workspace::Workspace;
//!
//! fn build_all(workspace: &Workspace, plan: &Plan) -> Result<(), EngineError> {
//!     let platform = Platform::current().expect("conda has a platform for this machine");
//!     let environment = BuildEnvironment::from_caller(&std::env::vars().collect());
//!     let options = BuildOptions::new(workspace.target_directory(), platform, environment);
//!     let options = options.with_fail_fast(true);
//!     let request = BuildRequest { workspace, plan, options: &options };
//!     let summary = build(request, &mut |event| println!("{:?}", event.kind))?;
//!     println!("{} packages are in {}", summary.built().count(), summary.channel);
//!     Ok(())
//! }
//! ```
//!
//! # From the request to the summary
//!
//! [`build`] goes through these steps, in this order. The modules named with them import only modules that
//! stand below them in this list: `examine`, `run`, `dispatch`, `package`, `environments`, `publish`,
//! `audit`, `channel`, `freshness`, `rattler`, `scratch`, `cargo`, `api`, `schedule`, `inspect`, `system`.
//!
//! 1. **Open** (`run`, `scratch`, `channel`). The request is checked, the lock of the scratch directory is
//!    taken, and the channel gets an index if it has none. Meanwhile a thread asks rustc for its version.
//! 2. **Prepare environments** (`environments`, `rattler`). For each build group with conda's toolchain, the
//!    build and host environments are solved, installed and activated once. A group whose environment cannot
//!    be had does not stop the others.
//! 3. **List** (`package`). rattler-build renders the recipes. Each variant of each package becomes a job,
//!    which knows the environment and the target directory that it is built in.
//! 4. **Judge** (`package`, `freshness`). Each job is compared with the record of its last build: the recipe,
//!    tools, variables and environment that were asked for, and digests of all files that were read. Jobs
//!    without a difference are fresh.
//! 5. **Invalidate** (`run`). cargo goes by modification times and may take a changed crate for fresh; what
//!    it has compiled of such a crate is deleted.
//! 6. **Dispatch** (`dispatch`, `schedule`). The other jobs are done, several at a time.
//! 7. **Finish** (`dispatch`). Compile caches are stopped, measured times are kept for the next run, and the
//!    finished archives are moved into the channel, whose index is brought up to date.
//!
//! # How a package is made
//!
//! A job passes through the [`Phase`]s. *Preparing* deletes the record of the last build, so that a run that
//! is killed leaves no package that passes for fresh. *Compiling* has rattler-build run `cargo install`, and
//! then reads from cargo's messages and dep-info files what the package was made from. *Inspecting* reads
//! from the installed programs what they need of the machine. *Packaging* writes the archive, and
//! *testing* installs and tries it in a fresh environment. Then the archive waits in the scratch directory,
//! and the new record is written.
//!
//! # Threads
//!
//! The caller's thread is the dispatcher: it owns the schedule and all state. Worker messages, stop requests
//! and clock ticks reach it one at a time. Each job has a thread, which drives its own rattler-build run on a
//! current-thread tokio runtime and can do nothing but send messages. The threads are not rayon's: rattler
//! unpacks archives with `rayon::spawn`, which on a thread of a rayon pool queues the work in that very pool,
//! behind the run that waits for it.
//!
//! # Packages that share a target directory
//!
//! The packages of a group are compiled in one target directory, several at a time. A package starts as soon
//! as no package at work is still to compile a unit that both need; cargo's own lock on the directory is
//! removed for it. If cargo reports all the same that two packages at work have compiled one unit, both are
//! doubtful and are repeated alone. All processes of a run share the machine's processors through one
//! jobserver.
//!
//! # Deliberately absent
//!
//! Printing. Environment variables: the caller passes them in, though rattler itself looks there for its
//! cache, credentials and configuration, for overrides of virtual packages and for the values of secrets.
//! Signal handlers: the caller owns an [`Interrupt`]. Decisions about what to build: the plan has them.

mod api;
mod audit;
mod cargo;
mod channel;
mod dispatch;
mod environments;
mod examine;
mod freshness;
mod inspect;
mod package;
mod publish;
mod rattler;
mod run;
mod schedule;
mod scratch;
mod system;

pub use api::{
    AddressingStyle, AssetError, AssetFailure, AttestError, AuditConcern, AuditOutcome, AuditPlace,
    AuditRequest, AuditRules, AuditedBuild, AuditedContents, AuditedPackage, Blocker, BuildEnvironment,
    BuildOptions, BuildRequest, BuiltPackage, CacheStatistics, CargoPackage, Cause, Change, ChannelPriority,
    Check, CompileError, CompileFailure, CompiledCrate, CompiledCrates, CompiledKind, Count, Credentials,
    Denied, Dependency, Destination, Difference, DifferenceKind, Emulator, Emulators, EngineError,
    EnvironmentSide, Event, EventKind, FailedPackage, FailedTarget, FailedTest, Fault, Finding, Holder,
    InputKind, InputsUnknown, InstalledProgram, Interrupt, InvalidPackaging, Killed, ManifestEdit,
    MaterialsError, MissingFeatures, MissingLibrary, NamedPath, Network, NewerSymbol, NotComparable, Origin,
    Orphan, PackageError, PackageLabel, PackageOutcome, Packaging, Phase, Pin, PinBound, Printed,
    ProgramError, Progress, Publication, PublishError, PublishOutcome, PublishRequest, PublishedArchive,
    PublishedPackage, PublishedSet, RecentLines, RemainingConcern, Remedy, ResolvedEnvironment,
    ResolvedPackage, ResolvedRequirement, RunExport, RustcError, S3Settings, Severity, Solved, SourcePlace,
    Status, StepError, Summary, TakenName, TakenNumber, TestCommand, TestOutcome, TestPolicy, TestRequest,
    Tested, TestedArchive, WheelError, is_time_of_archive,
};
pub use audit::audit_packages;
pub use channel::{index_channel, join_channels};
pub use examine::{examine, examine_machine};
pub use inspect::InspectError;
pub use package::{bill_of_materials, crates_without_texts};
pub use publish::{destination, publish};
pub use rattler::{PackageIdentity, compare_archives, identity_of_archive};
pub use run::{
    GivenPackage, InputFiles, Output, build, build_given, check_request, clean, clean_unused, outputs,
    published, remaining_concerns, status, test_archives,
};
pub use system::runs_programs;
#[cfg(debug_assertions)]
pub use system::{FaultPoint, fault_points, inject_fault, trace_fault_points};

#[doc(no_inline)]
pub use cargo_conda_inventory::{Advisory, AdvisoryDatabase, DatabaseError, Informational};
#[doc(no_inline)]
pub use jiff::Timestamp;
#[doc(no_inline)]
pub use rattler_conda_types::{MatchSpec, RepoDataRecord};
