//! What can be wrong with a plan, and how to put it right.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{LicenseError, NameError, RequirementError, UnknownPlatform, UnknownSelector};
use thiserror::Error;

use super::text::feature_list;

/// What can be wrong with a manifest.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file is not TOML.
    #[error("this is not valid TOML: {reason}")]
    InvalidToml {
        /// The parser's words.
        reason: String,
    },
    /// A key that nobody knows.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// As written.
        key: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// A key of the workspace table in a package's table.
    #[error("`{key}` holds for a whole workspace")]
    WorkspaceOnlyKey {
        /// As written.
        key: String,
    },
    /// A key of another manifest in one of Cargo's, or in a part of it that it is not about.
    #[error("`{key}` has no place in this table")]
    OuterOnlyKey {
        /// As written.
        key: String,
    },
    /// A key that this version does not act on.
    #[error("this version of cargo-conda does not act on `{key}` yet")]
    UnsupportedKey {
        /// As written.
        key: String,
    },
    /// A value of the wrong type.
    #[error("`{key}` must be {expected}, not {found}")]
    WrongType {
        /// The key.
        key: String,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// `target.<selector>` that selects nothing.
    #[error(transparent)]
    UnknownSelector(UnknownSelector),
    /// A platform that conda does not have.
    #[error(transparent)]
    UnknownPlatform(UnknownPlatform),
    /// `toolchain` names none.
    #[error("unknown toolchain `{name}`")]
    UnknownToolchain {
        /// As written.
        name: String,
    },
    /// A match spec that conda cannot read.
    #[error(transparent)]
    InvalidRequirement(RequirementError),
    /// A variable that a build script cannot set.
    #[error("`env.{name}` cannot be set: {reason}")]
    InvalidVariable {
        /// As written.
        name: String,
        /// The rule that it breaks.
        reason: &'static str,
    },
    /// A secret that cannot be the name of a variable.
    #[error("`{name}` cannot be a secret: {reason}")]
    InvalidSecret {
        /// As written.
        name: String,
        /// The rule that it breaks.
        reason: &'static str,
    },
    /// `compilers` names none.
    #[error("`{word}` is no language that there are compilers for; write such as `rust`, `c` or `cxx`")]
    InvalidLanguage {
        /// As written.
        word: String,
    },
    /// A toolchain file that names what conda channels do not have.
    #[error("conda channels have releases of Rust only, not `{channel}`")]
    ToolchainNotInConda {
        /// As written.
        channel: String,
    },
    /// `packages.<crate>` names none.
    #[error("the workspace has no crate `{name}`")]
    NoSuchCrate {
        /// As written.
        name: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// The outer manifest alone counts, and it gives no version.
    #[error("`{crate_name}` has no version: `ignore-cargo-manifest` is on, and this manifest gives none")]
    NoVersion {
        /// The crate.
        crate_name: String,
    },
    /// `native-dependencies` names a crate that no package is compiled with.
    #[error("no package is compiled with a crate `{name}`")]
    NoSuchNativeCrate {
        /// As written.
        name: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// A name that conda cannot have.
    #[error(transparent)]
    InvalidName(NameError),
    /// Two members would be one conda package.
    #[error("`{first}` and `{second}` would both be the conda package `{name}`")]
    NameClash {
        /// The conda name.
        name: String,
        /// The member that has it.
        first: String,
        /// The member that would have it too.
        second: String,
    },
    /// A licence expression that SPDX does not know.
    #[error(transparent)]
    InvalidLicense(LicenseError),
    /// A licence file that is not there.
    #[error("there is no licence file at `{path}`")]
    MissingLicenseFile {
        /// Where it was looked for.
        path: Utf8PathBuf,
    },
    /// `binaries` names one that the crate does not have.
    #[error("`{member}` has no binary `{binary}`")]
    NoSuchBinary {
        /// The crate.
        member: String,
        /// As written.
        binary: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// `binaries` names one whose features are off.
    #[error("binary `{binary}` needs {}", feature_list(.missing))]
    BinaryNeedsFeatures {
        /// The binary.
        binary: String,
        /// The features that are off.
        missing: Vec<String>,
    },
    /// `features` names one that the crate does not have.
    #[error("`{member}` has no feature `{feature}`")]
    NoSuchFeature {
        /// The crate.
        member: String,
        /// As written.
        feature: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// `features` of the workspace's table names one that no member has.
    #[error("no member of the workspace has a feature `{feature}`")]
    NoMemberHasFeature {
        /// As written.
        feature: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// `profile` names one that is not defined.
    #[error("profile `{profile}` is not defined")]
    NoSuchProfile {
        /// As written.
        profile: String,
        /// What it may have been meant for.
        nearest: Option<String>,
    },
    /// `extra-args` repeats what has a key of its own or what the build itself passes.
    #[error("`{argument}` cannot be given in `extra-args`")]
    ReservedArgument {
        /// As written.
        argument: String,
        /// What to use instead.
        instead: &'static str,
    },
}

impl ProblemKind {
    /// What to write instead.
    pub(super) fn help(&self) -> Option<String> {
        let nearest =
            |nearest: &Option<String>| nearest.as_ref().map(|name| format!("did you mean `{name}`?"));
        match self {
            Self::UnknownKey { nearest: name, .. }
            | Self::NoSuchBinary { nearest: name, .. }
            | Self::NoSuchFeature { nearest: name, .. }
            | Self::NoMemberHasFeature { nearest: name, .. }
            | Self::NoSuchNativeCrate { nearest: name, .. }
            | Self::NoSuchCrate { nearest: name, .. }
            | Self::NoSuchProfile { nearest: name, .. } => nearest(name),
            Self::ToolchainNotInConda { .. } => Some(
                "build with `--toolchain system`, or say which release to use: `--variant rust_compiler_version=1.95`"
                    .to_owned(),
            ),
            Self::WorkspaceOnlyKey { key } => {
                Some(format!("move `{key}` to `[workspace.metadata.conda]` in the workspace's root manifest"))
            }
            Self::OuterOnlyKey { key } => {
                Some(format!("move `{key}` to `[package.build.config]` in `pixi.toml`"))
            }
            Self::NoVersion { .. } => Some("add `version = \"…\"` to `[package]`".to_owned()),
            Self::UnsupportedKey { key } => {
                Some(format!("remove `{key}`; nothing that depends on it would be built"))
            }
            Self::UnknownToolchain { .. } => Some("write `system`, for the machine's own, or `conda`".to_owned()),
            Self::NameClash { second, .. } => Some(format!(
                "give one a name of its own: `[package.metadata.conda] name = \"…\"` in `{second}`"
            )),
            Self::MissingLicenseFile { .. } => Some(
                "paths are relative to the manifest that names them; correct the path or add the file"
                    .to_owned(),
            ),
            Self::BinaryNeedsFeatures { missing, .. } => {
                let features: Vec<_> = missing.iter().map(|feature| format!("\"{feature}\"")).collect();
                Some(format!("add `[package.metadata.conda] features = [{}]`", features.join(", ")))
            }
            Self::ReservedArgument { instead, .. } => Some((*instead).to_owned()),
            // These say what to write themselves.
            Self::InvalidLicense(_)
            | Self::InvalidToml { .. }
            | Self::WrongType { .. }
            | Self::UnknownSelector(_)
            | Self::UnknownPlatform(_)
            | Self::InvalidRequirement(_)
            | Self::InvalidVariable { .. }
            | Self::InvalidSecret { .. }
            | Self::InvalidLanguage { .. }
            | Self::InvalidName(_) => None,
        }
    }
}
