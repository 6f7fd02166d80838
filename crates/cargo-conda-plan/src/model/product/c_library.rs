//! A library for C programs, and where its files go.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use semver::Version;

use super::pkg_config::PkgConfig;

/// The configuration of cbindgen, beside the manifest.
pub(crate) const CBINDGEN_FILE: &str = "cbindgen.toml";

/// A library for C programs: a shared library, headers, and a file for pkg-config.
///
/// Meaning and names are those of cargo-c: <https://github.com/lu-zero/cargo-c>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CLibrary {
    /// Why the member is one.
    pub evidence: CLibraryEvidence,
    /// Which of the files the package has.
    pub part: LibraryPart,
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

/// Which files of a library a package has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryPart {
    /// All of them.
    Whole,
    /// What programs need that are linked with the library.
    Runtime,
    /// What it takes to link programs with the library.
    Development,
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

impl CLibrary {
    /// The file that the dynamic linker looks for; `None` on Windows, whose libraries have no version.
    pub fn soname(&self, platform: Platform) -> Option<String> {
        (!platform.is_windows()).then(|| self.file_name(platform, self.abi.as_deref()))
    }

    /// The version without what is not a number.
    pub fn full_version(&self) -> String {
        let Version { major, minor, patch, .. } = self.version;
        format!("{major}.{minor}.{patch}")
    }

    /// The names of the files that cargo writes: the library, and on Windows what linkers read.
    pub fn built_files(&self, platform: Platform) -> (String, Option<String>) {
        let target = &self.target;
        if platform.is_windows() {
            (format!("{target}.dll"), Some(format!("{target}.dll.lib")))
        } else if platform.is_osx() {
            (format!("lib{target}.dylib"), None)
        } else {
            (format!("lib{target}.so"), None)
        }
    }

    /// Where the shared library is installed.
    pub fn shared_library(&self, platform: Platform) -> SharedLibrary {
        if platform.is_windows() {
            // What linkers read instead says this name, which the linker of the library has written.
            let library = format!("{}.dll", self.target);
            return SharedLibrary {
                // Windows looks for libraries beside programs, and a program for its plugins where it put
                // them.
                file: match self.subdirectory {
                    None => in_prefix(platform, &format!("bin/{library}")),
                    Some(_) => self.beside_library(platform, &library),
                },
                links: Vec::new(),
                import_library: Some(self.beside_library(platform, &format!("{}.dll.lib", self.name))),
            };
        }
        let file = |version: Option<&str>| self.beside_library(platform, &self.file_name(platform, version));
        let Some(abi) = self.abi.as_deref() else {
            return SharedLibrary { file: file(None), links: Vec::new(), import_library: None };
        };
        let full = self.full_version();
        SharedLibrary {
            file: file(Some(&full)),
            links: if abi == full { vec![file(None)] } else { vec![file(Some(abi)), file(None)] },
            import_library: None,
        }
    }

    /// Where the file for pkg-config is installed, relative to the prefix.
    pub fn pkg_config_file(&self, platform: Platform) -> Utf8PathBuf {
        in_prefix(platform, &format!("lib/pkgconfig/{}.pc", self.pkg_config.file_name))
    }

    /// Where the header that cbindgen writes is installed, relative to the prefix; `None` if it writes none.
    pub fn generated_header_file(&self, platform: Platform) -> Option<Utf8PathBuf> {
        self.generated_header.as_ref().map(|header| in_prefix(platform, &format!("include/{}", header.path)))
    }

    /// The files that are copied from the sources, with their paths relative to the prefix.
    pub fn assets(&self, platform: Platform) -> Vec<(&Utf8Path, Utf8PathBuf)> {
        let below = |directory: &str, asset: &Asset| {
            in_prefix(platform, &format!("{directory}/{}", asset.destination))
        };
        let headers = self.headers.iter().map(|asset| (asset.source.as_path(), below("include", asset)));
        let data = self.data.iter().map(|asset| (asset.source.as_path(), below("share", asset)));
        match self.part {
            LibraryPart::Whole => headers.chain(data).collect(),
            LibraryPart::Runtime => data.collect(),
            LibraryPart::Development => headers.collect(),
        }
    }

    /// Whether the package has what running programs need.
    pub fn has_runtime(&self) -> bool {
        matches!(self.part, LibraryPart::Whole | LibraryPart::Runtime)
    }

    /// Whether the package has what it takes to link programs.
    pub fn has_development(&self) -> bool {
        matches!(self.part, LibraryPart::Whole | LibraryPart::Development)
    }

    /// The paths of all files of the package, relative to the prefix.
    pub(super) fn files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        let SharedLibrary { file, links, import_library } = self.shared_library(platform);
        let mut files = Vec::new();
        if self.has_runtime() {
            files.push(file);
            files.extend(links);
        }
        if self.has_development() {
            files.extend(import_library);
            files.extend(self.generated_header_file(platform));
            files.push(self.pkg_config_file(platform));
        }
        files.extend(self.assets(platform).into_iter().map(|(_, destination)| destination));
        files
    }

    /// The path of the library itself, relative to the prefix; `None` in a package without it.
    pub(super) fn linked_file(&self, platform: Platform) -> Option<Utf8PathBuf> {
        self.has_runtime().then(|| self.shared_library(platform).file)
    }

    /// The files that the package is made from besides those that cargo reads; `directory` is that of the
    /// member.
    pub(super) fn sources(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        let headers = self.headers.iter().filter(|_| self.has_development());
        let data = self.data.iter().filter(|_| self.has_runtime());
        let assets = headers.chain(data).map(|asset| asset.source.clone());
        let has_generated = self.generated_header.is_some() && self.has_development();
        assets.chain(has_generated.then(|| directory.join(CBINDGEN_FILE))).collect()
    }

    /// The programs that the build runs besides cargo.
    pub(super) fn tools(&self) -> &'static [&'static str] {
        if self.generated_header.is_some() && self.has_development() { &["cbindgen"] } else { &[] }
    }

    /// The stem of the file that cargo writes.
    pub(super) fn artifact(&self, platform: Platform) -> String {
        if platform.is_windows() { self.target.clone() } else { format!("lib{}", self.target) }
    }

    /// The path of a file in the directory of the library.
    fn beside_library(&self, platform: Platform, file: &str) -> Utf8PathBuf {
        match &self.subdirectory {
            None => in_prefix(platform, &format!("lib/{file}")),
            Some(below) => in_prefix(platform, &format!("lib/{below}/{file}")),
        }
    }

    /// The name of the shared library with some parts of its version.
    fn file_name(&self, platform: Platform, version: Option<&str>) -> String {
        let name = &self.name;
        match (platform.is_osx(), version) {
            (true, None) => format!("lib{name}.dylib"),
            (true, Some(version)) => format!("lib{name}.{version}.dylib"),
            (false, None) => format!("lib{name}.so"),
            (false, Some(version)) => format!("lib{name}.so.{version}"),
        }
    }
}

/// A path below the directory with `lib`, `include` and `share`, relative to the prefix. Packages separate
/// the parts of paths by `/` on every platform.
fn in_prefix(platform: Platform, path: &str) -> Utf8PathBuf {
    let parts = Utf8Path::new(path).components().map(|part| part.as_str());
    let root = platform.is_windows().then_some("Library");
    Utf8PathBuf::from(root.into_iter().chain(parts).collect::<Vec<_>>().join("/"))
}
