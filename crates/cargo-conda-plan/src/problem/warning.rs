//! Warnings: what deserves attention although the plan can be built.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{NameOwner, SpdxExpression, SymbolVersion, VersionWarning};
use cargo_conda_workspace::Member;
use semver::Version;
use thiserror::Error;
use toml_edit::{Document, Key};

use super::{CLibraryWarning, UnusedReason};
use crate::source::{Location, Source};

/// Something that deserves attention but does not stop a build.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Warning {
    /// conda orders the version differently among others than Cargo does.
    #[error("{crate_name}: {warning}")]
    Version {
        /// The name of the member.
        crate_name: String,
        /// The difference.
        warning: VersionWarning,
    },
    /// The package has a name that is known for something else.
    #[error(
        "{crate_name}: {}; give it another name with `name`, or all packages of the workspace a `name-prefix`",
        known_for(name, *.owner)
    )]
    TakenName {
        /// The name of the member.
        crate_name: String,
        /// The name of the package.
        name: String,
        /// What the name is known for.
        owner: NameOwner,
    },
    /// Something is said about the licence of a crate that no package is made of.
    #[error("{}: `{name}` is clarified, but {reason}", written_at(.location))]
    UnusedClarification {
        /// As the user wrote it.
        name: String,
        /// Why no package is made of it.
        reason: UnusedReason,
        /// Where it is written.
        location: Location,
    },
    /// The manifest gives no version, so that the version is Cargo's default, 0.0.0.
    #[error("{crate_name}: the manifest gives no `version`, so the package is 0.0.0")]
    NoVersion {
        /// The name of the member.
        crate_name: String,
    },
    /// The manifest gives neither `license` nor `license-file`.
    #[error(
        "{crate_name}: the manifest gives no `license`; channels such as conda-forge refuse such packages; write \
         `license = \"…\"`, or `license.workspace = true` where `[workspace.package]` has it"
    )]
    NoLicense {
        /// The name of the member.
        crate_name: String,
    },
    /// The licence has identifiers that SPDX has replaced by others.
    #[error(
        "{}: SPDX has withdrawn identifiers of the licence `{license}`; write `{expression}`, which is what the conda package says",
        written_at(.location)
    )]
    WithdrawnLicense {
        /// As the user wrote it.
        license: String,
        /// The licence of the package, in current identifiers.
        expression: SpdxExpression,
        /// The location of the licence.
        location: Location,
    },
    /// The licence is no SPDX expression, in a workspace that publishes nothing.
    #[error(
        "{}: the licence `{license}` is not in the SPDX list, so the package says `{expression}`; write that \
         in its place",
        written_at(.location)
    )]
    OwnLicense {
        /// As the user wrote it.
        license: String,
        /// The licence of the package.
        expression: SpdxExpression,
        /// The location of the licence.
        location: Location,
    },
    /// The manifest gives a licence, but there is no licence text.
    #[error(
        "{crate_name}: no licence file beside the manifest or at the workspace root, so the package carries no licence text"
    )]
    NoLicenseFile {
        /// The name of the member.
        crate_name: String,
    },
    /// The only licence texts are those at the workspace's root, and they are for other licences.
    #[error(
        "{crate_name}: no licence file beside its manifest, and those at the workspace root are for `{root_license}`, \
         not for `{license}`, so the package carries no licence text; put one there, or name it in `license-files`"
    )]
    OtherLicenseAtRoot {
        /// The name of the member.
        crate_name: String,
        /// The licence of the member.
        license: SpdxExpression,
        /// The licence of the texts at the root.
        root_license: SpdxExpression,
    },
    /// The licence texts are of other licences than the manifest says.
    #[error(
        "{crate_name}: its licence is `{license}`, but `{file}` is the text of `{text_license}`; put the text of its \
         licence beside its manifest, name it in `license-files`, or correct `license`"
    )]
    OtherLicenseText {
        /// The name of the member.
        crate_name: String,
        /// The licence of the member.
        license: SpdxExpression,
        /// A text that the package ships, relative to the workspace's root if it is inside.
        file: Utf8PathBuf,
        /// The licence that it is the text of.
        text_license: SpdxExpression,
    },
    /// `homepage`, `repository` or `documentation` is not a URL.
    #[error("{crate_name}: `{key}` is left out because `{value}` is not a URL: {reason}")]
    InvalidUrl {
        /// The name of the member.
        crate_name: String,
        /// The key of `[package]`.
        key: &'static str,
        /// The value of the key.
        value: String,
        /// The message of the URL parser.
        reason: String,
    },
    /// Two packages install the same file, so conda cannot install both into one environment.
    #[error(
        "{first} and {second} both install `{file}`, so they cannot be installed together; \
         {}",
        if *.is_program {
            "leave it out of one with `[package.metadata.conda] binaries = […]`"
        } else {
            "leave it out of one, or give it another path"
        }
    )]
    FileClash {
        /// The path of the file, relative to the prefix.
        file: String,
        /// The name of a conda package with the file, and of its member if that is another.
        first: String,
        /// The name of another one.
        second: String,
        /// True if it is a program of one of them.
        is_program: bool,
    },
    /// A key about conda environments is set, but the build uses the machine's toolchain.
    #[error(
        "{}: `{key}` has no effect with the machine's toolchain; build with `--toolchain conda`",
        written_at(.location)
    )]
    NeedsCondaToolchain {
        /// The key.
        key: &'static str,
        /// The location of the key.
        location: Location,
    },
    /// A key about the machine's C library is set, but the build uses that of conda channels.
    #[error(
        "{}: `glibc` has no effect with conda's toolchain; choose the C library with `--variant \
         c_stdlib_version={version}`",
        written_at(.location)
    )]
    GlibcOfConda {
        /// The version that is asked for.
        version: SymbolVersion,
        /// The location of the key.
        location: Location,
    },
    /// cargo reads configuration from outside the workspace, from which an isolated build cannot be shielded.
    #[error(
        "cargo also reads `{path}`, which is outside the workspace; its flags, wrappers and variables affect the packages, \
         so another machine may build something else"
    )]
    OuterCargoConfig {
        /// Absolute path of the file.
        path: Utf8PathBuf,
    },
    /// The manifest asks for a newer Rust than the machine has, so that builds with the machine's toolchain
    /// refuse the package.
    #[error(
        "{}: `{crate_name}` needs Rust {}, but the toolchain is {found}, so `build` will refuse it; {remedy}",
        written_at(.location),
        without_zero(.needed)
    )]
    RustTooOld {
        /// The name of the member.
        crate_name: String,
        /// The `rust-version` of the member.
        needed: Version,
        /// The version of the machine's toolchain.
        found: Version,
        /// What to do about it, as a sentence.
        remedy: String,
        /// The location of the key `rust-version`; the start of the manifest if it is not there.
        location: Location,
    },
    /// Something about a C library.
    #[error("{}: {warning}", written_at(.location))]
    CLibrary {
        /// What deserves attention in the library.
        warning: CLibraryWarning,
        /// The location of the key that it is about.
        location: Location,
    },
    /// A key that no longer has an effect.
    #[error("{}: `{key}` is deprecated and has no effect; remove it", written_at(.location))]
    DeprecatedKey {
        /// The key.
        key: String,
        /// The location of the key.
        location: Location,
    },
}

/// Says what a name is known for.
fn known_for(name: &str, owner: NameOwner) -> String {
    match owner {
        NameOwner::System => {
            format!("the package is called `{name}`, as a program that every Unix system has")
        }
        NameOwner::CondaPackage(package) if package == name => format!(
            "the package is called `{name}`, as another one of conda-forge, and an environment can have only one of them"
        ),
        NameOwner::CondaPackage(package) => format!(
            "the package is called `{name}`, as a program that conda-forge's package `{package}` installs"
        ),
    }
}

impl Warning {
    /// The member with whose name the message begins; `None` if it begins with something else.
    pub fn crate_name(&self) -> Option<&str> {
        match self {
            Self::Version { crate_name, .. }
            | Self::TakenName { crate_name, .. }
            | Self::NoVersion { crate_name }
            | Self::NoLicense { crate_name }
            | Self::NoLicenseFile { crate_name }
            | Self::OtherLicenseAtRoot { crate_name, .. }
            | Self::OtherLicenseText { crate_name, .. }
            | Self::InvalidUrl { crate_name, .. } => Some(crate_name),
            Self::UnusedClarification { .. }
            | Self::WithdrawnLicense { .. }
            | Self::OwnLicense { .. }
            | Self::FileClash { .. }
            | Self::NeedsCondaToolchain { .. }
            | Self::GlibcOfConda { .. }
            | Self::OuterCargoConfig { .. }
            | Self::RustTooOld { .. }
            | Self::CLibrary { .. }
            | Self::DeprecatedKey { .. } => None,
        }
    }

    /// The warning about a member whose `rust-version` is above the toolchain, which is Rust `found`.
    pub fn rust_too_old(member: &Member, needed: Version, found: Version, remedy: String) -> Self {
        let source = Source::of(member.manifest());
        let document = Document::parse(source.text.as_str()).ok();
        let key = document.as_ref().and_then(|document| {
            let package = document.get("package")?.as_table_like()?;
            package.key("rust-version").and_then(Key::span)
        });
        let span = key.unwrap_or(0..0);
        let crate_name = member.name().to_owned();
        Self::RustTooOld { crate_name, needed, found, remedy, location: Location { source, span } }
    }
}

/// A version as manifests give it, without a patch number that is 0.
fn without_zero(version: &Version) -> String {
    match version {
        Version { major, minor, patch: 0, .. } => format!("{major}.{minor}"),
        version => version.to_string(),
    }
}

/// A location as `path:line:column`.
fn written_at(location: &Location) -> String {
    let (line, column) = location.line_and_column();
    format!("{}:{line}:{column}", location.source.path)
}
