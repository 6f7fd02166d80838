//! The channel that packages are put into: its archives, its index, and joining it with others.

mod directory;
mod join;
mod repodata;

pub(crate) use directory::{Channel, remove_channel};
pub use join::{index_channel, join_channels};
pub(crate) use repodata::digests as indexed_digests;
