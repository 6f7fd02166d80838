//! The channel that packages are put into.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use fs_err as fs;
use tempfile::NamedTempFile;
use tokio::sync::Mutex;

use crate::error::{EngineError, StepError};
use crate::rattler::index_channel;

/// A directory with a folder for each platform and an index in each. Valid at any moment: archives appear
/// whole, under their final name, and an index names only what is there.
pub(crate) struct Channel {
    directory: Utf8PathBuf,
    /// Indexing reads what publishing writes.
    indexing: Mutex<()>,
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
        Ok(Self { directory: directory.to_owned(), indexing: Mutex::new(()) })
    }

    pub(crate) fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// Where an archive will be.
    pub(crate) fn path_of(&self, archive: &Utf8Path, platform: Platform) -> Utf8PathBuf {
        let name = archive.file_name().unwrap_or_default();
        self.directory.join(platform.as_str()).join(name)
    }

    /// Moves an archive in. Gives its size in bytes.
    pub(crate) async fn publish(&self, archive: &Utf8Path, destination: &Utf8Path) -> io::Result<u64> {
        let _one_at_a_time = self.indexing.lock().await;
        make_readable(archive)?;
        match fs::rename(archive, destination) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_in(archive, destination)?,
            other => other?,
        }
        Ok(fs::metadata(destination)?.len())
    }

    /// Writes the index.
    pub(crate) async fn index(&self) -> Result<(), StepError> {
        let _one_at_a_time = self.indexing.lock().await;
        index_channel(&self.directory).await?;
        // The indexer's own scratch, empty by now; should it not be, that is no harm to the channel.
        let _kept = fs::remove_dir(self.directory.join(".tmp"));
        Ok(())
    }
}

/// Copies aside and renames, so that the final name never stands for half a file.
fn copy_in(archive: &Utf8Path, destination: &Utf8Path) -> io::Result<()> {
    let folder = destination.parent().unwrap_or(Utf8Path::new("."));
    let aside = NamedTempFile::new_in(folder)?;
    fs::copy(archive, aside.path())?;
    aside.persist(destination).map_err(|error| error.error)?;
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

    use super::Channel;
    use crate::error::EngineError;

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
