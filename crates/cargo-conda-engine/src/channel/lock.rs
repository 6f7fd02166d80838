//! The lock that lets one process at a time change a channel, whatever scratch directory each has.
//!
//! A lock file in a channel would be uploaded with it. So on Unix the channel's directory itself is locked,
//! which leaves no trace. Windows cannot lock directories; there the lock is a file.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

/// What is locked of a channel.
pub(super) struct ChannelLock(fs::File);

/// The lock, held until this value is dropped or the process dies.
pub(super) struct HeldLock<'a>(&'a fs::File);

impl ChannelLock {
    /// Opens the lock of a channel whose directory exists.
    pub(super) fn open(directory: &Utf8Path) -> io::Result<Self> {
        match file(directory) {
            Some(path) => fs::File::create(path).map(Self),
            None => fs::File::open(directory).map(Self),
        }
    }

    /// Waits for the lock. Other processes hold it for as long as it takes to move the
    /// archives of a run into the channel and to index them. On a file
    /// system without locks, a process that is alone goes on and does no harm.
    pub(super) fn hold(&self) -> HeldLock<'_> {
        let _is_locked = self.0.file().lock();
        HeldLock(&self.0)
    }
}

impl Drop for HeldLock<'_> {
    fn drop(&mut self) {
        // Closing the file unlocks it at the latest.
        let _unlocked = self.0.file().unlock();
    }
}

/// The lock file of a channel; `None` where the directory itself is locked.
pub(super) fn file(directory: &Utf8Path) -> Option<Utf8PathBuf> {
    cfg!(windows).then(|| directory.join(".cargo-conda.lock"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use camino::Utf8Path;

    use super::ChannelLock;

    #[test]
    fn one_holds_the_lock_and_nothing_is_left_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let channel = Utf8Path::from_path(directory.path()).unwrap();
        let [one, other] = [(); 2].map(|()| ChannelLock::open(channel).unwrap());
        let held = one.hold();
        assert!(other.0.file().try_lock().is_err());
        drop(held);
        other.0.file().try_lock().unwrap();
        assert_eq!(channel.read_dir_utf8().unwrap().count(), 0);
    }
}
