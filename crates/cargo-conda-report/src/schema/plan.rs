//! The output of `cargo conda plan --format json`.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlanDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// Absolute path of the workspace's root directory.
    pub workspace: Utf8PathBuf,
    /// The numbers of packages, skipped members and warnings.
    pub summary: SummaryDocument,
    /// The packages, sorted by platform and then by crate.
    pub packages: Vec<PackageDocument>,
    /// The members that do not become packages, sorted by crate.
    pub skipped: Vec<SkipDocument>,
    /// The channels that environments are solved from, highest priority first.
    pub channels: Vec<String>,
    /// The channels whose packages are not built again if they were made from the same, the one that is asked
    /// first at the beginning.
    #[serde(default)]
    pub against: Vec<String>,
    /// True if programs do not name the directories that they were built in; false in documents without this
    /// key.
    #[serde(default)]
    pub remap_paths: bool,
    /// Problems that do not stop a build.
    pub warnings: Vec<WarningDocument>,
}

/// The numbers of elements in a plan.
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

/// A package that the plan builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PackageDocument {
    /// The name of the member that the package is made from.
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
    /// What the package consists of; programs in documents without this key.
    #[serde(default)]
    pub kind: KindDocument,
    /// The C library; null for other kinds, and absent in documents that know none.
    #[serde(default)]
    pub c_library: Option<CLibraryDocument>,
    /// The module that Python imports; null for other kinds than Python extensions.
    #[serde(default)]
    pub python: Option<PythonDocument>,
    /// The binaries that the package installs, sorted; empty for other kinds than programs.
    pub binaries: Vec<String>,
    /// The binaries of the member that the package does not install.
    pub left_out: Vec<LeftOutDocument>,
    /// The features that are turned on, sorted.
    pub features: Vec<String>,
    /// True if all features are on (`--all-features`).
    pub all_features: bool,
    /// True if the default features are not turned on by themselves (`--no-default-features`).
    pub no_default_features: bool,
    /// Whose requests decide the features of dependencies; the package's in documents without this key.
    #[serde(default)]
    pub features_of: FeaturesOfDocument,
    /// The Cargo profile.
    pub profile: String,
    /// The Rust target that is compiled for; null in documents that do not know it.
    #[serde(default)]
    pub rust_target: Option<String>,
    /// The oldest glibc that the package is for, such as `2.17`; null if the build decides.
    #[serde(default)]
    pub glibc: Option<String>,
    /// What programs are stripped of, `symbols`, `debuginfo` or `none`; null if the profile decides.
    #[serde(default)]
    pub strip: Option<String>,
    /// Requirements of the build environment, as in a recipe; empty with the system's toolchain.
    pub build_dependencies: Vec<String>,
    /// Requirements of the host environment, as in a recipe; empty with the system's toolchain.
    pub host_dependencies: Vec<String>,
    /// The crates in the package's dependency graph that link native libraries, sorted; empty with the
    /// system's toolchain.
    pub native: Vec<NativeDocument>,
    /// What packages require that are built with this one in their host environment, as in a recipe; absent
    /// in documents that know none.
    #[serde(default)]
    pub run_exports: Vec<String>,
    /// Match specs of the run requirements. Those that are found in the built binaries are not among them.
    pub run_dependencies: Vec<String>,
    /// What the package installs besides its programs, sorted by path; none in documents without this key.
    #[serde(default)]
    pub files: Vec<FileDocument>,
    /// The number of the group; packages of a group share environments and target directories.
    pub group: usize,
    /// Whether the package has to be built.
    pub status: Status,
}

/// What a package consists of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KindDocument {
    /// The binaries of the member.
    #[default]
    Programs,
    /// The library of the member, for C programs.
    CLibrary,
    /// A module that Python imports.
    PythonExtension,
}

/// A library for C programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CLibraryDocument {
    /// Why the member is one.
    pub evidence: CLibraryEvidenceDocument,
    /// Which of the files the package has.
    pub part: LibraryPartDocument,
    /// The name by which programs link it: `-l<library>`.
    pub library: String,
    /// The file that programs look for when they start; null on Windows and for static libraries.
    pub soname: Option<String>,
    /// The name by which programs ask pkg-config for it.
    pub pkg_config: String,
    /// The installed files, relative to the prefix.
    pub files: Vec<Utf8PathBuf>,
    /// The files that the build script writes, which are only known after the build; absent in documents that
    /// know none.
    #[serde(default)]
    pub build_script_files: Vec<BuildScriptFilesDocument>,
}

/// Files that a build script writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BuildScriptFilesDocument {
    /// A pattern of paths below `OUT_DIR`.
    pub pattern: String,
    /// The directory that they are installed to, relative to the prefix.
    pub to: Utf8PathBuf,
    /// True if the build fails when the build script writes none.
    pub required: bool,
}

/// Why a member is a C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CLibraryEvidenceDocument {
    /// The manifest has the table `[package.metadata.capi]`.
    CapiTable,
    /// The configuration has the key `c-library`.
    Key,
}

/// Which files of a library a package has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LibraryPartDocument {
    /// All of them.
    Whole,
    /// What programs need that are linked with the library.
    Runtime,
    /// What it takes to link programs with the library.
    Development,
    /// The static library beside a shared one.
    Static,
}

/// A file that a package installs besides its programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileDocument {
    /// The path, relative to the prefix.
    pub path: Utf8PathBuf,
    /// Absolute path of the file that is copied; null if a program of the package prints it.
    pub source: Option<Utf8PathBuf>,
    /// The command that prints it; null if it is copied.
    pub command: Option<String>,
    /// True if the file may be executed.
    pub executable: bool,
}

/// A module that Python imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PythonDocument {
    /// The name of the project in `pyproject.toml`, or else that of the crate.
    pub project: String,
    /// The module as Python imports it, such as `package._native`.
    pub module: String,
    /// The oldest Python that can import it, such as `3.9`; null if there is a package for each Python.
    pub stable_abi: Option<String>,
    /// The commands with their functions, such as `tool = package.cli:main`, by name.
    pub entry_points: Vec<String>,
}

/// A crate that links a native library, or runs a native tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NativeDocument {
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The version of the crate.
    pub version: String,
    /// The library under `links` of the crate's manifest; null if there is none.
    pub links: Option<String>,
    /// A chain of dependencies from the package to the crate, both ends included.
    pub chain: Vec<String>,
    /// Where the crate's needs are known from.
    pub origin: NativeOriginDocument,
    /// Match specs of the libraries that are added to the host environment.
    pub host: Vec<String>,
    /// Match specs of the programs that are added to the build environment.
    pub build: Vec<String>,
    /// Environment variables for the crate's build script, by name; values in the notation of a Unix shell.
    pub env: BTreeMap<String, String>,
    /// True if the crate compiles a copy of the library, because one of its features says so.
    pub vendored: bool,
}

/// Whose requests decide the features of the crates that a package compiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FeaturesOfDocument {
    /// Those of the package alone.
    #[default]
    Package,
    /// Those of all members of the workspace.
    Workspace,
}

/// Where the needs of a crate are known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NativeOriginDocument {
    /// The built-in table.
    Known,
    /// The configuration key `native-dependencies`.
    Configured,
    /// Nowhere. Many such crates compile what they link.
    Unknown,
}

/// Whether a package has to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// The package will be built: nothing in the channel matches what it would be made from.
    Pending,
    /// The package in the channel is up to date and will not be built.
    Fresh,
}

/// A binary that a package does not install.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOutDocument {
    /// The name of the binary.
    pub binary: String,
    /// The features that the binary needs and that are off; empty if the configuration leaves the binary out.
    pub missing_features: Vec<String>,
}

/// A member that does not become a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SkipDocument {
    /// The name of the member.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// Path of the member's manifest; relative to the workspace's root if the manifest is below it.
    pub manifest: Utf8PathBuf,
    /// The reason as a word for programs.
    pub kind: SkipKind,
    /// The reason as a sentence for people.
    pub reason: String,
    /// What to change to make the member a package; null if no single change would do.
    pub remedy: Option<String>,
}

/// Why a member does not become a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SkipKind {
    /// The member has no binaries.
    NoBinaries,
    /// The configuration key `binaries` names none of the member's binaries.
    BinariesLeftOut,
    /// Each of the member's binaries needs a feature that is off.
    BinariesNeedFeatures,
    /// The member is an xtask, which automates work on the workspace.
    Xtask,
    /// The member is a Python extension for one Python at a time, which only conda's toolchain can build.
    PythonOfConda,
    /// The member's own cargo configuration builds for another platform.
    OtherPlatform,
    /// The workspace has `default-members`, and the member is not one of them.
    OutsideDefaultMembers,
    /// The member has `publish = false`, while other members, programs or libraries, are published.
    Unpublished,
    /// The configuration has `skip = true`.
    Configured,
    /// `--exclude` names the member.
    Excluded,
    /// `--package` names other members.
    NotRequested,
    /// Nothing that the package is made from has changed since the revision of `--since`.
    Unaffected,
    /// With `--affected-by`, the advisories concern no published package of the member.
    Unconcerned,
    /// The member is in another partition than that of `--partition`.
    OtherPartition,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A problem that does not stop a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WarningDocument {
    /// The message.
    pub message: String,
    /// Absolute path of the manifest that the message is about; null if it is about no place in a manifest.
    pub file: Option<Utf8PathBuf>,
    /// The line in `file`, counted from 1; null without `file`.
    pub line: Option<usize>,
    /// The column in `line`, counted from 1 in characters; null without `file`.
    pub column: Option<usize>,
}
