//! The output of `cargo conda verify`.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::event::PackageRef;

/// The output of `cargo conda verify --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VerificationDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The packages in the order of the plan, once for each archive.
    pub packages: Vec<VerifiedDocument>,
}

/// A package that was built again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VerifiedDocument {
    /// The package.
    #[serde(flatten)]
    pub package: PackageRef,
    /// `equal`, `different`, `other-build` (the build that was made has another build string or number than
    /// the archive that was given, or than every archive of the package), `no-archive`, `failed` or
    /// `not-built`.
    pub outcome: String,
    /// Absolute path of the archive that it was compared with, or that was given and is another build; null
    /// if there is none.
    pub file: Option<Utf8PathBuf>,
    /// The files that differ, by path; empty unless `outcome` is `different`.
    pub differences: Vec<DifferenceDocument>,
    /// Absolute path of the archive that was built, if `--keep` was given and it differs; else null.
    pub kept: Option<Utf8PathBuf>,
}

/// A file in which two archives of a package differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DifferenceDocument {
    /// The path in the archive; empty if all files are equal and were packed otherwise.
    pub file: String,
    /// The offset of the first byte that differs, from 0; null if no bytes do.
    pub offset: Option<usize>,
    /// The section of an ELF program that has this byte; null for other files.
    pub section: Option<String>,
    /// The dotted keys of a JSON document whose values differ, sorted; empty for other files.
    pub keys: Vec<String>,
    /// The difference as a sentence for people.
    pub message: String,
}
