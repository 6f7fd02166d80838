//! The few questions that planning asks about the file system.

use camino::{Utf8Path, Utf8PathBuf};

/// The file system, as far as planning needs it. The caller passes it in, so that a plan is a pure function
/// of its input and tests can state their files.
pub trait SourceTree {
    /// Whether there is a regular file at this absolute path.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// The names of the regular files directly in a directory, sorted; empty if the directory cannot be read.
    /// The path is absolute.
    fn file_names(&self, directory: &Utf8Path) -> Vec<String>;

    /// The regular files in a directory and all directories below it, relative to it and sorted; empty if it
    /// cannot be read. The path is absolute.
    fn files_below(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf>;
}
