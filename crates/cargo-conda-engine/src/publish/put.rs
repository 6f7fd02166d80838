//! How an archive came to be in a channel.

use crate::api::PublishOutcome;

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
