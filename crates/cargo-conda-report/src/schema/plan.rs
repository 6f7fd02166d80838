//! `cargo conda plan --format json`.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlanDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// Absolute path of the workspace's root directory.
    pub workspace: Utf8PathBuf,
    /// How many there are of each kind.
    pub summary: SummaryDocument,
    /// The packages, by platform and then by crate.
    pub packages: Vec<PackageDocument>,
    /// The members that do not become packages, by crate.
    pub skipped: Vec<SkipDocument>,
    /// Channels, by priority: for the environments of builds, run dependencies and tests.
    pub channels: Vec<String>,
    /// What a person should know although it stops nothing.
    pub warnings: Vec<WarningDocument>,
}

/// Numbers of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SummaryDocument {
    /// The number of packages.
    pub packages: usize,
    /// The number of members that do not become packages.
    pub skipped: usize,
    /// The number of warnings.
    pub warnings: usize,
}

/// One package to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PackageDocument {
    /// The member that it is made from.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The build number.
    pub build_number: u64,
    /// The conda platform.
    pub platform: String,
    /// The licence as an SPDX expression; null if the manifest gives none.
    pub license: Option<String>,
    /// The first sentence of the description; null if there is none.
    pub summary: Option<String>,
    /// The binaries that it installs, sorted.
    pub binaries: Vec<String>,
    /// The other binaries of the member.
    pub left_out: Vec<LeftOutDocument>,
    /// The features to turn on, sorted.
    pub features: Vec<String>,
    /// Whether all features are on.
    pub all_features: bool,
    /// Whether the default features stay off unless another feature turns them on.
    pub no_default_features: bool,
    /// The Cargo profile.
    pub profile: String,
    /// What its build needs of the build environment, as a recipe says it; empty with the machine's toolchain.
    pub build_dependencies: Vec<String>,
    /// What its build needs of the host environment; empty with the machine's toolchain.
    pub host_dependencies: Vec<String>,
    /// The crates below it that link native libraries, sorted; empty with the machine's toolchain.
    pub native: Vec<NativeDocument>,
    /// Match specs of what it needs when installed, without what is only known once it is built.
    pub run_dependencies: Vec<String>,
    /// Packages with the same number are compiled in the same directories.
    pub group: usize,
    /// Whether there is anything to do.
    pub status: Status,
}

/// A crate that links a native library, or runs a native tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NativeDocument {
    /// The crate.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// Its version.
    pub version: String,
    /// The library under `links` of its manifest; null if it declares none.
    pub links: Option<String>,
    /// How the package comes to it: crates that depend on each other, both ends included.
    pub chain: Vec<String>,
    /// Who says what it needs.
    pub origin: NativeOriginDocument,
    /// Match specs of the libraries that it is given.
    pub host: Vec<String>,
    /// Match specs of the programs that it is given.
    pub build: Vec<String>,
    /// Variables that lead its build script there, in the notation of a Unix shell.
    pub env: BTreeMap<String, String>,
    /// Whether it compiles a copy of its own, because one of its features says so.
    pub vendored: bool,
}

/// Who says what a crate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NativeOriginDocument {
    /// It is known.
    Known,
    /// `native-dependencies`.
    Configured,
    /// Nobody; many such crates compile what they link.
    Unknown,
}

/// Whether a package has to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// It has to be.
    Pending,
    /// It is in the channel, and is what it would be if it were built now.
    Fresh,
}

/// A binary that a package does not install.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOutDocument {
    /// Its name.
    pub binary: String,
    /// The features that it needs and that are off; empty if the configuration leaves it out.
    pub missing_features: Vec<String>,
}

/// A member that does not become a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SkipDocument {
    /// The member.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// Path of its manifest, relative to the workspace's root if it lies below.
    pub manifest: Utf8PathBuf,
    /// Why, for programs.
    pub kind: SkipKind,
    /// Why, for people.
    pub reason: String,
    /// What would make it a package; null if no single thing would.
    pub remedy: Option<String>,
}

/// Why a member does not become a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SkipKind {
    /// It is a library.
    NoBinaries,
    /// Each of its binaries needs a feature that is off.
    BinariesNeedFeatures,
    /// It automates work on the workspace.
    Xtask,
    /// Its own cargo configuration builds for another platform.
    OtherPlatform,
    /// The workspace chooses its default members, and this is none.
    OutsideDefaultMembers,
    /// `publish = false`, while others are published.
    Unpublished,
    /// `skip = true`.
    Configured,
    /// `--exclude` names it.
    Excluded,
    /// `--package` names others.
    NotRequested,
    /// Nothing that it is made from has changed since the revision that was asked for.
    Unaffected,
    /// It is another machine's share.
    OtherPartition,
    /// A reason that has no word of its own yet.
    Other,
}

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WarningDocument {
    /// What it is.
    pub message: String,
    /// Absolute path of the manifest with the place that it is about; null if it is about no place in particular.
    pub file: Option<Utf8PathBuf>,
    /// The line in that file, counted from 1.
    pub line: Option<usize>,
    /// The column in that line, counted from 1 in characters.
    pub column: Option<usize>,
}
