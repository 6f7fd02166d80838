//! What is written as JSON.
//!
//! These types are the promise to programs: within one [`SCHEMA`], keys are added but neither renamed nor removed,
//! and none changes its meaning. Readers should ignore keys, and words in the place of a [`Status`] or an
//! [`Outcome`], that they do not know. Keys are in `snake_case`, words in `kebab-case`.

mod affected;
mod event;
mod plan;
mod status;

pub use affected::{AffectedDocument, AffectedPackage, MatrixDocument, MatrixEntry};
pub use event::{EventBody, EventDocument, Outcome, PackageRef, ResolvedPackageDocument};
pub use plan::{
    LeftOutDocument, NativeDocument, NativeOriginDocument, PackageDocument, PlanDocument, SkipDocument,
    SkipKind, Status, SummaryDocument, WarningDocument,
};
pub use status::{CauseDocument, StatusDocument, StatusesDocument};

/// The version of everything in this module; each document carries it as `schema`.
pub const SCHEMA: u32 = 1;
