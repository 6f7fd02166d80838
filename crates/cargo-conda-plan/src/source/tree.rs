//! The few questions that planning asks about the file system.

use camino::{Utf8Path, Utf8PathBuf};

/// The file system, as far as planning needs it. The caller passes it in, so that a plan is a pure function
/// of its input and tests can state their files.
pub trait SourceTree {
    /// Whether there is a regular file at this absolute path.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// The text of the file at this absolute path; `None` if there is none, or if it is not UTF-8.
    fn text(&self, path: &Utf8Path) -> Option<String>;

    /// What is directly in a directory, sorted by name; empty if the directory cannot be read. The path is
    /// absolute.
    fn entries(&self, directory: &Utf8Path) -> Vec<SourceEntry>;

    /// An absolute path with all symbolic links resolved; `None` if there is nothing at the path, or if it
    /// leads to a path that is not UTF-8.
    fn resolve(&self, path: &Utf8Path) -> Option<Utf8PathBuf>;

    /// The names of the regular files directly in a directory, sorted; empty if the directory cannot be read.
    /// The path is absolute.
    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        let files = self.entries(directory).into_iter().filter(|entry| entry.is_utf8);
        files.filter(|entry| entry.kind.is_file()).map(|entry| entry.name).collect()
    }

    /// The regular files in a directory and all directories below it, relative to it and sorted; empty if it
    /// cannot be read. The path is absolute. Links to directories are not followed.
    fn files_below(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        let mut files = Vec::new();
        for entry in self.entries(directory).into_iter().filter(|entry| entry.is_utf8) {
            let name = Utf8PathBuf::from(entry.name);
            match entry.kind {
                EntryKind::File { .. } => files.push(name),
                EntryKind::Directory => {
                    let below = self.files_below(&directory.join(&name));
                    files.extend(below.into_iter().map(|file| name.join(file)));
                }
                EntryKind::LinkToDirectory | EntryKind::Other => {}
            }
        }
        files.sort_unstable();
        files
    }
}

/// An entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// The name; if it is not UTF-8, with `�` in place of what is wrong.
    pub name: String,
    /// True if the name is UTF-8.
    pub is_utf8: bool,
    /// What is there.
    pub kind: EntryKind,
}

/// What an entry of a directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file, or a link to one.
    File {
        /// True if the file may be executed.
        is_executable: bool,
    },
    /// A directory.
    Directory,
    /// A link to a directory.
    LinkToDirectory,
    /// A link that leads nowhere, a socket, a device.
    Other,
}

impl EntryKind {
    /// Whether it is a regular file, or a link to one.
    pub fn is_file(self) -> bool {
        matches!(self, Self::File { .. })
    }
}
