//! The error of loading a workspace.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::cargo::CargoFailure;

/// A place in a file. Both numbers start at one, as in editors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// `cargo install` would choose other dependencies than cargo's other commands: it ignores the setting
/// `resolver.lockfile-path`, and only reads the lock file beside the root manifest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`cargo install` would not use the lock file `{lock_file}`: it ignores cargo's setting \
     `resolver.lockfile-path` and reads `{beside_manifest}`, which {}",
    if *.is_there { "differs from it" } else { "does not exist" }
)]
pub struct IgnoredLockFile {
    /// The absolute path of the lock file that the setting names.
    pub lock_file: Utf8PathBuf,
    /// The absolute path at which `cargo install` looks for it.
    pub beside_manifest: Utf8PathBuf,
    /// True if there is a file at that path, with another content.
    pub is_there: bool,
}

impl IgnoredLockFile {
    /// The remedy, as a sentence for the user.
    pub fn help(&self) -> String {
        let Self { lock_file, beside_manifest, .. } = self;
        format!(
            "put a copy of `{lock_file}` or a symbolic link to it at `{beside_manifest}`, or drop the setting"
        )
    }
}

/// A workspace cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The program to run as cargo does not exist.
    #[error("cannot find the program `{cargo}`; install Rust from https://rustup.rs, or put cargo on PATH")]
    CargoNotFound {
        /// The program as it was asked for.
        cargo: Utf8PathBuf,
    },
    /// The program is there, but the operating system cannot start it.
    #[error("cannot start `{cargo}`")]
    CargoNotStarted {
        /// The program as it was asked for.
        cargo: Utf8PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The directory to search from does not exist.
    #[error("there is no directory `{directory}`")]
    DirectoryNotFound {
        /// The directory.
        directory: Utf8PathBuf,
    },
    /// The manifest that was asked for does not exist.
    #[error("there is no file `{path}`")]
    ManifestNotFound {
        /// The path that was asked for.
        path: Utf8PathBuf,
    },
    /// The manifest that was asked for is a directory.
    #[error("`{path}` is a directory; write `--manifest-path {}`", path.join("Cargo.toml"))]
    ManifestIsDirectory {
        /// The path that was asked for.
        path: Utf8PathBuf,
    },
    /// The manifest that was asked for has another name than `Cargo.toml`.
    #[error("`{path}` is not named Cargo.toml; cargo reads no manifest with another name")]
    NotAManifest {
        /// The path that was asked for.
        path: Utf8PathBuf,
    },
    /// Neither the directory nor any above it has a `Cargo.toml`.
    #[error(
        "there is no Cargo.toml in `{directory}` or in any directory above it; go to a Cargo workspace or name \
         its manifest with `--manifest-path <path>`"
    )]
    NoManifest {
        /// The directory from which cargo searched upwards.
        directory: Utf8PathBuf,
    },
    /// The workspace asks for a toolchain that this machine does not have.
    #[error("the toolchain `{toolchain}` is not installed; run `rustup toolchain install {toolchain}`")]
    ToolchainNotInstalled {
        /// The name of the toolchain, as rustup prints it.
        toolchain: String,
        /// The message of rustup, which runs under the name of cargo.
        source: Box<CargoFailure>,
    },
    /// Cargo cannot understand a manifest.
    #[error("cannot understand the manifest `{file}`{}", at(*position))]
    BrokenManifest {
        /// The absolute path of the manifest.
        file: Utf8PathBuf,
        /// The place in the manifest; `None` if cargo names none.
        position: Option<Position>,
        /// The message of cargo, which quotes the line.
        source: Box<CargoFailure>,
    },
    /// The workspace has no `Cargo.lock`. `cargo install --locked` would only warn and choose versions
    /// afresh, so two packages of one workspace could be built from different dependencies.
    #[error(
        "the workspace has no lock file `{path}`; run `cargo generate-lockfile --manifest-path {root_manifest}`"
    )]
    NoLockfile {
        /// Where the lock file should be.
        path: Utf8PathBuf,
        /// The manifest of the workspace.
        root_manifest: Utf8PathBuf,
    },
    /// The lock file does not agree with the manifests.
    #[error(
        "the lock file `{path}` does not agree with the manifests; run \
         `cargo update --workspace --manifest-path {root_manifest}`"
    )]
    StaleLockfile {
        /// The lock file.
        path: Utf8PathBuf,
        /// The manifest of the workspace.
        root_manifest: Utf8PathBuf,
        /// The message of cargo.
        source: Box<CargoFailure>,
    },
    /// Cargo may not use the network and lacks a dependency, most likely one that it has never downloaded.
    /// Its message is the same for a dependency that does not exist.
    #[error(
        "cargo cannot find all dependencies without a network; if they were never downloaded, run \
         `cargo fetch --locked --manifest-path {root_manifest}` once with a network"
    )]
    MissingOffline {
        /// The manifest of the workspace.
        root_manifest: Utf8PathBuf,
        /// The message of cargo.
        source: Box<CargoFailure>,
    },
    /// Cargo failed for a reason that cargo-conda does not know.
    #[error("cargo cannot describe the workspace")]
    CargoFailed {
        /// The message of cargo.
        source: Box<CargoFailure>,
    },
    /// The output of cargo is not UTF-8, because a path in the workspace is not.
    #[error("a path in the workspace is not UTF-8; rename it")]
    MetadataNotUtf8 {
        /// The place in the output.
        source: std::string::FromUtf8Error,
    },
    /// The output of cargo has a form that this version of cargo-conda does not know.
    #[error("cannot understand the metadata of the workspace")]
    UnreadableMetadata {
        /// The place in the output.
        source: serde_json::Error,
    },
    /// The metadata has no resolved dependencies: it was made with `--no-deps`.
    #[error("the metadata has no resolved dependencies; make it without `--no-deps`")]
    NoResolution,
    /// The metadata names a package that it does not describe.
    #[error("the metadata does not describe the package `{id}`")]
    UndescribedPackage {
        /// The id of the package as cargo writes it.
        id: String,
    },
    /// A manifest or a configuration file of the workspace cannot be read.
    #[error("cannot read a file of the workspace")]
    UnreadableFile {
        /// The absolute path of the file.
        path: Utf8PathBuf,
        /// The error of the operating system, with the path.
        source: io::Error,
    },
    /// A manifest is not TOML. Cargo reports most of such manifests itself, as [`Self::BrokenManifest`].
    #[error("cannot understand the manifest `{path}`")]
    UnparsableManifest {
        /// The absolute path of the manifest.
        path: Utf8PathBuf,
        /// The place in the manifest.
        source: toml::de::Error,
    },
    /// A `.cargo/config.toml` or `rust-toolchain.toml` is not TOML, or one of the keys that cargo-conda reads
    /// has a wrong type.
    #[error("cannot understand `{path}`")]
    BrokenCargoConfig {
        /// The absolute path of the file.
        path: Utf8PathBuf,
        /// The place in the file.
        source: toml::de::Error,
    },
}

/// The end of a message that names a place; empty without one.
fn at(position: Option<Position>) -> String {
    position.map(|Position { line, column }| format!(", line {line}, column {column}")).unwrap_or_default()
}
