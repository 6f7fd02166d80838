//! What a target directory was compiled from.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::system::atomic_file;

const NOTE: &str = "compiled-files.json";

/// What is known of a file that was compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Content {
    /// Its digest.
    Digest(String),
    /// When it was changed, for that happened while it was compiled. cargo knows which of the two it has compiled as long as
    /// this is not another time.
    ChangedAt(SystemTime),
    /// Nothing: another content was about to be compiled, and nobody came to say that it was.
    Unknown,
}

/// What files were when they were compiled in a directory; by path, relative to the workspace where they belong to it. It
/// outlives builds that fail, and covers packages that were never made.
#[derive(Debug)]
pub(crate) struct CompiledFiles {
    path: Utf8PathBuf,
    files: BTreeMap<Utf8PathBuf, Content>,
}

impl CompiledFiles {
    /// Reads the note of a target directory. Without one nothing is known to have been compiled.
    pub(crate) fn of(target_directory: &Utf8Path) -> Self {
        let path = target_directory.join(NOTE);
        let files = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { files: files.unwrap_or_default(), path }
    }

    /// The files that are others by now.
    pub(crate) fn changed(&self, is_same: impl Fn(&Utf8Path, &Content) -> bool) -> Vec<Utf8PathBuf> {
        let changed = self.files.iter().filter(|(path, compiled)| !is_same(path, compiled));
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// When something was compiled last.
    pub(crate) fn modified(&self) -> Option<SystemTime> {
        fs::metadata(&self.path).and_then(|note| note.modified()).ok()
    }

    /// Notes that files are about to be compiled.
    pub(crate) fn begin(&mut self, files: impl IntoIterator<Item = Utf8PathBuf>) -> io::Result<()> {
        self.extend(files.into_iter().map(|path| (path, Content::Unknown)))
    }

    /// Notes what was compiled.
    pub(crate) fn extend(
        &mut self,
        files: impl IntoIterator<Item = (Utf8PathBuf, Content)>,
    ) -> io::Result<()> {
        self.files.extend(files);
        atomic_file::write(&self.path, serde_json::to_vec(&self.files)?)
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{CompiledFiles, Content};

    #[test]
    fn a_compile_that_was_begun_and_not_ended_leaves_a_file_changed() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let content = |path: &Utf8Path| Content::Digest(format!("digest of {path}"));
        let changed = || CompiledFiles::of(directory).changed(|path, compiled| content(path) == *compiled);
        let both = ["a.rs", "b.rs"].map(|path| (path.into(), content(path.into())));
        let mut compiled = CompiledFiles::of(directory);
        compiled.extend(both.clone()).unwrap();
        assert!(changed().is_empty());
        compiled.begin(["b.rs".into()]).unwrap();
        assert_eq!(changed(), ["b.rs"]);
        compiled.extend(both).unwrap();
        assert!(changed().is_empty());
    }
}
