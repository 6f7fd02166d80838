//! A channel in a directory of this machine.

use std::io;
use std::ops::ControlFlow;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::canonicalize;

use super::archives::Archive;
use super::comparison::Standing;
use super::put::{Order, Put};
use crate::api::{EngineError, PublishError};
use crate::channel::{Channel, Placing, digest_if_present};
use crate::rattler::block_on;
use crate::system::Digest;

/// A directory that packages are published to.
pub(super) struct DirectoryTarget {
    directory: Utf8PathBuf,
}

impl DirectoryTarget {
    /// # Errors
    ///
    /// There is no such directory.
    pub(super) fn open(directory: &Utf8Path) -> Result<Self, PublishError> {
        // Without `..` and links, so that install lines hold wherever they are pasted.
        match canonicalize(directory) {
            Ok(directory) if directory.is_dir() => Ok(Self { directory }),
            _ => Err(PublishError::NoChannel { channel: directory.to_string() }),
        }
    }

    pub(super) fn name(&self) -> &str {
        self.directory.as_str()
    }

    /// The digest of what the directory has under the file name of each archive.
    pub(super) fn digests(&self, archives: &[Archive]) -> Result<Vec<Option<Digest>>, PublishError> {
        let digest = |archive: &Archive| {
            let path = self.directory.join(archive.key());
            digest_if_present(&path).map_err(|source| PublishError::Unreadable { path, source })
        };
        archives.iter().map(digest).collect()
    }

    /// Puts archives into the directory, in their order, then writes the index.
    pub(super) fn put(
        &self,
        Order { archives, attestations, .. }: &Order<'_>,
        on_put: &mut dyn FnMut(Result<Put, PublishError>) -> ControlFlow<()>,
    ) -> Result<(), EngineError> {
        let folders = archives.iter().map(|(archive, _)| archive.subdir.as_str());
        let channel = Channel::with_folders(&self.directory, folders)?;
        let placings = archives.iter().map(|(archive, standing)| Placing {
            archive: &archive.path,
            digest: archive.sha256,
            destination: channel.directory().join(archive.key()),
            attestation: attestations.get(&archive.key()).map(String::as_str),
            former: match standing {
                Standing::New => None,
                Standing::There => Some(archive.sha256),
                Standing::Other(digest) => Some(*digest),
            },
        });
        let placings: Vec<_> = placings.collect();
        let mut turns = archives.iter();
        let mut on_placed = |placed: io::Result<()>| {
            let replaces = matches!(turns.next(), Some((_, Standing::Other(_))));
            let put = if replaces { Put::Replaced } else { Put::Published };
            let failed = |source| PublishError::Put { channel: self.name().to_owned(), source };
            on_put(placed.map(|()| put).map_err(failed))
        };
        let placed = async { Ok(channel.place(&placings, &mut on_placed).await) };
        let placed = block_on(placed)
            .map_err(|source| PublishError::Index { channel: self.name().to_owned(), source })?;
        Ok(placed?)
    }
}
