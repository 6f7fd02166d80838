//! What a channel has of the set: nothing under a file name, the same, or other content.

use super::archives::Archive;
use crate::api::{PublishError, TakenName};
use crate::system::Digest;

/// How an archive stands to the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The channel has nothing under its file name.
    New,
    /// The channel has it.
    There,
    /// The channel has other content under its file name.
    Other(Digest),
}

impl Standing {
    /// The standing of an archive. `there` is the digest of what the channel has under its file name; `None`
    /// if it has nothing.
    pub(super) fn of(archive: &Archive, there: Option<Digest>) -> Self {
        match there {
            None => Self::New,
            Some(digest) if digest == archive.sha256 => Self::There,
            Some(digest) => Self::Other(digest),
        }
    }
}

/// Checks that no file name is taken by other content.
pub(super) fn check_names(channel: &str, set: &[(&Archive, Standing)]) -> Result<(), PublishError> {
    let taken = set.iter().filter_map(|(archive, standing)| match standing {
        Standing::Other(there) => {
            let (here, there) = (archive.sha256.to_string(), there.to_string());
            Some(TakenName { file: archive.key(), here, there })
        }
        Standing::New | Standing::There => None,
    });
    let taken: Vec<_> = taken.collect();
    if taken.is_empty() { Ok(()) } else { Err(PublishError::Taken { channel: channel.to_owned(), taken }) }
}
