//! The table `[package.metadata.capi]`, in which crates describe their C library to cargo-c:
//! <https://github.com/lu-zero/cargo-c#advanced>.
//!
//! `min_version`, the oldest cargo-c that takes the table, is the one key without a meaning here.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The table. Defaults are those of cargo-c.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Capi {
    pub(super) header: Header,
    pub(super) pkg_config: PkgConfigTable,
    pub(super) library: LibraryTable,
    pub(super) install: Install,
    /// An older place of `header.name`.
    pub(super) header_name: Option<String>,
}

/// `[package.metadata.capi.header]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Header {
    /// The file's name, with or without `.h`; `None` for that of the library in Rust.
    pub(super) name: Option<String>,
    /// The directory below `include`; `None` for the name of the library in Rust.
    pub(super) subdirectory: Option<Subdirectory>,
    /// True if cbindgen writes the header.
    pub(super) generation: bool,
    /// False if there are no headers.
    pub(super) enabled: bool,
    /// True if the header defines the parts of the version.
    pub(super) emit_version_constants: bool,
}

impl Default for Header {
    fn default() -> Self {
        Self { name: None, subdirectory: None, generation: true, enabled: true, emit_version_constants: true }
    }
}

/// `subdirectory`: a path, or whether there is one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "`true`, `false` or a string")]
pub(super) enum Subdirectory {
    /// True for one with the name of the library in Rust.
    Exists(bool),
    Path(String),
}

/// `[package.metadata.capi.pkg_config]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct PkgConfigTable {
    pub(super) name: Option<String>,
    pub(super) filename: Option<String>,
    pub(super) description: Option<String>,
    pub(super) version: Option<String>,
    /// Separated by commas.
    pub(super) requires: Option<String>,
    /// Separated by commas.
    pub(super) requires_private: Option<String>,
    /// The number of components at the end of the directory of headers that `#include` lines name themselves.
    pub(super) strip_include_path_components: usize,
}

/// `[package.metadata.capi.library]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct LibraryTable {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) install_subdir: Option<String>,
    /// False if names of files have no version.
    pub(super) versioning: bool,
    /// The number of components of the version that change with the binary interface; `None` for those that
    /// do by the rules of Cargo.
    pub(super) version_suffix_components: Option<u8>,
    /// Separated by spaces.
    pub(super) rustflags: String,
    /// False if linkers on Windows are given no file in place of the library.
    pub(super) import_library: bool,
    /// Further flags by Rust target triple or `cfg(…)`.
    pub(super) target: BTreeMap<String, TargetTable>,
}

impl Default for LibraryTable {
    fn default() -> Self {
        Self {
            name: None,
            version: None,
            install_subdir: None,
            versioning: true,
            version_suffix_components: None,
            rustflags: String::new(),
            import_library: true,
            target: BTreeMap::new(),
        }
    }
}

/// `[package.metadata.capi.library.target.<condition>]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct TargetTable {
    pub(super) rustflags: String,
}

/// `[package.metadata.capi.install]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Install {
    pub(super) include: InstalledFiles,
    pub(super) data: InstalledFiles,
}

/// Files to install.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct InstalledFiles {
    /// The directory below `share`; `None` for the name of the library in Rust. Headers have none.
    pub(super) subdirectory: Option<String>,
    /// Files of the sources.
    pub(super) asset: Vec<Pattern>,
    /// Files that the build script writes into its `OUT_DIR`.
    pub(super) generated: Vec<Pattern>,
}

/// Files to install, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Pattern {
    /// A glob pattern below the member's directory, or below `OUT_DIR`. What is before `**`, or else before
    /// the last `/`, is not part of the installed paths.
    pub(super) from: String,
    /// The directory that they go to; `None` for the default one.
    #[serde(default)]
    pub(super) to: Option<String>,
}
