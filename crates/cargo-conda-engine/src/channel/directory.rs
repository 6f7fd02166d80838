//! The channel that packages are published to.
//!
//! Clients may read a channel at any time, and a run may be killed at any time. So archives appear whole,
//! under their final name, and the index never describes an archive by the record of an older one.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use fs_err as fs;
use tempfile::NamedTempFile;
use tokio::sync::Mutex;

use super::file_kind::is_attestation_of;
use super::repodata;
use crate::api::{EngineError, StepError};
use crate::rattler::{Reindex, index_channel};
use crate::system::{atomic_file, remove};

/// Keeps processes with scratch directories of their own from writing one index at the same time.
pub(super) const LOCK_NAME: &str = ".cargo-conda.lock";

/// A directory with a folder for each platform and an index in each.
///
/// A run that is killed leaves a channel in which, at worst, a finished archive is not in the index, or an
/// archive that was being replaced is missing. The next run repairs both, because the package's record was
/// deleted before.
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
        // Without `..` and links, so that messages show the URL by which clients know the channel.
        let directory = directory
            .canonicalize_utf8()
            .map_err(|source| EngineError::Prepare { path: directory.to_owned(), source })?;
        Ok(Self { directory, guard: Mutex::new(guard) })
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// The path that an archive will have in the channel.
    pub(crate) fn path_of(&self, archive: &Utf8Path, platform: Platform) -> Utf8PathBuf {
        let name = archive.file_name().unwrap_or_default();
        self.directory.join(platform.as_str()).join(name)
    }

    /// Moves an archive to its path in the channel and adds it to the index. Returns its size in bytes.
    pub(crate) async fn publish(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        let guard = self.guard.lock().await;
        guard.file().lock()?;
        let published = self.replace(archive, destination).await;
        // Closing the file unlocks it at the latest. A published package must not fail for a failed unlock.
        let _unlocked = guard.file().unlock();
        published
    }

    async fn replace(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        make_readable(archive)?;
        if withdraw(destination)? {
            self.write_index(Reindex::Changes).await.map_err(io::Error::other)?;
        }
        match fs::rename(archive, destination) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                atomic_file::copy(archive, destination)?;
                fs::remove_file(archive)?;
            }
            other => other?,
        }
        self.write_index(Reindex::Changes).await.map_err(io::Error::other)?;
        Ok(fs::metadata(destination)?.len())
    }

    /// Writes an index if there is none: a client may read the channel before its first package is published.
    pub(crate) async fn ensure_index(&self) -> Result<(), StepError> {
        if self.directory.join("noarch").join("repodata.json").is_file() {
            return Ok(());
        }
        self.index().await
    }

    /// Adds archives that the index lacks and drops those that are gone; records of all others are kept
    /// unread.
    pub(crate) async fn update_index(&self) -> Result<(), StepError> {
        self.lock_and_index(Reindex::Changes).await
    }

    /// Writes the index anew from every archive.
    pub(crate) async fn index(&self) -> Result<(), StepError> {
        self.lock_and_index(Reindex::Everything).await
    }

    async fn lock_and_index(&self, extent: Reindex) -> Result<(), StepError> {
        let guard = self.guard.lock().await;
        // On a file system without locks, the index of a single process is still right.
        let is_locked = guard.file().lock().is_ok();
        let written = self.write_index(extent).await;
        if is_locked {
            let _unlocked = guard.file().unlock();
        }
        written
    }

    async fn write_index(&self, extent: Reindex) -> Result<(), StepError> {
        index_channel(&self.directory, extent).await?;
        // The indexer leaves its own, empty scratch directory behind. It does no harm if it stays.
        let _kept = fs::remove_dir(self.directory.join(".tmp"));
        Ok(())
    }
}

/// Deletes a former archive of this name, with its attestations. Returns whether the index has to be
/// written before a new one takes its place: the indexer keeps the records of names that it knows, so it
/// has to run once without the file. The file may be missing while the index still has it, if a user
/// deleted it or a run was killed here.
fn withdraw(path: &Utf8Path) -> io::Result<bool> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(false) };
    let is_present = path.exists();
    remove::file_if_present(path)?;
    for file in folder.read_dir_utf8()? {
        let file = file?;
        if is_attestation_of(file.file_name(), name) {
            remove::file_if_present(file.path())?;
        }
    }
    Ok(is_present || repodata::names(folder, name))
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
    use camino::{Utf8Path, Utf8PathBuf};
    use serde_json::Value;

    use super::Channel;
    use crate::api::EngineError;
    use crate::rattler::block_on;
    use crate::system::Digest;

    const NAME: &str = "demo-1.0-0.tar.bz2";

    /// A channel with one archive in it, and a directory for others.
    struct Published {
        directory: tempfile::TempDir,
        channel: Channel,
    }

    impl Published {
        fn new(summary: &str) -> Self {
            let directory = tempfile::tempdir().unwrap();
            let path = Utf8Path::from_path(directory.path()).unwrap().join("channel");
            let channel = Channel::create(&path, ["linux-64".parse().unwrap()]).unwrap();
            let published = Self { directory, channel };
            published.publish(summary);
            published
        }

        /// Publishes an archive of the one name whose bytes depend on `summary`.
        fn publish(&self, summary: &str) {
            let archive = Utf8Path::from_path(self.directory.path()).unwrap().join(NAME);
            fs_err::write(&archive, archive_bytes(summary)).unwrap();
            let published = async {
                self.channel.publish(&archive, &self.path()).await.unwrap();
                Ok(())
            };
            block_on(published).unwrap();
        }

        fn path(&self) -> Utf8PathBuf {
            self.channel.directory().join("linux-64").join(NAME)
        }

        /// The digest that the index has for the archive.
        fn indexed(&self) -> Option<String> {
            let text = fs_err::read_to_string(self.path().with_file_name("repodata.json")).unwrap();
            let index: Value = serde_json::from_str(&text).unwrap();
            index["packages"][NAME]["sha256"].as_str().map(ToOwned::to_owned)
        }

        fn assert_agrees(&self) {
            let digest = Digest::of_file(&self.path()).unwrap();
            assert_eq!(self.indexed(), Some(digest.to_string()));
        }
    }

    /// A conda archive of the older format with nothing but metadata.
    fn archive_bytes(summary: &str) -> Vec<u8> {
        let index = format!(
            r#"{{"name": "demo", "version": "1.0", "build": "0", "build_number": 0, "depends": [], "subdir": "linux-64", "license": "{summary}"}}"#
        );
        let mut tar = tar::Builder::new(bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.set_size(index.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, "info/index.json", index.as_bytes()).unwrap();
        tar.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn the_index_describes_the_archive_that_is_there() {
        let published = Published::new("MIT");
        published.assert_agrees();
        published.publish("ISC");
        published.assert_agrees();
    }

    #[test]
    fn an_archive_that_vanished_is_not_described_by_its_old_record() {
        let published = Published::new("MIT");
        fs_err::remove_file(published.path()).unwrap();
        published.publish("ISC");
        published.assert_agrees();
    }

    #[test]
    fn a_replaced_archive_loses_its_attestations() {
        let published = Published::new("MIT");
        let attestations = published.path().with_file_name(format!("{NAME}.sigs"));
        let others = published.path().with_file_name("demo-2.0-0.tar.bz2.sigs");
        for file in [&attestations, &others] {
            fs_err::write(file, "[]").unwrap();
        }
        published.publish("ISC");
        assert!(!attestations.exists());
        assert!(others.exists());
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
