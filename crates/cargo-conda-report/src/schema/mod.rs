//! The types of everything that is written as JSON.
//!
//! # Stability
//!
//! Within one [`SCHEMA`], keys are added but neither renamed nor removed, and no key changes its meaning. New
//! words may appear as values, such as a new [`EventBody`], [`Status`], [`SkipKind`] or [`Outcome`]. Readers
//! should ignore keys that they do not know, and treat words that they do not know as a case of their own.
//! For that reason all types here are `#[non_exhaustive]`.
//!
//! Keys are in `snake_case`, words in `kebab-case`, paths are absolute unless the key says otherwise, and
//! durations are in seconds.

mod affected;
mod archive_test;
mod audit;
mod event;
mod examination;
mod failure;
mod plan;
mod proposal;
mod publication;
mod status;
mod verified;

pub use affected::{AffectedDocument, AffectedPackage, MatrixDocument, MatrixEntry};
pub use archive_test::{TestEventBody, TestEventDocument, TestOutcomeWord};
pub use audit::{
    AdvisoryDatabaseDocument, AdvisoryDocument, AuditCountsDocument, AuditDocument, AuditOutcomeWord,
    AuditedPackageDocument, CrateListDocument, DamagedListDocument, FindingDocument,
};
pub use event::{
    CompiledDocument, CompiledKindWord, DependencyKindWord, EventBody, EventDocument,
    MemberDependencyDocument, MemberDocument, NamedPathDocument, OrphanDocument, Outcome, PackageRef,
    ProgramDocument, ResolvedPackageDocument,
};
pub use examination::{ExaminationDocument, ExaminedDocument, SeverityWord};
pub use failure::{CargoPackageDocument, FailureDocument, TargetDocument, TestCommandDocument};
pub use plan::{
    BuildScriptFilesDocument, CLibraryDocument, CLibraryEvidenceDocument, FeaturesOfDocument, FileDocument,
    KindDocument, LeftOutDocument, LibraryPartDocument, NativeDocument, NativeOriginDocument,
    PackageDocument, PlanDocument, PythonDocument, SkipDocument, SkipKind, Status, SummaryDocument,
    WarningDocument,
};
pub use proposal::{ChangeDocument, InitDocument, OpenDocument};
pub use publication::{InstallableDocument, PublishEventBody, PublishEventDocument, PublishOutcomeWord};
pub use status::{CauseDocument, StatusDocument, StatusesDocument};
pub use verified::{DifferenceDocument, VerificationDocument, VerifiedDocument};

/// The version of all types of this module; each document has it under the key `schema`.
pub const SCHEMA: u32 = 1;
