//! The channel that packages are put into: its archives, its index, and joining it with others.

mod directory;
mod file_kind;
mod join;
mod lock;
mod removal;
mod repodata;
#[cfg(test)]
mod tests;

pub(crate) use directory::Channel;
pub(crate) use join::archives_of;
pub use join::{index_channel, join_channels};
pub(crate) use removal::{is_channel, remove_channel};
pub(crate) use repodata::digests as indexed_digests;
