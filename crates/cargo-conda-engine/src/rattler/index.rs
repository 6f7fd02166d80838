//! The index of a channel.

use camino::Utf8Path;
use rattler_index::{IndexFsConfig, PackageRevisionAssignment, index_fs};

use crate::api::StepError;

/// How much of a channel is read to index it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reindex {
    /// Archives that the index does not name yet. What it says of the others is believed.
    Changes,
    /// Every archive.
    Everything,
}

/// Writes `repodata.json` for all platforms of a channel. Files are written aside and renamed.
pub(crate) async fn index_channel(channel: &Utf8Path, extent: Reindex) -> Result<(), StepError> {
    let config = IndexFsConfig {
        channel: channel.into(),
        target_platform: None,
        repodata_patch: None,
        write_zst: true,
        write_shards: false,
        repodata_revisions: Vec::new(),
        package_revision_assignment: PackageRevisionAssignment::default(),
        force: extent == Reindex::Everything,
        max_parallel: std::thread::available_parallelism().map_or(1, usize::from),
        multi_progress: None,
    };
    // Boxed: the future is too large for a stack.
    Box::pin(index_fs(config)).await.map_err(|error| super::step::chain(error.as_ref()))
}
