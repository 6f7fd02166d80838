//! What a person should know about a plan that is good enough to build.

use camino::Utf8PathBuf;
use cargo_conda_mapping::VersionWarning;
use thiserror::Error;

use crate::source::Location;

/// Something that does not stop a build.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Warning {
    /// conda may sort this version elsewhere than Cargo does.
    #[error("{crate_name}: {warning}")]
    Version {
        /// The member.
        crate_name: String,
        /// The trap.
        warning: VersionWarning,
    },
    /// The manifest gives no version, so Cargo says 0.0.0.
    #[error("{crate_name}: its manifest gives no `version`, so the package is 0.0.0")]
    NoVersion {
        /// The member.
        crate_name: String,
    },
    /// Neither `license` nor `license-file` is given.
    #[error(
        "{crate_name}: its manifest gives no `license`; channels such as conda-forge refuse such packages"
    )]
    NoLicense {
        /// The member.
        crate_name: String,
    },
    /// There is an expression, but no text to ship.
    #[error(
        "{crate_name}: no licence file beside its manifest or at the workspace root, so the package carries no licence text"
    )]
    NoLicenseFile {
        /// The member.
        crate_name: String,
    },
    /// `homepage`, `repository` or `documentation` is not a URL.
    #[error("{crate_name}: `{key}` is left out, for `{value}` is not a URL: {reason}")]
    InvalidUrl {
        /// The member.
        crate_name: String,
        /// The key of `[package]`.
        key: &'static str,
        /// As written.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Two packages install the same file, so one environment cannot hold both.
    #[error(
        "{first} and {second} both install `{file}`, so they cannot be installed together; \
         leave it out of one with `[package.metadata.conda] binaries = […]`"
    )]
    FileClash {
        /// A path in the prefix.
        file: String,
        /// A conda package that ships it.
        first: String,
        /// Another one.
        second: String,
    },
    /// A key about what comes from channels, while nothing does.
    #[error(
        "{}: `{key}` has no effect with the machine's toolchain; build with `--toolchain conda`",
        written_at(.location)
    )]
    NeedsCondaToolchain {
        /// As written.
        key: &'static str,
        /// Where.
        location: Location,
    },
    /// Configuration of cargo that an isolated build cannot be kept from.
    #[error(
        "`{path}` lies above the workspace: cargo reads it, and what it says of flags, wrappers and variables reaches builds"
    )]
    OuterCargoConfig {
        /// Absolute path.
        path: Utf8PathBuf,
    },
    /// A key that has no effect any more.
    #[error("{}: `{key}` is deprecated and has no effect; remove it", written_at(.location))]
    DeprecatedKey {
        /// As written.
        key: String,
        /// Where.
        location: Location,
    },
}

fn written_at(location: &Location) -> String {
    let (line, column) = location.line_and_column();
    format!("{}:{line}:{column}", location.source.path)
}
