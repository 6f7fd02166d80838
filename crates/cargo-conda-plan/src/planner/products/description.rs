//! Reads what a manifest says of a C library.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::RustTarget;
use cargo_conda_workspace::{Member, condition_holds};
use semver::Version;

use super::capi::{Capi, LibraryTable, Subdirectory};
use super::capi_keys::unknown_keys;
use crate::model::{
    CBINDGEN_FILE, CLibrary, CLibraryEvidence, GeneratedHeader, LibraryKinds, LibraryPart, PkgConfig,
};
use crate::problem::{CLibraryProblem, CLibraryWarning};
use crate::source::SourceTree;

/// Reads what the manifest says of a library, with cargo-c's defaults. What is wrong is noted, and replaced
/// by a default, so that everything is reported at once.
pub(super) struct Reader<'a> {
    pub(super) files: &'a dyn SourceTree,
    pub(super) member: &'a Member,
    /// The name of the library in Rust.
    pub(super) target: &'a str,
    pub(super) problems: Vec<CLibraryProblem>,
    pub(super) warnings: Vec<CLibraryWarning>,
}

impl Reader<'_> {
    fn capi(&mut self) -> Capi {
        let table = self.member.metadata().get("capi").cloned().unwrap_or_else(|| serde_json::json!({}));
        let unknown = unknown_keys(&table).into_iter();
        self.warnings
            .extend(unknown.map(|key| CLibraryWarning::UnknownKey { path: key.path, nearest: key.nearest }));
        serde_json::from_value(table).unwrap_or_else(|error| {
            self.problems.push(CLibraryProblem::InvalidTable { key: "", reason: error.to_string() });
            Capi::default()
        })
    }

    /// The whole library.
    pub(super) fn library(
        &mut self,
        evidence: CLibraryEvidence,
        kinds: LibraryKinds,
        for_target: Option<&RustTarget>,
    ) -> CLibrary {
        let target = self.target;
        let capi = &self.capi();
        let name = self.file_name("library.name", capi.library.name.as_deref().unwrap_or(target));
        let version = self.version(capi);
        let subdirectory =
            capi.library.install_subdir.as_deref().map(|path| self.path("library.install_subdir", path));
        let include = self.include_directory(capi);
        let generated_header = self.generated_header(capi, evidence, &include);
        let headers = self.headers(capi, &include, generated_header.as_ref());
        let has_header = generated_header.is_some() || !headers.is_empty();
        let written_headers = self.written_headers(capi, &include, has_header);
        if capi.header.enabled && !has_header && written_headers.is_empty() {
            self.problems.push(CLibraryProblem::NoHeader { member: self.member.name().to_owned() });
        }
        let rustc_args = rustc_args(&capi.library, for_target);
        if !concern_the_library_alone(&rustc_args) {
            self.warnings.push(CLibraryWarning::Rustflags { flags: rustc_args.join(" ") });
        }
        CLibrary {
            evidence,
            part: LibraryPart::Whole,
            is_split: false,
            kinds,
            has_import_library: capi.library.import_library,
            target: target.to_owned(),
            abi: capi.library.versioning.then(|| self.abi(&capi.library, &version)),
            pkg_config: self.pkg_config(capi, &name, subdirectory.as_deref(), &include),
            data: self.data(capi),
            written_headers,
            written_data: self.written_data(capi),
            rustc_args,
            name,
            version,
            subdirectory,
            generated_header,
            headers,
        }
    }

    fn version(&mut self, capi: &Capi) -> Version {
        let Some(version) = &capi.library.version else {
            return self.member.version().clone();
        };
        version.parse().unwrap_or_else(|error| {
            self.invalid("library.version", format!("`library.version`: {error}"));
            self.member.version().clone()
        })
    }

    /// The parts of the version that change with the binary interface, by the rules of Cargo's requirements.
    fn abi(&mut self, table: &LibraryTable, version: &Version) -> String {
        let Version { major, minor, patch, .. } = *version;
        let components = match table.version_suffix_components {
            Some(components @ 1..=3) => components,
            other => {
                if let Some(components) = other {
                    let reason =
                        format!("`library.version_suffix_components` is 1, 2 or 3, not {components}");
                    self.invalid("library.version_suffix_components", reason);
                }
                match (major, minor) {
                    (0, 0) => 3,
                    (0, _) => 2,
                    _ => 1,
                }
            }
        };
        match components {
            1 => major.to_string(),
            2 => format!("{major}.{minor}"),
            _ => format!("{major}.{minor}.{patch}"),
        }
    }

    /// The directory of headers, below `include`.
    fn include_directory(&mut self, capi: &Capi) -> Utf8PathBuf {
        match &capi.header.subdirectory {
            None | Some(Subdirectory::Exists(true)) => self.target.into(),
            Some(Subdirectory::Exists(false)) => Utf8PathBuf::new(),
            Some(Subdirectory::Path(path)) => self.path("header.subdirectory", path),
        }
    }

    /// The header that cbindgen writes. Without cargo-c's table, cbindgen must be configured.
    fn generated_header(
        &mut self,
        capi: &Capi,
        evidence: CLibraryEvidence,
        include: &Utf8Path,
    ) -> Option<GeneratedHeader> {
        let header = &capi.header;
        let is_configured = evidence == CLibraryEvidence::CapiTable
            || self.files.is_file(&self.member.directory().join(CBINDGEN_FILE));
        if !header.enabled || !header.generation || !is_configured {
            return None;
        }
        let name = self.file_name("header.name", header_name(capi, self.target));
        let Version { major, minor, patch, .. } = self.member.version();
        let constant = name.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let parts = [("MAJOR", major), ("MINOR", minor), ("PATCH", patch)];
        let define = |(part, number)| format!("#define {constant}_{part} {number}");
        let definitions = if header.emit_version_constants { parts.map(define).to_vec() } else { Vec::new() };
        Some(GeneratedHeader { path: include.join(format!("{name}.h")), definitions })
    }

    fn pkg_config(
        &mut self,
        capi: &Capi,
        library: &str,
        directory: Option<&Utf8Path>,
        include: &Utf8Path,
    ) -> PkgConfig {
        let table = &capi.pkg_config;
        let description = table.description.as_deref().or(self.member.description()).unwrap_or_default();
        let list = |text: &Option<String>| -> Vec<String> {
            let entries = text.iter().flat_map(|text| text.split(','));
            entries.map(one_line).filter(|entry| !entry.is_empty()).collect()
        };
        let stripped =
            include.ancestors().nth(table.strip_include_path_components).unwrap_or(Utf8Path::new(""));
        PkgConfig {
            file_name: self
                .file_name("pkg_config.filename", table.filename.as_deref().unwrap_or(self.target)),
            name: one_line(table.name.as_deref().unwrap_or(self.target)),
            description: one_line(description),
            version: table.version.as_deref().map_or_else(|| self.member.version().to_string(), one_line),
            requires: list(&table.requires),
            requires_private: list(&table.requires_private),
            library_directory: directory.map(ToOwned::to_owned),
            library: library.to_owned(),
            include_directory: capi.header.enabled.then(|| stripped.to_owned()),
        }
    }

    /// A name that becomes that of a file and a word of scripts, compilers and linkers.
    fn file_name(&mut self, key: &'static str, name: &str) -> String {
        let is_fit = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        if name.is_empty() || name.starts_with(['-', '.']) || !name.chars().all(is_fit) {
            let reason = format!("`{key}` is `{}`, which cannot be the name of a file", name.escape_debug());
            self.invalid(key, reason);
        }
        name.to_owned()
    }

    pub(super) fn invalid(&mut self, key: &'static str, reason: String) {
        self.problems.push(CLibraryProblem::InvalidTable { key, reason });
    }
}

/// The name of the header without its suffix, whatever that is: cargo-c replaces it by `.h`.
pub(super) fn header_name<'c>(capi: &'c Capi, target: &'c str) -> &'c str {
    let name = capi.header.name.as_deref().or(capi.header_name.as_deref()).unwrap_or(target);
    Utf8Path::new(name).file_stem().filter(|stem| name.starts_with(stem)).unwrap_or(name)
}

/// Whether flags matter for the crate of the library alone: those of the linker, and what a panic does, which
/// the crate that is linked decides.
fn concern_the_library_alone(flags: &[String]) -> bool {
    let joined = flags.join(" ").replace("-C ", "-C");
    let is_own = |flag: &str| {
        ["-Clink-arg=", "-Clink-args=", "-Clinker", "-Cpanic=abort"].iter().any(|own| flag.starts_with(own))
    };
    joined.split_whitespace().all(is_own)
}

fn rustc_args(table: &LibraryTable, target: Option<&RustTarget>) -> Vec<String> {
    let applies = |condition: &String| {
        target.is_some_and(|target| condition_holds(condition, target.as_str()) == Some(true))
    };
    let of_target = table.target.iter().filter(|(condition, _)| applies(condition));
    let flags = [&table.rustflags].into_iter().chain(of_target.map(|(_, target)| &target.rustflags));
    flags.flat_map(|flags| flags.split_whitespace()).map(ToOwned::to_owned).collect()
}

/// A text in one line: a file for pkg-config has one line for each field.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
