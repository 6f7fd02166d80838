//! Digests of files, each computed once in a run.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader};
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

/// Remembers what it has computed.
#[derive(Debug, Default)]
pub(crate) struct Digests {
    known: Mutex<BTreeMap<Utf8PathBuf, Option<String>>>,
    /// A directory whose contents are made from everything else, and therefore say nothing.
    derived: Utf8PathBuf,
    manifests: Mutex<BTreeMap<String, String>>,
}

impl Digests {
    /// Digests that leave a directory aside.
    pub(crate) fn without(derived: &Utf8Path) -> Self {
        Self { derived: derived.to_owned(), ..Self::default() }
    }

    /// The SHA-256 of a file, or of a directory with all that is in it; nothing if there is none or it cannot be read.
    pub(crate) fn of_file(&self, path: &Utf8Path) -> Option<String> {
        if let Some(known) = self.lock().get(path) {
            return known.clone();
        }
        let digest = if path.is_dir() { self.directory(path) } else { file(path).ok() };
        self.lock().insert(path.to_owned(), digest.clone());
        digest
    }

    /// The digest of what is to be told of a member's manifest.
    pub(super) fn of_manifest(&self, member: &str, inputs: impl FnOnce() -> String) -> String {
        let mut manifests = self.manifests.lock().unwrap_or_else(PoisonError::into_inner);
        manifests.entry(member.to_owned()).or_insert_with(|| of_text(&inputs())).clone()
    }

    /// Names and contents of all files below a directory, sorted. What git keeps for itself, and what cargo makes, is none of
    /// them; nor are packages within the package, which are crates of their own.
    fn directory(&self, root: &Utf8Path) -> Option<String> {
        let is_wanted = |entry: &walkdir::DirEntry| {
            let is_within = entry.depth() > 0 && entry.file_type().is_dir();
            let is_other =
                entry.path().join("Cargo.toml").is_file() || entry.path() == self.derived.as_std_path();
            entry.file_name() != ".git" && !(is_within && is_other)
        };
        let mut hasher = Sha256::new();
        for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(is_wanted) {
            let entry = entry.ok()?;
            if entry.file_type().is_dir() {
                continue;
            }
            let path = Utf8Path::from_path(entry.path())?;
            hasher.update(path.strip_prefix(root).ok()?.as_str());
            hasher.update([0]);
            // A link that leads nowhere is told from a file by its name alone.
            hasher.update(file(path).unwrap_or_default());
        }
        Some(hex::encode(hasher.finalize()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Utf8PathBuf, Option<String>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The SHA-256 of a text.
pub(crate) fn of_text(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// The SHA-256 of a file.
pub(crate) fn file(path: &Utf8Path) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(64 * 1024, fs::File::open(path)?);
    let mut hasher = Sha256::new();
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::Digests;

    #[test]
    fn a_directory_is_what_is_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let write = |path: &str, text: &str| {
            fs_err::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs_err::write(root.join(path), text).unwrap();
        };
        write("a/one.txt", "1");
        let digest = || Digests::without(&root.join("target")).of_file(root).unwrap();
        let first = digest();
        write("target/made.o", "");
        write(".git/HEAD", "");
        write("inner/Cargo.toml", "");
        assert_eq!(digest(), first);
        write("a/two.txt", "");
        let second = digest();
        assert_ne!(second, first);
        write("a/one.txt", "2");
        assert_ne!(digest(), second);
    }
}
