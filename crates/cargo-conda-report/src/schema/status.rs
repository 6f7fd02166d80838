//! The output of `cargo conda why`.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::event::PackageRef;
use super::plan::Status;

/// The output of `cargo conda why --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusesDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The packages, in the order of the plan.
    pub packages: Vec<StatusDocument>,
}

/// Whether a package is fresh, and if not, why it has to be built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusDocument {
    /// The package.
    #[serde(flatten)]
    pub package: PackageRef,
    /// Whether the package has to be built.
    pub status: Status,
    /// Absolute path of the archive; null unless the package is fresh in the channel of the workspace.
    pub file: Option<Utf8PathBuf>,
    /// URL of the archive; null unless the package is fresh in a channel of `--against`.
    #[serde(default)]
    pub url: Option<String>,
    /// The reasons to build the package; empty if it is fresh.
    pub causes: Vec<CauseDocument>,
}

/// A reason to build a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CauseDocument {
    /// `never-built`, `untested`, `unsettled` (the inputs of the last build are not known for certain),
    /// `archive-missing`, `archive-changed`, `archive-not-indexed` or `archive-format` (`--package-format`
    /// asks for another); or the kind of the input that has changed: `setting`, `tool`, `variable`,
    /// `environment`, `manifest`, `dependency`, `file` or `checkout`. With `--against` also `not-published`
    /// (the channel has no build of this version), `not-comparable` (a build there carries no record that can
    /// be compared) or `channel-unreadable` (without the network).
    pub kind: String,
    /// The thing that has changed: a path (relative to the workspace unless it is that of an archive), the
    /// name of a crate or of an environment variable, or a configuration key; null if `kind` says it all.
    pub name: Option<String>,
    /// URL of the archive that the package was compared with, in a channel of `--against`; null for the last
    /// build of this workspace.
    #[serde(default)]
    pub archive: Option<String>,
    /// The reason as a sentence for people.
    pub message: String,
}
