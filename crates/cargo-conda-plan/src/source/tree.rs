//! The few questions that planning asks about files.

use camino::Utf8Path;

/// What planning needs to know of the file system. Passed in, so that a plan is a pure function of its input
/// and tests can state their files.
pub trait SourceTree {
    /// Whether a regular file is at this absolute path.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// The names of the regular files directly in this directory, sorted; none if it cannot be read.
    fn file_names(&self, directory: &Utf8Path) -> Vec<String>;
}
