//! A library for C programs: its binaries, headers and file for pkg-config, as a plan has them.

use camino::Utf8PathBuf;
use semver::Version;

use super::build_script_files::BuildScriptFiles;
use super::pkg_config::PkgConfig;

/// The configuration of cbindgen, beside the manifest.
pub(crate) const CBINDGEN_FILE: &str = "cbindgen.toml";

/// A library for C programs: a shared library, a static one or both, headers, and a file for pkg-config.
///
/// Meaning and names are those of cargo-c: <https://github.com/lu-zero/cargo-c>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CLibrary {
    /// Why the member is one.
    pub evidence: CLibraryEvidence,
    /// Which of the files the package has.
    pub part: LibraryPart,
    /// True if what running programs need and what it takes to link them are two packages.
    pub is_split: bool,
    /// Which kinds of libraries there are.
    pub kinds: LibraryKinds,
    /// False if linkers are not given another file in place of the library where they can be; see
    /// [`SharedLibrary::import_library`].
    pub has_import_library: bool,
    /// The name of the library in Rust, which is in the names of the files that cargo writes.
    pub target: String,
    /// The name by which C programs link the library: `-l<name>`.
    pub name: String,
    /// The version in the names of files.
    pub version: Version,
    /// The part of `version` that changes with the binary interface, as in `lib<name>.so.<abi>`; `None` if
    /// names of files have no version.
    pub abi: Option<String>,
    /// The directory below that of libraries, such as that of a program's plugins; `None` for the directory
    /// of libraries itself.
    pub subdirectory: Option<Utf8PathBuf>,
    /// The header that cbindgen writes; `None` if it writes none.
    pub generated_header: Option<GeneratedHeader>,
    /// Headers that are in the sources, by destination. Destinations are below the directory of headers.
    pub headers: Vec<Asset>,
    /// Other files that are in the sources, by destination. Destinations are below the directory `share`.
    pub data: Vec<Asset>,
    /// Headers that the build script writes, in the order of the manifest. Destinations are below the
    /// directory of headers.
    pub written_headers: Vec<BuildScriptFiles>,
    /// Other files that the build script writes, in the order of the manifest. Destinations are below the
    /// directory `share`.
    pub written_data: Vec<BuildScriptFiles>,
    /// The file for pkg-config.
    pub pkg_config: PkgConfig,
    /// Arguments of rustc for this crate alone, besides those that set the name and version of the library.
    pub rustc_args: Vec<String>,
}

/// Why a member is a C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CLibraryEvidence {
    /// The manifest has cargo-c's table `[package.metadata.capi]`.
    CapiTable,
    /// The configuration has the key `c-library`.
    Key,
}

/// Which kinds of libraries there are; one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryKinds {
    /// True if there is a shared library.
    pub is_shared: bool,
    /// True if there is a static library.
    pub is_static: bool,
}

/// Which files of a library a package has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryPart {
    /// All of them, without a static library beside a shared one.
    Whole,
    /// What programs need that are linked with the library.
    Runtime,
    /// What it takes to link programs with the library.
    Development,
    /// The static library beside a shared one.
    Static,
}

/// A header that cbindgen writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedHeader {
    /// The path below the directory of headers.
    pub path: Utf8PathBuf,
    /// Lines that go before what cbindgen writes: the definitions of the version.
    pub definitions: Vec<String>,
}

/// A file of the sources that is installed as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Absolute path of the file.
    pub source: Utf8PathBuf,
    /// Where it is installed; the field that has the asset says below what.
    pub destination: Utf8PathBuf,
}

/// The files of a shared library, relative to the prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLibrary {
    /// The library itself.
    pub file: Utf8PathBuf,
    /// Symbolic links beside it, by which programs find it when they start, and by which linkers find it.
    /// They are in the package of the library: rattler-build packs no link that leads out of its package.
    pub links: Vec<Utf8PathBuf>,
    /// What linkers read instead of the library; `None` on platforms where they read the library.
    pub import_library: Option<Utf8PathBuf>,
}
