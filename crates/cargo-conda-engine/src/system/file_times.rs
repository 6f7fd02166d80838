//! When files were changed, by the times that the file system keeps.
//!
//! Programs set modification times as they like: a file that is moved, unpacked or restored often has an old
//! one. On Unix the system also keeps the time of the last change of the inode, which no program can set.

use std::fs::Metadata;
use std::io;
use std::time::SystemTime;

use camino::Utf8Path;
use fs_err as fs;

/// The present by the clock that stamps files in a directory, which must exist. It can be some milliseconds
/// behind the clock of the machine. Leaves an empty file of the name `clock` in the directory.
pub(crate) fn now_in(directory: &Utf8Path) -> io::Result<SystemTime> {
    let file = directory.join("clock");
    fs::write(&file, "")?;
    fs::metadata(&file)?.modified()
}

/// When a file was changed last: its content, its name or its times. Of a directory: its entries too. Where
/// the system keeps no such time, the modification time; `None` if there is none either.
pub(crate) fn changed(file: &Metadata) -> Option<SystemTime> {
    inode_changed(file).max(file.modified().ok())
}

/// True if a file or directory was put where it is after `since`, and claims to be older: it was moved there,
/// or its modification time was set. Always false where the system does not tell.
pub(crate) fn is_replaced(file: &Metadata, since: SystemTime) -> bool {
    let is_older = file.modified().is_ok_and(|modified| modified <= since);
    is_older && inode_changed(file).is_some_and(|changed| changed >= since)
}

#[cfg(unix)]
fn inode_changed(file: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    use std::time::Duration;

    let seconds = Duration::from_secs(file.ctime().try_into().ok()?);
    SystemTime::UNIX_EPOCH.checked_add(seconds + Duration::from_nanos(file.ctime_nsec().try_into().ok()?))
}

#[cfg(not(unix))]
fn inode_changed(_file: &Metadata) -> Option<SystemTime> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_old_time_does_not_hide_that_a_file_is_new_here() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let since = now_in(directory).unwrap();
        let file = directory.join("a");
        fs::write(&file, "").unwrap();
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .file()
            .set_modified(since - Duration::from_hours(1))
            .unwrap();
        let metadata = fs::metadata(&file).unwrap();
        assert!(is_replaced(&metadata, since));
        assert!(changed(&metadata).unwrap() >= since);
        assert!(!is_replaced(&metadata, SystemTime::now() + Duration::from_secs(1)));
    }
}
