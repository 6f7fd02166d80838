//! Finds and reads the licence files of crates; each crate is read once for all programs that have it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::PackageFacts;
use walkdir::{DirEntry, WalkDir};

use super::names::{is_compiled_directory, is_license_directory, is_notice_file_name, license_in_name};
use super::pointer::is_dangling_pointer;

/// The licence texts of crates, as they are in the sources on this machine.
///
/// Many programs share crates, so texts are kept. One library is meant for one run: it does not notice files
/// that change.
#[derive(Debug, Default)]
pub struct LicenseTexts {
    /// The directory above which no texts of the crates in it are looked for; `None` for the roots of
    /// repositories alone.
    root: Option<Utf8PathBuf>,
    known: Mutex<BTreeMap<Utf8PathBuf, Arc<Vec<FoundText>>>>,
}

/// A licence file of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundText {
    /// The path below the directory of the crate, with `/`.
    pub(super) file: String,
    /// The licence that the name of the file carries; `None` if it carries none.
    pub(super) license: Option<&'static str>,
    /// True if the file is about the crate as a whole, and not about a part in a directory of its own.
    pub(super) is_of_whole_crate: bool,
    pub(super) text: String,
}

impl LicenseTexts {
    /// The texts for packages of the workspace with this root. Its own crates take over texts from
    /// directories up to the root, whether or not it is a repository: an unpacked archive of the sources is
    /// none.
    pub fn of_workspace(root: &Utf8Path) -> Self {
        Self { root: Some(root.to_owned()), ..Self::default() }
    }

    /// All texts of a crate with their paths, joined. It changes when a text is added, removed or edited.
    pub fn joined(&self, facts: &PackageFacts) -> io::Result<String> {
        let texts = self.of(facts)?;
        Ok(texts.iter().flat_map(|text| [text.file.as_str(), "\n", &text.text, "\n"]).collect())
    }

    /// The texts of a crate, sorted by their paths.
    pub(super) fn of(&self, facts: &PackageFacts) -> io::Result<Arc<Vec<FoundText>>> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&facts.directory) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(read(facts, self.root.as_deref())?);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(known.entry(facts.directory.clone()).or_insert(found)))
    }
}

impl FoundText {
    /// Reads a file that a packager names.
    pub(super) fn read(file: &Utf8Path) -> io::Result<Self> {
        let name = file.file_name().unwrap_or_default();
        Ok(Self {
            license: license_in_name(name),
            is_of_whole_crate: true,
            file: name.to_owned(),
            text: readable(&fs_err::read(file)?),
        })
    }

    /// Whether a file has this text, but for white space.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        self.text == readable(bytes)
    }
}

/// Reads the licence files of a crate: those beside its manifest and below, the file that its manifest names,
/// and if there are none, those above it in its repository.
fn read(facts: &PackageFacts, root: Option<&Utf8Path>) -> io::Result<Vec<FoundText>> {
    let directory = &facts.directory;
    let mut files = license_files(directory)?;
    files.extend(facts.license_file.clone().filter(|file| file.is_file()));
    let mut texts = texts(&files, directory)?;
    if !texts.iter().any(|text| text.is_of_whole_crate) {
        let mut inherited = inherited(directory, root)?;
        inherited.append(&mut texts);
        texts = inherited;
    }
    Ok(texts)
}

fn texts(files: &BTreeSet<Utf8PathBuf>, directory: &Utf8Path) -> io::Result<Vec<FoundText>> {
    let mut texts = Vec::new();
    for file in files {
        let text = readable(&fs_err::read(file)?);
        let folder = file.parent().unwrap_or(directory);
        if text.trim().is_empty() || is_dangling_pointer(&text, |name| folder.join(name).is_file()) {
            continue;
        }
        // A `license-file` of the manifest can lie outside of the crate.
        let path = file.strip_prefix(directory).unwrap_or(file.file_name().unwrap_or_default().into());
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        texts.push(FoundText {
            license: license_in_name(path.file_name().unwrap_or_default()),
            is_of_whole_crate: folder == "" || is_license_directory(folder.as_str()),
            file: path.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"),
            text,
        });
    }
    Ok(texts)
}

/// The licence files in a directory and below, without those about code that is not compiled.
fn license_files(directory: &Utf8Path) -> io::Result<BTreeSet<Utf8PathBuf>> {
    let mut files = BTreeSet::new();
    let walk = WalkDir::new(directory).sort_by_file_name().into_iter().filter_entry(is_of_crate);
    for entry in walk {
        let entry = entry.map_err(io::Error::from)?;
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            continue;
        };
        let in_license_directory =
            path.parent().and_then(Utf8Path::file_name).is_some_and(is_license_directory);
        let is_notice = path.file_name().is_some_and(is_notice_file_name) || in_license_directory;
        if is_notice && path.is_file() {
            files.insert(path.to_owned());
        }
    }
    Ok(files)
}

/// Whether the walk through a crate visits this entry: other packages below it are crates of their own.
fn is_of_crate(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_str();
    name.is_some_and(is_compiled_directory) && !entry.path().join("Cargo.toml").is_file()
}

fn beside(directory: &Utf8Path) -> io::Result<BTreeSet<Utf8PathBuf>> {
    let mut files = BTreeSet::new();
    for entry in directory.read_dir_utf8()? {
        let entry = entry?;
        if is_notice_file_name(entry.file_name()) && entry.path().is_file() {
            files.insert(entry.into_path());
        }
    }
    Ok(files)
}

/// The texts in the nearest directory above a crate that has any, up to the root of the workspace that it is
/// in, or of its repository. Cargo puts a file `.cargo-ok` at the root of its checkouts and into each crate
/// of a registry.
fn inherited(directory: &Utf8Path, workspace: Option<&Utf8Path>) -> io::Result<Vec<FoundText>> {
    let is_root =
        |directory: &&Utf8Path| [".cargo-ok", ".git"].iter().any(|mark| directory.join(mark).exists());
    // A vendored crate is not of the workspace that it lies in.
    if directory.join(".cargo-checksum.json").is_file() {
        return Ok(Vec::new());
    }
    let own = workspace.filter(|root| directory.starts_with(root));
    let Some(root) = own.or_else(|| directory.ancestors().find(is_root)) else {
        return Ok(Vec::new());
    };
    for above in directory.ancestors().skip(1).take_while(|above| above.starts_with(root)) {
        let files = beside(above)?;
        if !files.is_empty() {
            return texts(&files, above);
        }
    }
    Ok(Vec::new())
}

/// The text of a file. Old licence files are in Latin-1, where each byte is a character.
fn readable(bytes: &[u8]) -> String {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    let lines = text.lines().map(|line| line.replace('\t', "    ").trim_end().to_owned());
    let text = lines.collect::<Vec<_>>().join("\n");
    format!("{}\n", text.trim_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Crate(tempfile::TempDir);

    impl Crate {
        fn new(files: &[(&str, &[u8])]) -> Self {
            let directory = tempfile::tempdir().unwrap();
            for (path, bytes) in files {
                let path = directory.path().join(path);
                fs_err::create_dir_all(path.parent().unwrap()).unwrap();
                fs_err::write(path, bytes).unwrap();
            }
            Self(directory)
        }

        fn root(&self) -> &Utf8Path {
            Utf8Path::from_path(self.0.path()).unwrap()
        }

        fn read(&self, below: &str) -> Vec<String> {
            self.read_by(&LicenseTexts::default(), below)
        }

        fn read_by(&self, texts: &LicenseTexts, below: &str) -> Vec<String> {
            let directory = self.root().join(below);
            let facts = PackageFacts {
                license_file: Some(directory.join("legal/terms.txt")),
                directory,
                license: None,
                repository: None,
                authors: Vec::new(),
            };
            let texts = texts.of(&facts).unwrap();
            texts.iter().map(|text| format!("{}: {}", text.file, text.text.trim())).collect()
        }
    }

    #[test]
    fn texts_beside_the_manifest_and_of_vendored_code_are_found() {
        let sources = Crate::new(&[
            ("LICENSE-MIT", b"mit"),
            ("LICENSES/Zlib.txt", b"zlib"),
            ("legal/terms.txt", b"terms"),
            ("vendor/lib/COPYING", b"vendored"),
            ("src/license.rs", b"code"),
            ("tests/LICENSE", b"of a test"),
            ("other/Cargo.toml", b""),
            ("other/LICENSE", b"of another crate"),
            ("NOTICE", b"\n \n"),
        ]);
        let expected = [
            "LICENSE-MIT: mit",
            "LICENSES/Zlib.txt: zlib",
            "legal/terms.txt: terms",
            "vendor/lib/COPYING: vendored",
        ];
        assert_eq!(sources.read(""), expected);
    }

    #[test]
    fn a_crate_without_texts_has_those_of_its_checkout() {
        let sources = Crate::new(&[
            (".cargo-ok", b""),
            ("LICENSE", b"of all"),
            ("crates/a/Cargo.toml", b""),
            ("crates/a/c/COPYING", b"of a part"),
            ("crates/b/Cargo.toml", b""),
            ("crates/b/LICENSE", b"of b"),
            ("group/LICENSE", b"of a group"),
            ("group/c/Cargo.toml", b""),
        ]);
        assert_eq!(sources.read("crates/a"), ["LICENSE: of all", "c/COPYING: of a part"]);
        assert_eq!(sources.read("crates/b"), ["LICENSE: of b"]);
        assert_eq!(sources.read("group/c"), ["LICENSE: of a group"]);
    }

    /// An unpacked archive of the sources gives the same packages as a clone.
    #[test]
    fn a_crate_of_the_workspace_has_its_texts_without_a_repository() {
        let sources = Crate::new(&[
            ("LICENSE", b"above the workspace"),
            ("workspace/LICENSE", b"of all"),
            ("workspace/crates/a/Cargo.toml", b""),
            ("workspace/vendor/b/.cargo-checksum.json", b"{}"),
        ]);
        let texts = LicenseTexts::of_workspace(&sources.root().join("workspace"));
        assert_eq!(sources.read_by(&texts, "workspace/crates/a"), ["LICENSE: of all"]);
        assert_eq!(sources.read_by(&texts, "workspace/vendor/b"), [""; 0]);
        assert_eq!(sources.read("workspace/crates/a"), [""; 0]);
    }

    #[test]
    fn old_encodings_are_read() {
        let sources = Crate::new(&[("LICENSE", b"Copyright \xa9 Ann\r\n\tindented \r\n")]);
        assert_eq!(sources.read(""), ["LICENSE: Copyright \u{a9} Ann\n    indented"]);
    }

    #[test]
    fn pointers_to_missing_files_are_no_texts() {
        let sources = Crate::new(&[("COPYING", b"See LICENSE-MIT.")]);
        assert_eq!(sources.read(""), [""; 0]);
    }
}
