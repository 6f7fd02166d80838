//! The channel that packages are published to.
//!
//! Clients may read a channel at any time, and a run may be killed at any time. So archives appear whole,
//! under their final name, and the index never describes an archive by the record of an older one.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::canonicalize;
use fs_err as fs;
use tokio::sync::Mutex;

use super::file_kind::FileKind;
use super::listing::is_folder;
use super::lock::ChannelLock;
use super::repodata;
use super::withdrawal::withdraw;
use crate::api::{EngineError, StepError};
use crate::rattler::{Reindex, archive, index_channel};
use crate::system::{Point, atomic_file, fault_point, remove};

/// The folder of a channel for files that are not complete. The indexer has chosen the name.
pub(super) const INCOMPLETE: &str = ".tmp";

/// A directory with a folder for each platform and an index in each.
///
/// A run that is killed leaves a channel in which, at worst, a finished archive is not in the index, or an
/// archive that was being replaced is missing. The next run repairs both: it moves the archives into the
/// channel that wait in the scratch directory, and brings the index up to date, also if it builds other
/// packages.
///
/// That holds after a power cut too, if the file system keeps the order of renames: the contents of an
/// archive are synced to the disk before it gets its name.
pub(crate) struct Channel {
    directory: Utf8PathBuf,
    /// Held while the channel changes: by one task at a time, and by one process at a time.
    pub(super) lock: Mutex<ChannelLock>,
}

impl Channel {
    /// Makes the directory, with the folders that clients ask for even where they are empty.
    pub(crate) fn create(
        directory: &Utf8Path,
        platforms: impl IntoIterator<Item = Platform>,
    ) -> Result<Self, EngineError> {
        Self::with_folders(directory, platforms.into_iter().map(Platform::as_str))
    }

    /// The same with folders that are given by their names.
    pub(crate) fn with_folders<'a>(
        directory: &Utf8Path,
        folders: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, EngineError> {
        for folder in folders.into_iter().chain(["noarch"]) {
            let path = directory.join(folder);
            fs::create_dir_all(&path)
                .and_then(|()| tempfile::tempfile_in(&path).map(drop))
                .map_err(|source| EngineError::Unwritten { path, variable: None, source })?;
        }
        let prepared = |source| EngineError::Unwritten { path: directory.to_owned(), variable: None, source };
        let lock = ChannelLock::open(directory).map_err(prepared)?;
        // Without `..` and links, so that messages show the URL by which clients know the channel.
        let directory = canonicalize(directory).map_err(prepared)?;
        Ok(Self { directory, lock: Mutex::new(lock) })
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// The path that an archive will have in the channel.
    pub(crate) fn path_of(&self, archive: &Utf8Path, platform: Platform) -> Utf8PathBuf {
        let name = archive.file_name().unwrap_or_default();
        self.directory.join(platform.as_str()).join(name)
    }

    /// Hard-links archives to their paths in the channel, or copies them where links are impossible, and
    /// writes the index anew. Of each pair the first is an archive, the second its path in this channel;
    /// archives that are there already are kept.
    pub(crate) async fn add(&self, archives: &[(&Utf8Path, Utf8PathBuf)]) -> Result<(), EngineError> {
        let lock = self.lock.lock().await;
        let _held = lock.hold();
        let missing: Vec<_> = archives.iter().filter(|(_, destination)| !destination.exists()).collect();
        let failed = |path: &Utf8Path| {
            let path = path.to_owned();
            move |source| EngineError::Unwritten { path, variable: None, source }
        };
        let destinations = missing.iter().map(|(_, destination)| destination.as_path());
        let is_known = withdraw(destinations).map_err(failed(&self.directory))?;
        let unwritten = |source| EngineError::of_index(self.directory.clone(), source);
        if is_known {
            self.write_index(Reindex::Changes).await.map_err(unwritten)?;
        }
        for (archive, destination) in missing {
            self.link_or_copy(archive, destination).map_err(failed(destination))?;
            fault_point(Point::ArchiveJoined).map_err(failed(destination))?;
        }
        self.write_index(Reindex::Everything).await.map_err(unwritten)
    }

    /// Puts an archive of another channel into this one. A reader never sees half of it.
    fn link_or_copy(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<()> {
        if fs::hard_link(archive, destination).is_ok() {
            return Ok(());
        }
        atomic_file::copy(archive, destination, &self.directory.join(INCOMPLETE))
    }

    /// Writes an index if there is none, since a client may read the channel before its first package is
    /// published, or if the one that is there is damaged.
    pub(crate) async fn ensure_index(&self) -> Result<(), StepError> {
        let is_there = self.directory.join("noarch").join("repodata.json").is_file();
        if is_there && !self.folders().iter().any(|folder| repodata::is_damaged(folder)) {
            self.clear_incomplete().await;
            return Ok(());
        }
        fault_point(Point::FoldersMade).map_err(|error| StepError::of(error.to_string()))?;
        self.lock_and_index(|| Reindex::Everything).await
    }

    /// Deletes the files that were not complete when a process was killed, if there are any.
    async fn clear_incomplete(&self) {
        let incomplete = self.directory.join(INCOMPLETE);
        if incomplete.exists() || remove::doomed(&incomplete).exists() {
            let lock = self.lock.lock().await;
            let _held = lock.hold();
            // If it stays, it does no harm.
            let _kept = remove::directory_if_present(&incomplete);
        }
    }

    /// Whether the index of each folder names the archives that are there, and no others. It does not if a
    /// run was killed while it published, or if a user has copied or deleted archives.
    pub(crate) fn is_indexed(&self) -> bool {
        self.difference().is_none()
    }

    /// Writes the index anew from every archive.
    pub(crate) async fn index(&self) -> Result<(), StepError> {
        self.lock_and_index(|| Reindex::Everything).await
    }

    async fn lock_and_index(&self, extent: impl FnOnce() -> Reindex) -> Result<(), StepError> {
        let lock = self.lock.lock().await;
        let _held = lock.hold();
        self.write_index(extent()).await
    }

    pub(super) async fn write_index(&self, extent: Reindex) -> Result<(), StepError> {
        let is_unreadable = self.folders().iter().any(|folder| repodata::has_unbounded_specs(folder));
        let extent = if is_unreadable { Reindex::Everything } else { extent };
        self.check_archives(extent)?;
        index_channel(&self.directory, extent).await?;
        // Empty, or with files of processes that were killed. If it stays, the next run deletes it.
        let _kept = remove::directory_if_present(&self.directory.join(INCOMPLETE));
        Ok(())
    }

    /// Checks the archives that the indexer is about to read.
    fn check_archives(&self, extent: Reindex) -> Result<(), StepError> {
        for folder in self.folders() {
            let known = match extent {
                Reindex::Changes => repodata::all_names(&folder),
                Reindex::Everything => BTreeSet::new(),
            };
            let entries = folder.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
            let archives = entries.filter(|entry| FileKind::of(entry.file_name()) == Some(FileKind::Archive));
            let mut unread = archives.filter(|entry| !known.contains(entry.file_name()));
            unread.try_for_each(|entry| archive::check(entry.path()))?;
        }
        Ok(())
    }

    /// The paths of the folders of the platforms, and of `noarch`.
    fn folders(&self) -> Vec<Utf8PathBuf> {
        let entries = self.directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
        entries.filter(|entry| is_folder(entry.file_name())).map(|entry| entry.path().to_owned()).collect()
    }

    /// How much has to be read before the index is right again; `None` if it is right, as far as names and
    /// sizes tell.
    pub(super) fn difference(&self) -> Option<Reindex> {
        let folders = self.folders();
        let differences = folders.iter().filter_map(|folder| repodata::difference(folder));
        differences.max_by_key(|extent| *extent == Reindex::Everything)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use camino::{Utf8Path, Utf8PathBuf};
    use serde_json::Value;

    use super::Channel;
    use crate::api::EngineError;
    use crate::rattler::block_on;
    use crate::scratch::FinishedArchive;
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
            let path = Utf8Path::from_path(self.directory.path()).unwrap().join(NAME);
            fs_err::write(&path, archive_bytes(summary)).unwrap();
            let archive = FinishedArchive { path, destination: self.path() };
            let published = async {
                self.channel.take(&[archive]).await.unwrap();
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

    /// The indexer writes each file under another name and renames it, so that a client which reads meanwhile
    /// has the former file until its end. Nothing but this test tells when a version of it does otherwise.
    #[test]
    fn a_client_that_reads_an_index_is_not_disturbed_by_the_next_one() {
        let published = Published::new("MIT");
        for name in ["repodata.json", "repodata.json.zst"] {
            let path = published.path().with_file_name(name);
            let before = fs_err::read(&path).unwrap();
            let mut open = fs_err::File::open(&path).unwrap();
            published.publish(name);
            let mut read = Vec::new();
            open.read_to_end(&mut read).unwrap();
            assert_eq!(read, before, "{name}");
            assert_ne!(fs_err::read(&path).unwrap(), before, "{name}");
        }
    }

    #[test]
    fn an_archive_that_vanished_is_not_described_by_its_old_record() {
        let published = Published::new("MIT");
        fs_err::remove_file(published.path()).unwrap();
        published.publish("ISC");
        published.assert_agrees();
    }

    #[test]
    fn what_a_killed_process_did_not_complete_is_deleted_although_the_index_is_right() {
        let published = Published::new("MIT");
        let directory = published.channel.directory();
        for name in [".tmp", ".tmp.deleted"] {
            fs_err::create_dir(directory.join(name)).unwrap();
            block_on(async { published.channel.ensure_index().await }).unwrap();
            assert!(!directory.join(name).exists(), "{name}");
        }
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
        assert!(matches!(error, EngineError::Unwritten { path, .. } if path == in_the_way.join("linux-64")));
    }
}
