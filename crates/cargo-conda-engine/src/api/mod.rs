//! What callers see: the request, events, outcomes and errors. Plain types that nothing is done with here.

mod build_environment;
mod environment;
mod error;
mod event;
mod inputs_unknown;
mod interrupt;
mod output;
mod package;
mod request;
mod solved;
mod status;

pub use build_environment::BuildEnvironment;
pub(crate) use build_environment::SOURCE_DATE_EPOCH;
pub use environment::{CacheStatistics, EnvironmentSide, ResolvedEnvironment, ResolvedPackage};
pub use error::{EngineError, PackageError, StepError};
pub use event::{Event, EventKind, Holder, Phase};
pub use inputs_unknown::InputsUnknown;
pub use interrupt::Interrupt;
pub use output::{Dependency, Output, OutputRequirements, Pin, PinBound};
pub use package::{BuiltPackage, FailedPackage, PackageLabel, PackageOutcome, Summary, Tested};
pub use request::{
    ArchiveType, BuildOptions, BuildRequest, ChannelPriority, Compression, Network, Packaging, TestPolicy,
};
pub use solved::{Demand, RunExport, Solved, SolvedExports};
pub use status::{Cause, Change, InputKind, Status};
