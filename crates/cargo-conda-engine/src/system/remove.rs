//! Deletes files and directories that may not exist.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::fault::{Point, fault_point};

/// The end of the name that a directory has while it is being deleted.
const DOOMED: &str = ".deleted";

/// Deletes a file, if there is one.
pub(crate) fn file_if_present(path: &Utf8Path) -> io::Result<()> {
    ignore_missing(fs::remove_file(path))
}

/// Deletes a directory with everything in it, if there is one.
///
/// It gets another name first. If the process is killed, the directory is gone all the same: half of it, with
/// a mark or a note that speaks of the whole, is never left under its name.
pub(crate) fn directory_if_present(path: &Utf8Path) -> io::Result<()> {
    let doomed = doomed(path);
    // What a killed process has left.
    ignore_missing(fs::remove_dir_all(&doomed))?;
    match fs::rename(path, &doomed) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    }
    fault_point(Point::DirectoryDoomed)?;
    fs::remove_dir_all(doomed)
}

/// The name that a directory has while it is being deleted.
pub(crate) fn doomed(path: &Utf8Path) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("{path}{DOOMED}"))
}

/// Returns true if a process was killed while it deleted what had this name.
pub(crate) fn is_doomed(path: &Utf8Path) -> bool {
    path.as_str().ends_with(DOOMED)
}

fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{directory_if_present, is_doomed};

    #[test]
    fn what_a_killed_process_left_goes_too() {
        let root = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(root.path()).unwrap().join("environment");
        let left = Utf8Path::from_path(root.path()).unwrap().join("environment.deleted");
        assert!(is_doomed(&left) && !is_doomed(&directory));
        for path in [&directory, &left] {
            fs_err::create_dir_all(path.join("bin")).unwrap();
            fs_err::write(path.join("complete"), "").unwrap();
        }
        directory_if_present(&directory).unwrap();
        directory_if_present(&directory).unwrap();
        assert!(!directory.exists() && !left.exists());
    }
}
