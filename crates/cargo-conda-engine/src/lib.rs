//! Runs a plan: cargo, rattler-build, packages and the channel.
//!
//! [`build`] takes a [`BuildRequest`] and tells what happens through a callback of [`Event`]s; the
//! [`Summary`] at the end says what came of each package.
//!
//! One thread, the caller's, is the dispatcher: it owns the schedule and all state, and everything that
//! happens (a worker's message, a request to stop, the tick of a clock) reaches it in one line. Each package
//! that is worked on has a thread, which drives its own rattler-build run on a current-thread tokio runtime
//! and can do nothing but send messages. The threads are not rayon's: rattler unpacks archives with
//! `rayon::spawn`, which on a thread of a rayon pool queues the work in that very pool, behind the run that
//! waits for it.
//!
//! Deliberately absent: printing, environment variables (the caller passes them in; rattler itself looks for its
//! cache, credentials and configuration, for overrides of what the machine offers and for the values of secrets),
//! signal handlers (the caller owns an [`Interrupt`]), decisions about what to build (the plan has them).

mod api;
mod cargo;
mod channel;
mod dispatch;
mod environments;
mod freshness;
mod inspect;
mod package;
mod rattler;
mod run;
mod schedule;
mod scratch;
mod system;

pub use api::{
    ArchiveType, BuildEnvironment, BuildOptions, BuildRequest, BuiltPackage, CacheStatistics, Cause, Change,
    ChannelPriority, Compression, Demand, Dependency, EngineError, EnvironmentSide, Event, EventKind,
    FailedPackage, Holder, InputKind, InputsUnknown, Interrupt, Network, Output, OutputRequirements,
    PackageError, PackageLabel, PackageOutcome, Packaging, Phase, Pin, PinBound, ResolvedEnvironment,
    ResolvedPackage, RunExport, Solved, SolvedExports, Status, StepError, Summary, TestPolicy, Tested,
};
pub use channel::{index_channel, join_channels};
pub use inspect::InspectError;
pub use run::{GivenBuild, GivenPackage, Inputs, build, build_given, clean, outputs, status};
