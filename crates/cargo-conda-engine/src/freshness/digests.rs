//! Digests of files and directories, each computed at most once in a run.
//!
//! Packages share most of their inputs, so without this memory a run over a hundred packages would read the
//! same crates a hundred times.

use std::borrow::Borrow;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use indexmap::IndexMap;
use walkdir::WalkDir;

use crate::system::{Digest, Hasher, file_times};

/// A memory of digests.
#[derive(Debug, Default)]
pub(crate) struct Digests {
    files: Memory<Utf8PathBuf, Option<Digest>>,
    manifests: Memory<String, Digest>,
    /// The target directory, whose files are outputs and therefore left out of directories' digests.
    outputs: Utf8PathBuf,
}

impl Digests {
    /// An empty memory. Digests of directories leave out what lies below `outputs`.
    pub(crate) fn without(outputs: &Utf8Path) -> Self {
        Self { outputs: outputs.to_owned(), ..Self::default() }
    }

    /// The digest of a file, or of a directory with everything in it; `None` if the path does not exist or
    /// cannot be read.
    pub(crate) fn of_file(&self, path: &Utf8Path) -> Option<Digest> {
        self.files.get(path, || if path.is_dir() { self.directory(path) } else { Digest::of_file(path).ok() })
    }

    /// The digest of `inputs`, which a member's manifest says about its build.
    pub(super) fn of_manifest(&self, member: &str, inputs: impl FnOnce() -> String) -> Digest {
        self.manifests.get(member, || Digest::of_text(&inputs()))
    }

    /// The modification time of a file, or the latest of those in a directory; `None` if there is no file.
    pub(crate) fn modified(&self, path: &Utf8Path) -> Option<SystemTime> {
        let modified = |path: &std::path::Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        if !path.is_dir() {
            return modified(path.as_std_path());
        }
        self.files_in(path).iter().filter_map(|path| modified(path)).max()
    }

    /// Whether a file, or one in a directory, was changed after `read_at`, or whether an entry of the
    /// directory came or went after `began`, when the run had made its own files. False if there is no such
    /// path.
    pub(super) fn is_changed(&self, path: &Utf8Path, read_at: SystemTime, began: SystemTime) -> bool {
        let changed = |path: &std::path::Path| fs::metadata(path).ok().as_ref().and_then(file_times::changed);
        if !path.is_dir() {
            return changed(path.as_std_path()) > Some(read_at);
        }
        self.entries_in(path)
            .into_iter()
            .any(|(path, is_directory)| changed(&path) > Some(if is_directory { began } else { read_at }))
    }

    /// Names and contents of all files below a directory.
    fn directory(&self, root: &Utf8Path) -> Option<Digest> {
        let mut hasher = Hasher::default();
        for path in self.files_in(root) {
            let path = Utf8Path::from_path(&path)?;
            hasher.add(path.strip_prefix(root).ok()?.as_str());
            hasher.add([0]);
            // A link to nowhere has no contents, but its name counts.
            if let Ok(digest) = Digest::of_file(path) {
                hasher.add(digest);
            }
        }
        Some(hasher.finish())
    }

    /// All files below a directory, sorted, as [`Self::entries_in`] finds them.
    fn files_in(&self, root: &Utf8Path) -> Vec<PathBuf> {
        let entries = self.entries_in(root).into_iter();
        entries.filter(|(_, is_directory)| !is_directory).map(|(path, _)| path).collect()
    }

    /// The directory itself and everything in it, sorted, without outputs; with true for directories. If the
    /// directory is a package's, `.git` and the packages nested in it are left out too, as cargo leaves them
    /// out of a package's files.
    fn entries_in(&self, root: &Utf8Path) -> Vec<(PathBuf, bool)> {
        let is_package = root.join("Cargo.toml").is_file();
        let is_wanted = |entry: &walkdir::DirEntry| {
            let is_other = || entry.file_type().is_dir() && entry.path().join("Cargo.toml").is_file();
            let is_left_out = is_package && (entry.file_name() == ".git" || is_other());
            entry.depth() == 0 || !(is_left_out || entry.path() == self.outputs.as_std_path())
        };
        let entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        let found = |entry: walkdir::Result<walkdir::DirEntry>| match entry {
            Ok(entry) => Some((entry.path().to_owned(), entry.file_type().is_dir())),
            // A link that leads nowhere, or in a circle.
            Err(error) => error.path().map(|path| (path.to_owned(), false)),
        };
        entries.filter_entry(is_wanted).filter_map(found).collect()
    }
}

/// Values by key, each computed on the first request. Two threads that ask at the same time both compute.
#[derive(Debug)]
struct Memory<K, V>(Mutex<IndexMap<K, V>>);

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    fn get<Q>(&self, key: &Q, compute: impl FnOnce() -> V) -> V
    where
        K: Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(key) {
            return known.clone();
        }
        let value = compute();
        lock().insert(key.to_owned(), value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use camino::Utf8Path;

    use super::Digests;

    #[test]
    fn a_package_is_what_is_in_its_directory() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let write = |path: &str, text: &str| {
            fs_err::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs_err::write(root.join(path), text).unwrap();
        };
        write("Cargo.toml", "");
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

    #[test]
    fn of_a_directory_that_is_asked_for_by_name_everything_counts() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let template = root.join("templates/app/Cargo.toml");
        fs_err::create_dir_all(template.parent().unwrap()).unwrap();
        let digest = |text: &str| {
            fs_err::write(&template, text).unwrap();
            Digests::default().of_file(&root.join("templates"))
        };
        assert_ne!(digest("1"), digest("2"));
        fs_err::create_dir(root.join(".git")).unwrap();
        let git = || Digests::default().of_file(&root.join(".git"));
        let before = git();
        fs_err::write(root.join(".git/HEAD"), "main").unwrap();
        assert_ne!(git(), before);
    }

    #[test]
    fn a_directory_is_as_young_as_its_youngest_file() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        fs_err::create_dir(root.join("below")).unwrap();
        let hours = |hours| SystemTime::UNIX_EPOCH + Duration::from_hours(hours);
        for (name, time) in [("a.txt", hours(1)), ("below/b.txt", hours(2))] {
            let file = std::fs::File::create(root.join(name)).unwrap();
            file.set_modified(time).unwrap();
        }
        assert_eq!(Digests::default().modified(root), Some(hours(2)));
        assert_eq!(Digests::default().modified(&root.join("a.txt")), Some(hours(1)));
    }
}
