//! Deletes files and directories that may not exist.

use std::io;

use camino::Utf8Path;
use fs_err as fs;

/// Deletes a file, if there is one.
pub(crate) fn file_if_present(path: &Utf8Path) -> io::Result<()> {
    ignore_missing(fs::remove_file(path))
}

/// Deletes a directory with everything in it, if there is one.
pub(crate) fn directory_if_present(path: &Utf8Path) -> io::Result<()> {
    ignore_missing(fs::remove_dir_all(path))
}

fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
