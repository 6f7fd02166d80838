//! Where the files of a library for C programs go.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use semver::Version;

use super::build_script_files::BuildScriptFiles;
use super::c_library::{Asset, CBINDGEN_FILE, CLibrary, LibraryPart, SharedLibrary};

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
            let import_library = self.beside_library(platform, &format!("{}.dll.lib", self.name));
            return SharedLibrary {
                // Windows looks for libraries beside programs, and a program for its plugins where it put
                // them.
                file: match self.subdirectory {
                    None => in_prefix(platform, &format!("bin/{library}")),
                    Some(_) => self.beside_library(platform, &library),
                },
                links: Vec::new(),
                import_library: self.has_import_library.then_some(import_library),
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

    /// The name of the static library that cargo writes.
    pub fn built_static_library(&self, platform: Platform) -> String {
        let target = &self.target;
        if platform.is_windows() { format!("{target}.lib") } else { format!("lib{target}.a") }
    }

    /// Where the static library is installed, relative to the prefix; `None` in a package without it.
    pub fn static_library(&self, platform: Platform) -> Option<Utf8PathBuf> {
        let name = &self.name;
        let file = if platform.is_windows() { format!("{name}.lib") } else { format!("lib{name}.a") };
        self.has_static_library().then(|| self.beside_library(platform, &file))
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
            LibraryPart::Static => Vec::new(),
        }
    }

    /// Whether the package has what running programs need.
    pub fn has_runtime(&self) -> bool {
        self.kinds.is_shared && matches!(self.part, LibraryPart::Whole | LibraryPart::Runtime)
    }

    /// Whether the package has what it takes to link programs, but for a static library beside a shared one.
    pub fn has_development(&self) -> bool {
        matches!(self.part, LibraryPart::Whole | LibraryPart::Development)
    }

    /// Whether the package has the static library.
    pub fn has_static_library(&self) -> bool {
        match self.part {
            LibraryPart::Static => true,
            LibraryPart::Whole => self.kinds.is_static && !self.kinds.is_shared,
            LibraryPart::Runtime | LibraryPart::Development => false,
        }
    }

    /// Whether the package's build makes the static library: to have it, or to write into the file for
    /// pkg-config what it needs.
    pub fn builds_static_library(&self) -> bool {
        self.has_static_library() || (self.kinds.is_static && self.has_development())
    }

    /// The paths of all files of the package, relative to the prefix.
    pub(super) fn files(&self, platform: Platform) -> Vec<Utf8PathBuf> {
        let SharedLibrary { file, links, import_library } = self.shared_library(platform);
        let mut files = Vec::new();
        if self.has_runtime() {
            files.push(file);
            files.extend(links);
        }
        files.extend(self.static_library(platform));
        if self.has_development() {
            files.extend(import_library.filter(|_| self.kinds.is_shared));
            files.extend(self.generated_header_file(platform));
            files.push(self.pkg_config_file(platform));
        }
        files.extend(self.assets(platform).into_iter().map(|(_, destination)| destination));
        files
    }

    /// The files that the build script writes, with their paths relative to the prefix.
    pub(super) fn build_script_files(&self, platform: Platform) -> Vec<BuildScriptFiles> {
        let below = |directory: &str, files: &BuildScriptFiles| BuildScriptFiles {
            to: in_prefix(platform, &format!("{directory}/{}", files.to)),
            ..files.clone()
        };
        let headers = self.written_headers.iter().filter(|_| self.has_development());
        let has_data = matches!(self.part, LibraryPart::Whole | LibraryPart::Runtime);
        let data = self.written_data.iter().filter(|_| has_data);
        let headers = headers.map(|files| below("include", files));
        headers.chain(data.map(|files| below("share", files))).collect()
    }

    /// The path of the shared library, relative to the prefix; `None` in a package without it.
    pub(super) fn linked_file(&self, platform: Platform) -> Option<Utf8PathBuf> {
        self.has_runtime().then(|| self.shared_library(platform).file)
    }

    /// The files that the package is made from besides those that cargo reads; `directory` is that of the
    /// member.
    pub(super) fn sources(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        let headers = self.headers.iter().filter(|_| self.has_development());
        let has_data = matches!(self.part, LibraryPart::Whole | LibraryPart::Runtime);
        let data = self.data.iter().filter(|_| has_data);
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
