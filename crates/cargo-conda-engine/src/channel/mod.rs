//! The channel that packages are put into: its archives, its index, and joining it with others.

mod directory;
mod file_kind;
mod join;
mod listing;
mod lock;
mod moving;
mod placing;
mod removal;
mod repodata;
#[cfg(test)]
pub(crate) mod tests;
mod withdrawal;

pub(crate) use directory::Channel;
pub(crate) use file_kind::is_attestation_of;
pub(crate) use join::archives_of;
pub use join::{index_channel, join_channels};
pub(crate) use listing::{archive_files, is_archive_name};
pub(crate) use placing::{Placing, digest_if_present};
pub(crate) use removal::{is_channel, remove_channel};
pub(crate) use repodata::{
    difference_of, digests as indexed_digests, index_has_unbounded_specs, index_names,
};
