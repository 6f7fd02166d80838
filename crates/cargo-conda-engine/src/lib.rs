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

mod activation;
mod cargo_home;
mod cargo_messages;
mod channel;
mod children;
mod clean;
mod compile_cache;
mod dispatch;
mod environment;
mod environments;
mod error;
mod event;
mod footprints;
mod freshness;
mod given;
mod inspect;
mod installed;
mod interrupt;
mod job;
mod job_log;
mod jobs;
mod jobserver;
mod join;
mod lock;
mod lto;
mod output;
mod rattler;
mod request;
mod run;
mod schedule;
mod scratch;
mod status;
mod target_directory;
mod timings;
mod unseen;

pub use clean::clean;
pub use environment::BuildEnvironment;
pub use error::{EngineError, PackageError, StepError};
pub use event::{
    BuiltPackage, CacheStatistics, Event, EventKind, FailedPackage, PackageLabel, PackageOutcome, Phase,
    ResolvedEnvironment, ResolvedPackage, Summary, Tested,
};
pub use freshness::{Cause, Change, InputKind, Status};
pub use given::{Demand, GivenBuild, GivenPackage, Inputs, RunExport, Solved, SolvedExports, build_given};
pub use inspect::InspectError;
pub use interrupt::Interrupt;
pub use join::{index_channel, join_channels};
pub use lock::Holder;
pub use output::{Dependency, Output, OutputRequirements, Pin, PinBound, outputs};
pub use request::{
    ArchiveType, BuildOptions, BuildRequest, ChannelPriority, Compression, Network, Packaging, TestPolicy,
};
pub use run::build;
pub use status::status;
