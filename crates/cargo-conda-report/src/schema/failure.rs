//! What failed in the build of a package, in parts that programs can read.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// What failed; the name of the variant in `kebab-case` is the value of the key `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureDocument {
    /// rustc found an error in a target.
    Rustc {
        /// The target.
        #[serde(flatten)]
        target: TargetDocument,
        /// The first error that rustc reported in it, without its code.
        message: String,
        /// The code of the error or the name of the lint; null if it has neither.
        code: Option<String>,
        /// The file, relative to the workspace's directory if it is below it; null if the error is not about
        /// a file.
        file: Option<Utf8PathBuf>,
        /// The line, counted from 1; null if the error is not about a file.
        line: Option<usize>,
        /// The column in characters, counted from 1; null if the error is not about a file.
        column: Option<usize>,
    },
    /// cargo failed otherwise.
    Cargo {
        /// The last lines that cargo printed, in order.
        printed: Vec<String>,
    },
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A target of a package, as cargo names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TargetDocument {
    /// The package that the target belongs to.
    pub package: CargoPackageDocument,
    /// The kind of the target: `lib`, `bin`, `proc-macro`, `custom-build`, …
    pub target_kind: String,
    /// The name of the target.
    pub target: String,
}

/// A package of the build, as cargo names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CargoPackageDocument {
    /// The package id of cargo's messages.
    pub id: String,
    /// The name.
    pub name: String,
    /// The version; null if the package is in no lock file.
    pub version: Option<String>,
}
