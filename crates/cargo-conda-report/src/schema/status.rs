//! Why packages have to be made.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::event::PackageRef;
use super::plan::Status;

/// What `cargo conda why --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusesDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The packages, in the order of the plan.
    pub packages: Vec<StatusDocument>,
}

/// Whether a package has to be made, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusDocument {
    /// The package.
    #[serde(flatten)]
    pub package: PackageRef,
    /// Whether there is anything to do.
    pub status: Status,
    /// Absolute path of the archive; null unless it is fresh.
    pub file: Option<Utf8PathBuf>,
    /// Why it has to be made; empty if it is fresh.
    pub causes: Vec<CauseDocument>,
}

/// A reason for which a package has to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CauseDocument {
    /// `never-built`, `untested`, `archive-missing`, `archive-changed`, `archive-not-indexed`; or the kind of what has changed:
    /// `setting`, `tool`, `variable`, `environment`, `manifest`, `dependency`, `file` or `checkout`.
    pub kind: String,
    /// Which one: a path, relative to the workspace unless it is an archive, the name of a crate or a variable, a key.
    pub name: Option<String>,
    /// The same for people.
    pub message: String,
}
