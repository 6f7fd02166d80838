//! What is put into a channel, and how an archive came to be there.

use std::collections::BTreeSet;

use super::archives::Archive;
use super::attestation::Attestations;
use super::comparison::Standing;
use crate::api::PublishOutcome;

/// What is put into a channel.
pub(super) struct Order<'a> {
    /// The archives that the channel lacks, in their order.
    pub(super) archives: &'a [(&'a Archive, Standing)],
    /// The folders of all archives of the set, also of those that are there already.
    pub(super) folders: BTreeSet<&'a str>,
    /// Whether an archive takes the place of one that has its name.
    pub(super) replace: bool,
    /// Of the archives; empty if nothing is attested.
    pub(super) attestations: &'a Attestations,
}

/// An archive is in the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Published,
    Replaced,
    ThereAlready,
}

impl From<Put> for PublishOutcome {
    fn from(put: Put) -> Self {
        match put {
            Put::Published => Self::Published,
            Put::Replaced => Self::Replaced,
            Put::ThereAlready => Self::ThereAlready,
        }
    }
}
