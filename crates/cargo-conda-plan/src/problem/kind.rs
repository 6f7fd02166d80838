//! The problems that a manifest can have, and how to fix each.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{
    GlibcError, LicenseError, NameError, Platform, RequirementError, RustTarget, UnknownPlatform,
    UnknownRustTarget, UnknownSelector, VersionError,
};
use semver::Version;
use thiserror::Error;

use super::asset::AssetProblem;
use super::c_library::CLibraryProblem;
use super::python::PythonProblem;
use super::text::feature_list;
use super::together::Together;

/// What is wrong with a manifest. Each kind knows its message and its remedy.
#[derive(Debug, Error)]
pub enum ProblemKind {
    /// The file is not TOML.
    #[error("this is not valid TOML: {reason}")]
    InvalidToml {
        /// The message of the TOML parser.
        reason: String,
    },
    /// A key that does not exist.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// As the user wrote it.
        key: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// A key of the whole workspace in the table of a package.
    #[error("`{key}` is a key of the whole workspace, not of a package")]
    WorkspaceOnlyKey {
        /// As the user wrote it.
        key: String,
        /// The table that the key belongs into, as a phrase.
        table: &'static str,
    },
    /// A table of a configuration file that has the name of one in manifests.
    #[error("`{written}` is a table of manifests")]
    TableOfManifest {
        /// The table of manifests.
        written: &'static str,
        /// The same table in configuration files.
        instead: &'static str,
    },
    /// A key of the configuration at the top of a configuration file.
    #[error("`{key}` stands outside of the tables of this file")]
    KeyOutsideTables {
        /// As the user wrote it.
        key: String,
        /// The tables that it may stand in, as a phrase.
        tables: &'static str,
    },
    /// A key that only an outer manifest such as `pixi.toml` may have, in one of Cargo's manifests or in the
    /// wrong table of the outer one.
    #[error("`{key}` is not allowed in this table")]
    OuterOnlyKey {
        /// As the user wrote it.
        key: String,
    },
    /// A value of the wrong type.
    #[error("`{key}` must be {expected}, not {found}")]
    WrongType {
        /// The key.
        key: String,
        /// The type that the key has, as a phrase.
        expected: &'static str,
        /// The value, as a phrase.
        found: String,
    },
    /// A table `target.<selector>` whose selector does not exist.
    #[error(transparent)]
    UnknownSelector(UnknownSelector),
    /// A platform that does not exist.
    #[error(transparent)]
    UnknownPlatform(UnknownPlatform),
    /// A `toolchain` that does not exist.
    #[error("unknown toolchain `{name}`")]
    UnknownToolchain {
        /// As the user wrote it.
        name: String,
    },
    /// A requirement that is not a match spec.
    #[error(transparent)]
    InvalidRequirement(RequirementError),
    /// An entry of `env` that the build script of a conda package cannot set.
    #[error("`env.{name}` cannot be set: {reason}")]
    InvalidVariable {
        /// As the user wrote it.
        name: String,
        /// The rule that the variable breaks.
        reason: &'static str,
    },
    /// An entry of `secrets` that cannot be an environment variable of a build.
    #[error("`{name}` cannot be a secret: {reason}")]
    InvalidSecret {
        /// As the user wrote it.
        name: String,
        /// The rule that the variable breaks.
        reason: &'static str,
    },
    /// An entry of `compilers` that is not the name of a language.
    #[error("`{word}` is not a language; write for example `rust`, `c` or `cxx`")]
    InvalidLanguage {
        /// As the user wrote it.
        word: String,
    },
    /// A `rust-toolchain.toml` with a toolchain that conda channels do not have, such as a nightly.
    #[error("conda channels have only released versions of Rust, not `{channel}`")]
    ToolchainNotInConda {
        /// As the user wrote it.
        channel: String,
    },
    /// A table of a single package whose crate is not a member.
    #[error("the workspace has no member `{name}`")]
    NoSuchCrate {
        /// As the user wrote it.
        name: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// Only the outer manifest (`pixi.toml`) counts, and it gives no version.
    #[error("`{crate_name}` has no version: `ignore-cargo-manifest` is on, and `pixi.toml` gives none")]
    NoVersion {
        /// The name of the crate.
        crate_name: String,
    },
    /// A crate in `native-dependencies` that no package compiles.
    #[error("`native-dependencies` names the crate `{name}`, which no package compiles")]
    NoSuchNativeCrate {
        /// As the user wrote it.
        name: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// A configured name that conda does not allow.
    #[error(transparent)]
    InvalidName(NameError),
    /// A crate whose name conda does not allow.
    #[error(transparent)]
    InvalidCrateName(NameError),
    /// A `name-prefix` with which conda allows no name, or not that of a crate.
    #[error("as a `name-prefix`: {0}")]
    InvalidNamePrefix(NameError),
    /// A version that conda does not allow.
    #[error(transparent)]
    InvalidVersion(VersionError),
    /// A version with the `v` of git tags.
    #[error("`{version}` begins with a letter, and conda puts such a version below all others")]
    VersionOfTag {
        /// As the user wrote it.
        version: String,
        /// The version without the `v`.
        number: String,
    },
    /// A `homepage`, `repository` or `documentation` that is not a URL.
    #[error("`{key}` must be a URL such as `https://example.org/tool`, not `{value}`: {reason}")]
    InvalidUrl {
        /// The key.
        key: &'static str,
        /// As the user wrote it.
        value: String,
        /// The message of the URL parser.
        reason: String,
    },
    /// Two members would become packages of the same name.
    #[error("`{first}` and `{second}` would both be the conda package `{name}`")]
    NameClash {
        /// The conda name.
        name: String,
        /// The member that has the name already.
        first: String,
        /// The member that would have it too.
        second: String,
    },
    /// A licence that is not an SPDX expression.
    #[error(transparent)]
    InvalidLicense(LicenseError),
    /// A licence file that does not exist.
    #[error("there is no licence file at `{}`", .paths.iter().map(|path| path.as_str()).collect::<Vec<_>>().join("` or `"))]
    MissingLicenseFile {
        /// The absolute paths where it would be found.
        paths: Vec<Utf8PathBuf>,
    },
    /// An entry of `clarify` whose name is neither a crate nor a crate with a requirement on its version.
    #[error("`{name}` is no crate")]
    InvalidClarification {
        /// As the user wrote it.
        name: String,
    },
    /// A crate in the package's programs says nothing of its licence.
    #[error("{name} {version}, through {}, says nothing of its licence", .chain.join(" > "))]
    SilentCrate {
        /// The name of the crate.
        name: String,
        /// The version.
        version: Version,
        /// The crates through which the package depends on it, both ends included.
        chain: Vec<String>,
    },
    /// What keeps a member from being a package for Python.
    #[error(transparent)]
    Python(PythonProblem),
    /// Audit data is asked for where a finished program cannot take it.
    #[error("`{member}`: programs for {platform} cannot carry audit data that is added after linking")]
    NotAuditable {
        /// The name of the crate.
        member: String,
        /// The platform of the package.
        platform: Platform,
    },
    /// An entry of `binaries` that the crate does not have.
    #[error("`{member}` has no binary `{binary}`")]
    NoSuchBinary {
        /// The name of the crate.
        member: String,
        /// As the user wrote it.
        binary: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// A binary whose name cannot be the name of an installed program.
    #[error("the binary `{}` cannot be installed: its name contains `{}` at a place where it is not allowed", .binary.escape_debug(), .character.escape_debug())]
    InvalidBinary {
        /// The name of the binary.
        binary: String,
        /// The first character that is not allowed at its place.
        character: char,
    },
    /// An entry of `binaries` whose required features are off.
    #[error("binary `{binary}` needs {}", feature_list(.missing))]
    BinaryNeedsFeatures {
        /// The name of the binary.
        binary: String,
        /// The features that are off.
        missing: Vec<String>,
    },
    /// An entry of `features` that the crate does not have.
    #[error("`{member}` has no feature `{feature}`")]
    NoSuchFeature {
        /// The name of the crate.
        member: String,
        /// As the user wrote it.
        feature: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// An entry of `features` in the workspace's table that no member has.
    #[error("no member of the workspace has a feature `{feature}`")]
    NoMemberHasFeature {
        /// As the user wrote it.
        feature: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// A `features-of` that does not exist.
    #[error("unknown value `{name}` of `features-of`")]
    UnknownFeaturesOf {
        /// As the user wrote it.
        name: String,
    },
    /// A `strip` that does not exist.
    #[error("unknown value `{name}` of `strip`")]
    UnknownStrip {
        /// As the user wrote it.
        name: String,
    },
    /// A package with `features-of = "workspace"` that a build of all members cannot make.
    #[error("`{member}` cannot be built with the features of the workspace: {reason}")]
    NotWithWorkspace {
        /// The name of the crate.
        member: String,
        /// What cargo cannot do.
        reason: Together,
    },
    /// A `glibc` that programs cannot be built for.
    #[error(transparent)]
    InvalidGlibc(GlibcError),
    /// A `rust-target` that conda has no platform for.
    #[error(transparent)]
    UnknownRustTarget(UnknownRustTarget),
    /// A `rust-target` for another platform than the package's.
    #[error("`{target}` is for {}, and this holds for packages for {platform}", .target.platform())]
    TargetOfOtherPlatform {
        /// As the user wrote it.
        target: RustTarget,
        /// The platform of the package.
        platform: Platform,
    },
    /// A `profile` that is not defined.
    #[error("profile `{profile}` is not defined")]
    NoSuchProfile {
        /// As the user wrote it.
        profile: String,
        /// The nearest existing one; `None` if none is near.
        nearest: Option<String>,
    },
    /// What is wrong with what the manifest says of a C library.
    #[error(transparent)]
    CLibrary(CLibraryProblem),
    /// A file, completion script or manual page that cannot be installed as it is written.
    #[error(transparent)]
    Asset(AssetProblem),
    /// An argument in `extra-args` that has a configuration key of its own or that the build passes itself.
    #[error("`{argument}` cannot be given in `extra-args`")]
    ReservedArgument {
        /// As the user wrote it.
        argument: String,
        /// What to do instead, as a sentence for the help.
        instead: &'static str,
    },
}

impl ProblemKind {
    /// What to write instead; `None` if the message says so already, or if no existing name is near.
    pub(super) fn help(&self) -> Option<String> {
        let did_you_mean =
            |nearest: &Option<String>| nearest.as_ref().map(|name| format!("did you mean `{name}`?"));
        match self {
            Self::UnknownKey { nearest, .. }
            | Self::NoSuchBinary { nearest, .. }
            | Self::NoSuchFeature { nearest, .. }
            | Self::NoMemberHasFeature { nearest, .. }
            | Self::NoSuchNativeCrate { nearest, .. }
            | Self::NoSuchCrate { nearest, .. }
            | Self::NoSuchProfile { nearest, .. } => did_you_mean(nearest),
            Self::ToolchainNotInConda { .. } => Some(
                "build with `--toolchain system`, or say which release to use: `--variant rust_compiler_version=1.95`"
                    .to_owned(),
            ),
            Self::Python(problem) => problem.help(),
            Self::WorkspaceOnlyKey { key, table } => Some(format!("move `{key}` to {table}")),
            Self::TableOfManifest { instead, .. } => Some(format!("write `{instead}` in this file")),
            Self::KeyOutsideTables { key, tables } => Some(format!("move `{key}` into {tables}")),
            Self::OuterOnlyKey { key } => {
                Some(format!("move `{key}` to `[package.build.config]` in `pixi.toml`"))
            }
            Self::NoVersion { .. } => Some("add `version = \"…\"` to `[package]` in `pixi.toml`".to_owned()),
            Self::UnknownToolchain { .. } => Some("write `system` for the machine's own toolchain, or `conda`".to_owned()),
            Self::NameClash { second, .. } => Some(format!(
                "give one a name of its own: `[package.metadata.conda] name = \"…\"` in `{second}`, or \
                 `[package.{second}] name = \"…\"` in a file for `--config`"
            )),
            Self::VersionOfTag { number, .. } => Some(format!("write `{number}`")),
            Self::InvalidCrateName(error) => Some(format!(
                "set `name` in `[package.metadata.conda]`, or in `[package.{}]` of a file for `--config`",
                error.name
            )),
            Self::MissingLicenseFile { .. }
            | Self::InvalidClarification { .. }
            | Self::SilentCrate { .. }
            | Self::NotAuditable { .. } => self.help_about_disclosure(),
            Self::BinaryNeedsFeatures { missing, .. } => {
                let features: Vec<_> = missing.iter().map(|feature| format!("\"{feature}\"")).collect();
                Some(format!("turn it on: `features = [{}]`", features.join(", ")))
            }
            Self::UnknownFeaturesOf { .. } => Some(
                "write `package`, for the features that the package alone asks for, or `workspace`, for those of a \
                 build of all members"
                    .to_owned(),
            ),
            Self::UnknownStrip { .. } => Some(
                "write `symbols`, `debuginfo` or `none`, as in Cargo's profiles".to_owned(),
            ),
            Self::NotWithWorkspace { reason, .. } => Some(reason.instead().to_owned()),
            Self::InvalidBinary { .. } => Some(
                "use letters, digits, `_` and, after the first character, `-`; or leave the binary out: list the others in \
                 `binaries`"
                    .to_owned(),
            ),
            Self::TargetOfOtherPlatform { target, .. } => {
                let platform = target.platform();
                Some(format!("write it for that platform: `[package.metadata.conda.target.{platform}] rust-target = \"{target}\"`"))
            }
            Self::CLibrary(problem) => problem.help(),
            Self::ReservedArgument { instead, .. } => Some((*instead).to_owned()),
            Self::Asset(problem) => problem.help(),
            // The messages of these say what to write.
            Self::InvalidLicense(_)
            | Self::InvalidToml { .. }
            | Self::WrongType { .. }
            | Self::UnknownSelector(_)
            | Self::UnknownPlatform(_)
            | Self::InvalidRequirement(_)
            | Self::InvalidVariable { .. }
            | Self::InvalidSecret { .. }
            | Self::InvalidLanguage { .. }
            | Self::InvalidVersion(_)
            | Self::InvalidGlibc(_)
            | Self::UnknownRustTarget(_)
            | Self::InvalidUrl { .. }
            | Self::InvalidNamePrefix(_)
            | Self::InvalidName(_) => None,
        }
    }

    /// The same for problems with licence texts and lists of crates.
    fn help_about_disclosure(&self) -> Option<String> {
        match self {
            Self::MissingLicenseFile { paths } if paths.len() > 1 => Some(
                "paths are relative to the file that names them or to the workspace's root; correct the path or add \
                 the file"
                    .to_owned(),
            ),
            Self::MissingLicenseFile { .. } => Some(
                "paths are relative to the manifest that names them; correct the path or add the file"
                    .to_owned(),
            ),
            Self::InvalidClarification { .. } => {
                Some("write `<crate>`, or `\"<crate>@<requirement>\"`, such as `\"ring@^0.17\"`".to_owned())
            }
            Self::SilentCrate { name, .. } => Some(format!(
                "say it for the crate: `[workspace.metadata.conda.third-party-licenses.clarify.{name}]`, with \
                 `license = \"…\"` and `files = [\"…\"]`"
            )),
            Self::NotAuditable { .. } => {
                Some("leave `auditable` out, or set it in `target.linux` only".to_owned())
            }
            _ => None,
        }
    }
}
