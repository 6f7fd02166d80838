//! The note in a target directory of the file contents that cargo compiled there.
//!
//! cargo compares modification times, so it takes a file with other contents but an older time for fresh. The
//! note keeps digests of the contents. A package's own record cannot replace it: only a published package has
//! a record, while a build that fails has compiled files too.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::file_state::FileState;
use crate::system::kept_file;

const FILE_NAME: &str = "compiled-files.json";

/// Version of the file's format. A note in another format cannot be trusted.
const SCHEMA: u32 = 1;

/// What is known of a file that cargo compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CompiledFile {
    /// The state of the file when cargo compiled it.
    State(FileState),
    /// The file was written while cargo was compiling it. Which content was compiled is unknown, but as long
    /// as the modification time is still this one, cargo's own time check gives the right answer.
    ModifiedAt(SystemTime),
    /// The compiled content is unknown: the file changed while cargo was compiling, under a time that cargo
    /// cannot go by, or a build began to compile it and ended before it noted the state.
    Unknown,
}

/// The files that were compiled in one target directory, by path, relative to the workspace if they belong to
/// it.
#[derive(Debug)]
pub(crate) struct CompiledFiles {
    path: Utf8PathBuf,
    files: BTreeMap<Utf8PathBuf, CompiledFile>,
}

impl CompiledFiles {
    /// Reads the note of a target directory; a directory that does not exist, or has nothing but notes, needs
    /// none. `None` if the note is missing, damaged or in another format: what the directory was compiled
    /// from is then unknown.
    pub(crate) fn read(target_directory: &Utf8Path) -> Option<Self> {
        let path = target_directory.join(FILE_NAME);
        let files = match kept_file::read(&path, SCHEMA) {
            Ok(files) => files?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !has_compiled(target_directory) => {
                BTreeMap::new()
            }
            Err(_unreadable) => return None,
        };
        Some(Self { path, files })
    }

    /// Writes the note if there is none, before anything is compiled: a directory with compiled files and no
    /// note has lost it.
    pub(crate) fn ensure(&self) -> io::Result<()> {
        if self.path.exists() { Ok(()) } else { kept_file::write(&self.path, SCHEMA, &self.files) }
    }

    /// Deletes the note, if there is one. Only allowed once the artifacts in the directory are deleted too.
    pub(crate) fn remove(target_directory: &Utf8Path) -> io::Result<()> {
        match fs::remove_file(target_directory.join(FILE_NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Whether anything is noted of a file, whose path is as in records.
    pub(crate) fn has(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path)
    }

    /// The files that are no longer what cargo compiled, according to `is_unchanged`. Sorted.
    pub(crate) fn changed(
        &self,
        is_unchanged: impl Fn(&Utf8Path, &CompiledFile) -> bool,
    ) -> Vec<Utf8PathBuf> {
        let changed = self.files.iter().filter(|(path, compiled)| !is_unchanged(path, compiled));
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// The time when a build last wrote the note; `None` if none ever did.
    pub(crate) fn modified(&self) -> Option<SystemTime> {
        fs::metadata(&self.path).and_then(|note| note.modified()).ok()
    }

    /// Notes that files are about to be compiled. If the build is killed, they count as unknown.
    pub(crate) fn begin(&mut self, files: impl IntoIterator<Item = Utf8PathBuf>) -> io::Result<()> {
        self.extend(files.into_iter().map(|path| (path, CompiledFile::Unknown)))
    }

    /// Notes what cargo compiled, over earlier entries of the same files.
    pub(crate) fn extend(
        &mut self,
        files: impl IntoIterator<Item = (Utf8PathBuf, CompiledFile)>,
    ) -> io::Result<()> {
        self.files.extend(files);
        kept_file::write(&self.path, SCHEMA, &self.files)
    }
}

/// Whether cargo has compiled anything in a target directory: everything that it writes is in folders.
fn has_compiled(target_directory: &Utf8Path) -> bool {
    let entries = target_directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().any(|entry| entry.path().is_dir())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{CompiledFile, CompiledFiles, FILE_NAME, FileState};
    use crate::system::Digest;

    fn compiled(path: &str) -> CompiledFile {
        CompiledFile::State(FileState::Present(Digest::of_text(path)))
    }

    #[test]
    fn a_compile_that_began_and_did_not_end_leaves_a_file_changed() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let read = || CompiledFiles::read(directory).unwrap();
        let changed = || read().changed(|path, known| compiled(path.as_str()) == *known);
        let both = ["a.rs", "b.rs"].map(|path| (path.into(), compiled(path)));
        let mut files = read();
        files.extend(both.clone()).unwrap();
        assert!(changed().is_empty());
        files.begin(["b.rs".into()]).unwrap();
        assert_eq!(changed(), ["b.rs"]);
        files.extend(both).unwrap();
        assert!(changed().is_empty());
    }

    #[test]
    fn a_damaged_note_is_not_an_empty_one() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let mut files = CompiledFiles::read(directory).unwrap();
        files.extend([("a.rs".into(), compiled("a.rs"))]).unwrap();
        let note = directory.join(FILE_NAME);
        let text = fs_err::read_to_string(&note).unwrap();
        for damaged in [&text[..text.len() / 2], "", &text.replace("\"schema\":1", "\"schema\":0")] {
            fs_err::write(&note, damaged).unwrap();
            assert!(CompiledFiles::read(directory).is_none(), "{damaged:?} was believed");
        }
        CompiledFiles::remove(directory).unwrap();
        CompiledFiles::remove(directory).unwrap();
        assert!(CompiledFiles::read(directory).unwrap().changed(|_, _| false).is_empty());
        fs_err::create_dir(directory.join("release")).unwrap();
        assert!(CompiledFiles::read(directory).is_none(), "a note that is lost was not missed");
        fs_err::remove_dir(directory.join("release")).unwrap();
        CompiledFiles::read(directory).unwrap().ensure().unwrap();
        fs_err::create_dir(directory.join("release")).unwrap();
        assert!(CompiledFiles::read(directory).is_some());
    }
}
