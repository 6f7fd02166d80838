//! The finished archives of a run, which wait for its end: then all of them appear in the channel at once.
//!
//! They wait in the scratch directory, so that a run that is killed loses none of them: the next run with the
//! same channel moves them there.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::layout::Scratch;
use crate::system::{Digest, Point, atomic_file, fault_point, remove};

/// The folder of these directories in the scratch directory.
const FOLDER: &str = "finished";

/// The archives that wait for one channel, in a folder for each platform as in the channel.
#[derive(Debug, Clone)]
pub(crate) struct FinishedArchives {
    directory: Utf8PathBuf,
    channel: Utf8PathBuf,
}

/// An archive that waits, and the path that it will have in the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FinishedArchive {
    pub(crate) path: Utf8PathBuf,
    pub(crate) destination: Utf8PathBuf,
}

impl Scratch {
    /// The archives that wait for the channel in this directory.
    pub(crate) fn finished(&self, channel: &Utf8Path) -> FinishedArchives {
        // Eight digits tell a handful of channels apart.
        let name = &Digest::of_text(channel.as_str()).to_string()[..8];
        FinishedArchives { directory: self.root().join(FOLDER).join(name), channel: channel.to_owned() }
    }
}

impl FinishedArchives {
    /// The archive that will have this path in the channel, whether or not it waits.
    pub(crate) fn archive_at(&self, destination: &Utf8Path) -> FinishedArchive {
        let within = destination.strip_prefix(&self.channel).unwrap_or(destination);
        FinishedArchive { path: self.directory.join(within), destination: destination.to_owned() }
    }

    /// Has an archive wait that was made on the same file system. Returns its size in bytes. From here on its
    /// bytes are on the disk: after a power cut it is what its record says, or it is missing.
    pub(crate) fn keep(&self, made: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        make_readable(made)?;
        atomic_file::sync(made)?;
        fault_point(Point::ArchiveMade)?;
        let FinishedArchive { path, .. } = self.archive_at(destination);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(made, &path)?;
        fault_point(Point::ArchiveKept)?;
        Ok(fs::metadata(path)?.len())
    }

    /// Whether a run has kept archives here and was ended before it had moved and indexed all of them.
    pub(crate) fn is_pending(&self) -> bool {
        self.directory.exists()
    }

    /// The archives that wait, sorted by path; none if they cannot be listed.
    pub(crate) fn list(&self) -> Vec<FinishedArchive> {
        let folders = files_in(&self.directory).into_iter().filter(|path| path.is_dir());
        let archives = folders.flat_map(|folder| files_in(&folder));
        let destination = |path: &Utf8Path| {
            let within = path.strip_prefix(&self.directory).unwrap_or(path);
            self.channel.join(within)
        };
        archives.map(|path| FinishedArchive { destination: destination(&path), path }).collect()
    }

    /// Deletes those that still wait: no record vouches for them.
    pub(crate) fn clear(&self) -> io::Result<()> {
        remove::directory_if_present(&self.directory)
    }
}

/// The paths of the entries of a directory, sorted; none if there is no such directory.
fn files_in(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<_> = entries.map(camino::Utf8DirEntry::into_path).collect();
    paths.sort();
    paths
}

/// Lets every user read the archive: rattler-build writes it through a temporary file that only its owner can
/// read.
#[cfg(unix)]
fn make_readable(archive: &Utf8Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(archive, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_archive: &Utf8Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::super::layout::Scratch;

    #[test]
    fn archives_of_one_channel_do_not_wait_for_another() {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let scratch = Scratch::at(root);
        let [one, other] = ["/channels/one", "/channels/other"].map(Utf8Path::new);
        let made = root.join("tool-1-0.conda");
        fs_err::write(&made, "archive").unwrap();
        let finished = scratch.finished(one);
        let destination = one.join("linux-64/tool-1-0.conda");
        assert_eq!(finished.keep(&made, &destination).unwrap(), 7);
        assert_eq!(finished.list(), [finished.archive_at(&destination)]);
        assert!(!made.exists() && finished.list()[0].path.exists());
        assert_eq!(scratch.finished(other).list(), []);
        assert!(finished.is_pending() && !scratch.finished(other).is_pending());
        finished.clear().unwrap();
        assert!(!finished.is_pending());
        assert_eq!(finished.list(), []);
    }
}
