//! The checkout that the chores work on.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::ChoreError;
use crate::step::output_of;

/// The checkout that this program was compiled in.
pub(crate) struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The checkout that contains this crate, in a directory one below the root.
    pub(crate) fn here() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate is no root");
        Self { root: root.to_owned() }
    }

    /// Absolute path of the root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The virtual environment with the Python programs. The integration tests use the same path.
    pub(crate) fn venv(&self) -> PathBuf {
        self.root.join("target").join("venv")
    }

    /// Makes the build script of the integration tests look again at what the tests can use; see
    /// `tests/build.rs`.
    pub(crate) fn note_made_for_tests(&self) -> Result<(), ChoreError> {
        fs_err::write(self.note_for_tests(), "").map_err(ChoreError::File)
    }

    /// True if [`Self::note_made_for_tests`] was called before.
    pub(crate) fn has_note_for_tests(&self) -> bool {
        self.note_for_tests().is_file()
    }

    fn note_for_tests(&self) -> PathBuf {
        self.root.join("target").join("made-for-tests")
    }

    /// Paths of all files that git tracks or would add, from the root with `/` as separator, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>, ChoreError> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&self.root);
        let listed = output_of(&mut git)?;
        let mut files: Vec<_> = listed.split_terminator('\0').map(str::to_owned).collect();
        // git lists deleted files until the deletion is committed.
        files.retain(|file| self.root.join(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The text of a file, by its path from the root; `None` if it is not UTF-8.
    pub(crate) fn text(&self, file: &str) -> Result<Option<String>, ChoreError> {
        let bytes = fs_err::read(self.root.join(file)).map_err(ChoreError::File)?;
        Ok(String::from_utf8(bytes).ok())
    }
}
