//! Files that appear whole: written under another name in the same directory, then renamed.
//!
//! A process that is killed, or a disk that is full, leaves the former file as it was, and a reader never
//! sees half of one. A killed process leaves the file of the other name too; the next one overwrites it. So
//! two writers of one file must exclude each other, as the locks of the scratch directory and of channels do.
//!
//! Contents are not synced to the disk before the rename. After a power cut the file can be empty or damaged,
//! and each reader of such a file takes that for a missing one. Only archives are
//! [synced](sync), because other programs trust them.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use tempfile::TempPath;

use super::fault::{Point, fault_point};

/// Writes a file, and its directory if that is missing.
pub(crate) fn write(path: &Utf8Path, contents: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    put(path, &aside(path), |aside| fs::write(aside, contents))
}

/// Writes a program, and its directory if that is missing.
pub(crate) fn write_program(path: &Utf8Path, contents: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    put(path, &aside(path), |aside| {
        fs::write(aside, contents)?;
        make_executable(aside)
    })
}

#[cfg(unix)]
fn make_executable(path: &Utf8Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Utf8Path) -> io::Result<()> {
    Ok(())
}

/// Copies a file into a directory that exists. The copy has the permissions of the original, and is first
/// written into `aside`, a directory in the same file system.
pub(crate) fn copy(from: &Utf8Path, to: &Utf8Path, aside: &Utf8Path) -> io::Result<()> {
    fs::create_dir_all(aside)?;
    put(to, &aside.join(to.file_name().unwrap_or_default()), |aside| {
        fs::copy(from, aside)?;
        sync(aside)
    })
}

/// Waits until the contents of a file are on the disk. A rename that follows cannot overtake them.
pub(crate) fn sync(path: &Utf8Path) -> io::Result<()> {
    // Windows syncs only what is open for writing.
    fs::OpenOptions::new().write(true).open(path)?.file().sync_all()
}

fn put(path: &Utf8Path, aside: &Utf8Path, fill: impl FnOnce(&Utf8Path) -> io::Result<()>) -> io::Result<()> {
    // Deleted if a step fails.
    let written = TempPath::try_from_path(aside)?;
    fill(aside)?;
    fault_point(Point::FileAside)?;
    written.persist(path).map_err(|error| error.error)
}

fn aside(path: &Utf8Path) -> Utf8PathBuf {
    path.with_file_name(format!("{}.new", path.file_name().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    #[test]
    fn a_file_that_cannot_be_filled_leaves_the_former_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("notes").join("a.json");
        super::write(&path, "1").unwrap();
        let aside = path.with_file_name("aside");
        assert!(super::copy(&path.with_file_name("missing.json"), &path, &aside).is_err());
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "1");
        super::write(&path, "2").unwrap();
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "2");
        fs_err::remove_dir(&aside).unwrap();
        let left = path.parent().unwrap().read_dir_utf8().unwrap().count();
        assert_eq!(left, 1);
    }

    #[test]
    fn what_a_killed_writer_left_is_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("a.json");
        fs_err::write(super::aside(&path), "half of what was to be writ").unwrap();
        super::write(&path, "1").unwrap();
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "1");
        assert!(!super::aside(&path).exists());
    }
}
