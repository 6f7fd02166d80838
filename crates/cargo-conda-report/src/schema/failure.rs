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
    /// The linker found no library of a name.
    Linker {
        /// The target.
        #[serde(flatten)]
        target: TargetDocument,
        /// The name of the library.
        library: String,
        /// The package whose build script asks for it; null if no build script does.
        asked_by: Option<CargoPackageDocument>,
    },
    /// A build script failed.
    BuildScript {
        /// The package that the script belongs to.
        package: CargoPackageDocument,
        /// How the script ended, in cargo's words: `exit status: 101`.
        ending: String,
        /// The last lines that it printed, in order.
        printed: Vec<String>,
    },
    /// The system killed a process, as it does when memory runs out.
    Killed {
        /// `compiler`, `linker` or `build-script`.
        process: String,
        /// The name of the crate (with `_` for a compiler) or of the package.
        of: String,
    },
    /// A test of the package failed.
    Test {
        /// The commands that were tried last, in order; empty if it is not known which command failed.
        commands: Vec<TestCommandDocument>,
        /// The exit status of the last command; null if it is not a command that failed.
        status: Option<i32>,
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

/// A command of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TestCommandDocument {
    /// The command, as the shell traced it.
    pub command: String,
    /// The last lines that it printed, in order.
    pub printed: Vec<String>,
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
