//! Moves the finished archives of a run into the channel, all at once.
//!
//! Until then clients see what earlier runs have left, and afterwards a set of packages that were made
//! together. The index is written twice at most, however many archives there are.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::directory::{Channel, INCOMPLETE};
use super::file_kind::in_other_format;
use super::withdrawal::withdraw;
use crate::api::EngineError;
use crate::rattler::Reindex;
use crate::scratch::FinishedArchive;
use crate::system::{Point, atomic_file, fault_point};

impl Channel {
    /// Moves archives to their paths in the channel and brings the index up to date. Each also takes the
    /// place of an archive of the same build in the other format.
    pub(crate) async fn take(&self, archives: &[FinishedArchive]) -> Result<(), EngineError> {
        let unmoved = |path: &Utf8Path| {
            let path = path.to_owned();
            move |source| EngineError::Move { path, source }
        };
        let unindexed = |source| EngineError::of_index(self.directory().to_owned(), source);
        let lock = self.lock.lock().await;
        let _held = lock.hold();
        let destinations = archives.iter().map(|archive| archive.destination.clone());
        let former: Vec<_> = destinations.flat_map(in_both_formats).collect();
        if withdraw(former.iter().map(Utf8PathBuf::as_path)).map_err(unmoved(self.directory()))? {
            fault_point(Point::AttestationsDeleted).map_err(unmoved(self.directory()))?;
            self.write_index(Reindex::Changes).await.map_err(unindexed)?;
        }
        let moved = archives.iter().try_for_each(|archive| {
            fault_point(Point::ArchiveForgotten)
                .and_then(|()| self.move_in(archive))
                .and_then(|()| fault_point(Point::ArchiveMoved))
                .map_err(unmoved(&archive.destination))
        });
        // Also if one could not be moved: the others are there.
        let indexed = self.write_index(self.difference().unwrap_or(Reindex::Changes)).await;
        moved?;
        indexed.map_err(unindexed)?;
        fault_point(Point::ArchiveIndexed).map_err(unmoved(self.directory()))
    }

    /// A reader never sees half of an archive, also if the channel is on another file system.
    fn move_in(&self, FinishedArchive { path, destination }: &FinishedArchive) -> io::Result<()> {
        match fs::rename(path, destination) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                atomic_file::copy(path, destination, &self.directory().join(INCOMPLETE))?;
                // The copy is in the channel, so the package is published. The run deletes what waits.
                let _kept = fs::remove_file(path);
                Ok(())
            }
            moved => moved,
        }
    }
}

/// The path of an archive, and that of the same build in the other format.
fn in_both_formats(path: Utf8PathBuf) -> impl Iterator<Item = Utf8PathBuf> {
    let other = path.file_name().and_then(in_other_format).map(|name| path.with_file_name(name));
    [Some(path), other].into_iter().flatten()
}
