//! Writes the index of a channel with rattler's indexer.

use camino::Utf8Path;
use rattler_index::{IndexFsConfig, PackageRevisionAssignment, index_fs};

use crate::api::StepError;

/// How much of a channel the indexer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reindex {
    /// Only archives that the index does not have yet. The index's records of all others are kept unread.
    Changes,
    /// Every archive.
    Everything,
}

/// The file of a folder with the sharded form of its index.
pub(crate) const SHARDS: &str = "repodata_shards.msgpack.zst";

/// Whether the index of a channel has a sharded form too. One that is there must say the same as the others,
/// because clients prefer it.
pub(crate) fn has_shards(channel: &Utf8Path) -> bool {
    let mut folders = channel.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    folders.any(|folder| folder.path().join(SHARDS).is_file())
}

/// Writes `repodata.json` for every platform of a channel. Each file is written under another name and
/// renamed.
pub(crate) async fn index_channel(channel: &Utf8Path, extent: Reindex) -> Result<(), StepError> {
    let config = IndexFsConfig {
        channel: channel.into(),
        target_platform: None,
        repodata_patch: None,
        write_zst: true,
        write_shards: has_shards(channel),
        repodata_revisions: Vec::new(),
        package_revision_assignment: PackageRevisionAssignment::default(),
        force: extent == Reindex::Everything,
        max_parallel: std::thread::available_parallelism().map_or(1, usize::from),
        multi_progress: None,
    };
    // Boxed, because the future is too large for a stack.
    Box::pin(index_fs(config)).await.map_err(|error| super::step::chain(error.as_ref()))
}
