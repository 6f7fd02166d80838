//! Reads the contents of packages.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

use super::python::Python;

/// An unpacked package in a temporary directory.
pub(crate) struct Unpacked {
    root: Utf8PathBuf,
    _directory: TempDir,
}

/// Unpacks an archive with py-rattler.
pub(crate) fn unpack(python: &Python, archive: &Utf8Path) -> Unpacked {
    let directory = TempDir::new().unwrap();
    let root = Utf8Path::from_path(directory.path()).unwrap().join("package");
    python.run("unpack.py", &[archive.as_str(), root.as_str()]);
    Unpacked { root, _directory: directory }
}

impl Unpacked {
    /// Paths of all files, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = WalkDir::new(&self.root).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| !entry.file_type().is_dir());
        let relative = |entry: walkdir::DirEntry| {
            let path = Utf8PathBuf::from_path_buf(entry.into_path()).unwrap();
            path.strip_prefix(&self.root).unwrap().to_string()
        };
        let mut files: Vec<_> = files.map(relative).collect();
        files.sort();
        files
    }

    /// Paths of the files that an installer puts into a prefix.
    pub(crate) fn installed(&self) -> Vec<String> {
        self.files().into_iter().filter(|file| !file.starts_with("info/")).collect()
    }

    /// The absolute path of an unpacked file.
    pub(crate) fn path(&self, file: &str) -> Utf8PathBuf {
        self.root.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs_err::read(self.path(file)).unwrap()
    }

    pub(crate) fn text(&self, file: &str) -> String {
        String::from_utf8(self.read(file)).unwrap()
    }

    pub(crate) fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file)).unwrap()
    }
}
