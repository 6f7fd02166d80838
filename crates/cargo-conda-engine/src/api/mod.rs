//! The types of callers: requests, events, outcomes and errors.
//!
//! Plain data that every other module may use. Nothing here builds, reads or writes.

mod archive_tests;
mod audit;
mod build_environment;
mod caller_variables;
mod credentials;
mod destination;
mod difference;
mod emulator;
mod environment;
mod error;
mod event;
mod finding;
#[cfg(test)]
pub(crate) mod fixtures;
mod inputs_unknown;
mod interrupt;
mod origin;
mod output;
mod package;
mod packaging;
mod progress;
mod published;
mod publishing;
mod recent_lines;
mod request;
mod s3;
mod solved;
mod status;

pub use archive_tests::{TestOutcome, TestRequest, TestedArchive};
pub use audit::{
    AuditConcern, AuditOutcome, AuditPlace, AuditRequest, AuditRules, AuditedBuild, AuditedContents,
    AuditedPackage, Denied, RemainingConcern,
};
pub use build_environment::BuildEnvironment;
pub(crate) use build_environment::{CARGO_TARGET, OLDEST_MACOS, SOURCE_DATE_EPOCH};
pub(crate) use caller_variables::is_of_compile_cache;
pub use credentials::Credentials;
pub(crate) use credentials::Identity;
pub use destination::Destination;
pub use difference::{Difference, DifferenceKind};
pub use emulator::{Emulator, Emulators};
pub use environment::{CacheStatistics, EnvironmentSide, ResolvedEnvironment, ResolvedPackage};
pub use error::{
    AssetError, AssetFailure, AttestError, CargoPackage, CompileError, CompileFailure, EngineError,
    FailedTarget, FailedTest, Fault, Killed, ManifestEdit, MaterialsError, MissingFeatures, MissingLibrary,
    NewerSymbol, PackageError, Printed, ProgramError, PublishError, Remedy, RustcError, SourcePlace,
    StepError, TakenName, TakenNumber, TestCommand, WheelError,
};
pub(crate) use error::{BUILTIN_SIGNER, Complaint, LINKER_HELP};
pub(crate) use event::EventSink;
pub use event::{
    Blocker, CompiledCrate, CompiledCrates, CompiledKind, Event, EventKind, Holder, InstalledProgram,
    NamedPath, Orphan, Phase,
};
pub use finding::{Check, Finding, Severity};
pub use inputs_unknown::InputsUnknown;
pub use interrupt::Interrupt;
pub use origin::{Origin, is_time_of_archive};
pub use output::{Dependency, Pin, PinBound};
pub use package::{BuiltPackage, FailedPackage, PackageLabel, PackageOutcome, Summary, Tested};
pub(crate) use packaging::{ArchiveType, Compression};
pub use packaging::{InvalidPackaging, Packaging};
pub use progress::{Count, Progress};
pub use published::{NotComparable, PublishedPackage};
pub use publishing::{Publication, PublishOutcome, PublishRequest, PublishedArchive, PublishedSet};
pub use recent_lines::RecentLines;
pub use request::{BuildOptions, BuildRequest, ChannelPriority, Network, TestPolicy};
pub use s3::{AddressingStyle, S3Settings};
pub use solved::{ResolvedRequirement, RunExport, Solved};
pub use status::{Cause, Change, InputKind, Status};
