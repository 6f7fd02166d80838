//! The reasons why cargo-conda cannot tell what a package was made from.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the inputs of a build could not be determined. Such a package is stale in the next run, whatever
/// changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "kebab-case")]
pub enum InputsUnknown {
    /// Something was edited during the build, so cargo may have compiled the content before or after the
    /// edit.
    #[error("`{path}` changed during the last build")]
    ChangedDuringBuild {
        /// The file, relative to the workspace if it belongs to it.
        path: Utf8PathBuf,
    },
    /// cargo compiled a package that `cargo metadata` had not listed.
    #[error("cargo compiled `{package}`, which is not in its metadata")]
    NotInMetadata {
        /// The package id that cargo reported.
        package: String,
    },
    /// cargo compiled a package that the lock file does not have.
    #[error("`Cargo.lock` has no `{entry}`")]
    NotInLockFile {
        /// Name and version of the package.
        entry: String,
    },
    /// cargo did not report where it put a program.
    #[error("cargo did not report where it put `{binary}`")]
    ProgramNotReported {
        /// The name of the binary target.
        binary: String,
    },
    /// cargo printed a message about a compiled target in a form that we cannot parse.
    #[error("cargo reported what it compiled in an unknown format")]
    UnreadableMessage,
    /// The dep-info file of a program cannot be read.
    #[error("cargo's dep-info file for `{program}` cannot be read: {error}")]
    UnreadableDepInfo {
        /// The program in cargo's target directory.
        program: Utf8PathBuf,
        /// What the operating system said.
        error: String,
    },
    /// The dep-info file has relative paths, because cargo's configuration sets `build.dep-info-basedir`.
    #[error("cargo's dep-info has the relative path `{path}` (`build.dep-info-basedir`)")]
    RelativeDepInfo {
        /// The first such path.
        path: Utf8PathBuf,
    },
    /// The list of checksums of a vendored crate cannot be read.
    #[error("the checksums of the vendored crate `{package}` cannot be read: {error}")]
    UnreadableVendoredCrate {
        /// Name of the crate.
        package: String,
        /// What the operating system said.
        error: String,
    },
    /// A newer cargo keeps the output of build scripts in another place.
    #[error(
        "this cargo keeps the output of `{package}`'s build script in a place that cargo-conda does not know"
    )]
    BuildScriptOutputNotFound {
        /// Name of the package with the build script.
        package: String,
    },
    /// The package was made on another machine, which could not tell everything that its build read.
    #[error("the machine that made it could not tell everything that its build read")]
    UntoldElsewhere,
    /// The package was made on another machine, for the processor of that machine.
    #[error("it was compiled for the processor of the machine that made it (`native`)")]
    ForOneProcessor,
    /// The package was made on another machine, and its build read files there that do not belong to the
    /// workspace.
    #[error("its build read {files} of the machine's own files, which say nothing about this machine")]
    FilesOfMachine {
        /// The number of these files.
        files: usize,
    },
}
