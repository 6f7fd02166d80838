//! Puts finished archives into a channel that others read: copies first, the index last and once.

use std::io;
use std::ops::ControlFlow;

use camino::{Utf8Path, Utf8PathBuf};

use super::directory::{Channel, INCOMPLETE};
use super::file_kind;
use super::withdrawal::withdraw;
use crate::api::{PublishError, StepError};
use crate::rattler::{Reindex, has_shards};
use crate::system::{Digest, Point, atomic_file, fault_point};

/// An archive that is put into a channel.
pub(crate) struct Placing<'a> {
    pub(crate) archive: &'a Utf8Path,
    /// The digest of the archive.
    pub(crate) digest: Digest,
    /// Its path in the channel.
    pub(crate) destination: Utf8PathBuf,
    /// The digest of what the caller has seen at that path; `None` if nothing was there.
    pub(crate) former: Option<Digest>,
    /// The attestation of the archive, as JSON; `None` if it has none.
    pub(crate) attestation: Option<&'a str>,
}

impl Channel {
    /// Copies archives to their paths, in their order, and describes them in the index when all are there. If
    /// it ends early, the index describes none of them, and a later call finishes the work.
    ///
    /// `on_placed` is told of each archive, and answers whether the others follow; after a failure none does.
    ///
    /// # Errors
    ///
    /// The channel is no longer what the caller has seen; then nothing is changed. Or a former archive cannot
    /// be deleted, or the index cannot be written.
    pub(crate) async fn place(
        &self,
        placings: &[Placing<'_>],
        on_placed: &mut dyn FnMut(io::Result<()>) -> ControlFlow<()>,
    ) -> Result<(), PublishError> {
        let put = |source| PublishError::Put { channel: self.directory().to_string(), source };
        let index = |source: StepError| PublishError::Index { channel: self.directory().to_string(), source };
        let lock = self.lock.lock().await;
        let _held = lock.hold();
        for placing in placings {
            let present = digest_if_present(&placing.destination).map_err(put)?;
            if present != placing.former && present != Some(placing.digest) {
                return Err(PublishError::Overtaken { file: placing.destination.clone() });
            }
        }
        if withdraw(placings.iter().map(|placing| placing.destination.as_path())).map_err(put)? {
            self.write_index(Reindex::Changes).await.map_err(index)?;
        }
        for placing in placings {
            let placed = self.copy(placing);
            let has_failed = placed.is_err();
            if on_placed(placed).is_break() || has_failed {
                return Ok(());
            }
        }
        // The sharded form is written last, so that of a call that was stopped can be older than the others.
        let of_shards = has_shards(self.directory()).then_some(Reindex::Changes);
        match self.difference().or(of_shards) {
            Some(extent) => self.write_index(extent).await.map_err(index),
            None => Ok(()),
        }
    }

    /// The attestation goes first: without the archive it says nothing.
    fn copy(&self, Placing { archive, destination, attestation, .. }: &Placing<'_>) -> io::Result<()> {
        if let Some(attestation) = attestation {
            let text = file_kind::attestations(attestation);
            for path in file_kind::paths_of_attestations(destination, &text) {
                atomic_file::write(&path, &text)?;
            }
        }
        atomic_file::copy(archive, destination, &self.directory().join(INCOMPLETE))?;
        fault_point(Point::ArchivePlaced)
    }
}

/// The digest of a file; `None` if there is none.
pub(crate) fn digest_if_present(path: &Utf8Path) -> io::Result<Option<Digest>> {
    match Digest::of_file(path) {
        Ok(digest) => Ok(Some(digest)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
