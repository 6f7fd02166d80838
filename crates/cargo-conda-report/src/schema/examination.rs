//! The output of `cargo conda doctor`.

use serde::{Deserialize, Serialize};

/// The output of `cargo conda doctor --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExaminationDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The findings, those about the machine first.
    pub findings: Vec<ExaminedDocument>,
    /// The number of findings that are errors.
    pub errors: usize,
    /// The number of findings that are warnings.
    pub warnings: usize,
}

/// What was found about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExaminedDocument {
    /// `toolchain`, `linker`, `workspace`, `lock-file`, `manifests`, `licenses`, `cargo-configuration`,
    /// `secrets`, `c-compiler`, `native-libraries`, `platforms`, `directories`, `space`, `channels` or
    /// `credentials`. Something can be found several times, and need not be found.
    pub check: String,
    /// What it means for builds.
    pub severity: SeverityWord,
    /// What was found, as a sentence for people.
    pub message: String,
    /// What to do about it; null if there is nothing to do, or if the message says it.
    pub help: Option<String>,
}

/// What a finding means for builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SeverityWord {
    /// It keeps no build from working.
    Ok,
    /// Builds may fail because of it, or packages lack something.
    Warning,
    /// Builds fail because of it.
    Error,
}
