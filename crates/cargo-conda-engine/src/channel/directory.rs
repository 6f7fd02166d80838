//! The channel that packages are put into.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use fs_err as fs;
use tempfile::NamedTempFile;
use tokio::sync::Mutex;

use crate::api::{EngineError, StepError};
use crate::rattler::{Reindex, index_channel};
use crate::system::atomic_file;

/// Keeps processes with scratch directories of their own from writing one index at the same time.
const LOCK_NAME: &str = ".cargo-conda.lock";

const NOT_A_CHANNEL: &str = "it is no channel (it has no noarch/repodata.json), so nothing was deleted";

/// A directory with a folder for each platform and an index in each.
///
/// Archives appear whole, under their final name, and the index never says of a file what is true of an older
/// one: before an archive is replaced, the index forgets it. A run that is killed leaves a channel in which, at
/// worst, a finished archive is not named, or one that was just being replaced is missing; the next run puts either right.
pub(crate) struct Channel {
    directory: Utf8PathBuf,
    /// Held while the channel changes: by one job at a time, and by one process at a time.
    guard: Mutex<fs::File>,
}

impl Channel {
    /// Makes the directory, with the folders that clients ask for even where they are empty.
    pub(crate) fn create(
        directory: &Utf8Path,
        platforms: impl IntoIterator<Item = Platform>,
    ) -> Result<Self, EngineError> {
        let folders = platforms.into_iter().map(Platform::as_str).chain(["noarch"]);
        for folder in folders {
            let path = directory.join(folder);
            fs::create_dir_all(&path)
                .and_then(|()| NamedTempFile::new_in(&path).map(drop))
                .map_err(|source| EngineError::Prepare { path, source })?;
        }
        let path = directory.join(LOCK_NAME);
        let guard = fs::File::create(&path).map_err(|source| EngineError::Lock { path, source })?;
        // Without `..` and links, so that the URL told to people is the one that clients know.
        let directory = directory
            .canonicalize_utf8()
            .map_err(|source| EngineError::Prepare { path: directory.to_owned(), source })?;
        Ok(Self { directory, guard: Mutex::new(guard) })
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// Where an archive will be.
    pub(crate) fn path_of(&self, archive: &Utf8Path, platform: Platform) -> Utf8PathBuf {
        let name = archive.file_name().unwrap_or_default();
        self.directory.join(platform.as_str()).join(name)
    }

    /// Moves an archive in and names it in the index. Gives its size in bytes.
    pub(crate) async fn publish(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        let guard = self.guard.lock().await;
        guard.file().lock()?;
        let published = self.replace(archive, destination).await;
        guard.file().unlock()?;
        published
    }

    async fn replace(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        make_readable(archive)?;
        if destination.exists() {
            fs::remove_file(destination)?;
            self.write_index(Reindex::Changes).await.map_err(io::Error::other)?;
        }
        match fs::rename(archive, destination) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_in(archive, destination)?,
            other => other?,
        }
        self.write_index(Reindex::Changes).await.map_err(io::Error::other)?;
        Ok(fs::metadata(destination)?.len())
    }

    /// Writes an index if there is none: whoever reads the channel before the first package is in it asks for one.
    pub(crate) async fn ensure_index(&self) -> Result<(), StepError> {
        if self.directory.join("noarch").join("repodata.json").is_file() {
            return Ok(());
        }
        self.index().await
    }

    /// Brings the index in line with the archives that are there; what it says of those that it knows is believed.
    pub(crate) async fn update_index(&self) -> Result<(), StepError> {
        self.lock_and_index(Reindex::Changes).await
    }

    /// Writes the index anew from what is there.
    pub(crate) async fn index(&self) -> Result<(), StepError> {
        self.lock_and_index(Reindex::Everything).await
    }

    async fn lock_and_index(&self, extent: Reindex) -> Result<(), StepError> {
        let guard = self.guard.lock().await;
        // Where files cannot be locked, the index of one process is still right.
        let locked = guard.file().lock().is_ok();
        let written = self.write_index(extent).await;
        if locked {
            let _unlocked_at_the_latest_when_closed = guard.file().unlock();
        }
        written
    }

    async fn write_index(&self, extent: Reindex) -> Result<(), StepError> {
        index_channel(&self.directory, extent).await?;
        // The indexer's own scratch, empty by now; should it not be, that is no harm to the channel.
        let _kept = fs::remove_dir(self.directory.join(".tmp"));
        Ok(())
    }
}

/// Deletes a channel: its indexes and packages, and the folders if nothing else is in them. A directory that is
/// none of ours is left as it is.
pub(crate) fn remove_channel(directory: &Utf8Path) -> io::Result<()> {
    if !directory.join("noarch").join("repodata.json").is_file() {
        return if directory.exists() { Err(io::Error::other(NOT_A_CHANNEL)) } else { Ok(()) };
    }
    for folder in directory.read_dir_utf8()? {
        let folder = folder?;
        let is_platform = folder.file_name() == "noarch" || folder.file_name().parse::<Platform>().is_ok();
        if !is_platform || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in folder.path().read_dir_utf8()? {
            let file = file?;
            if file.path().extension() == Some("conda") || file.file_name().starts_with("repodata") {
                fs::remove_file(file.path())?;
            }
        }
        keep_if_filled(folder.path())?;
    }
    fs::remove_file(directory.join(LOCK_NAME)).or_else(ignore_missing)?;
    keep_if_filled(directory)
}

fn keep_if_filled(directory: &Utf8Path) -> io::Result<()> {
    match fs::remove_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        other => other,
    }
}

fn ignore_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Copies aside and renames, so that the final name never stands for half a file.
fn copy_in(archive: &Utf8Path, destination: &Utf8Path) -> io::Result<()> {
    atomic_file::copy(archive, destination)?;
    fs::remove_file(archive)
}

/// rattler-build writes archives through a temporary file that only its owner may read; a channel is read by
/// others too.
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

    use super::{Channel, remove_channel};
    use crate::api::EngineError;

    #[test]
    fn only_channels_are_removed_and_only_what_is_theirs() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let foreign = directory.join("thesis.txt");
        fs_err::write(&foreign, "years of work").unwrap();
        assert!(remove_channel(directory).is_err());
        assert!(foreign.is_file());

        let channel = directory.join("channel");
        for folder in ["noarch", "linux-64"] {
            fs_err::create_dir_all(channel.join(folder)).unwrap();
            fs_err::write(channel.join(folder).join("repodata.json"), "{}").unwrap();
        }
        fs_err::write(channel.join("linux-64").join("a-1.0-0.conda"), "").unwrap();
        fs_err::write(channel.join("linux-64").join("notes.txt"), "").unwrap();
        remove_channel(&channel).unwrap();
        assert!(!channel.join("noarch").exists());
        assert!(!channel.join("linux-64").join("a-1.0-0.conda").exists());
        assert!(channel.join("linux-64").join("notes.txt").is_file());

        remove_channel(&directory.join("never-built")).unwrap();
    }

    #[test]
    fn a_channel_that_cannot_be_written_is_an_error_before_anything_is_built() {
        let directory = tempfile::tempdir().unwrap();
        let in_the_way = Utf8Path::from_path(directory.path()).unwrap().join("channel");
        fs_err::write(&in_the_way, "a file, not a directory").unwrap();
        let platform = "linux-64".parse().unwrap();
        let error = Channel::create(&in_the_way, [platform]).map(drop).unwrap_err();
        assert!(matches!(error, EngineError::Prepare { path, .. } if path == in_the_way.join("linux-64")));
    }
}
