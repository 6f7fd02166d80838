//! The index of a channel.

use camino::Utf8Path;
use rattler_index::{IndexFsConfig, PackageRevisionAssignment, index_fs};

use crate::error::StepError;

/// Writes `repodata.json` for all platforms of a channel. Files are written aside and renamed.
pub(crate) async fn index_channel(channel: &Utf8Path) -> Result<(), StepError> {
    let config = IndexFsConfig {
        channel: channel.into(),
        target_platform: None,
        repodata_patch: None,
        write_zst: true,
        write_shards: false,
        repodata_revisions: Vec::new(),
        package_revision_assignment: PackageRevisionAssignment::default(),
        // A rebuilt package keeps its file name: what the index says of it must be read anew.
        force: true,
        max_parallel: std::thread::available_parallelism().map_or(1, usize::from),
        multi_progress: None,
    };
    // Boxed: the future is too large for a stack.
    Box::pin(index_fs(config)).await.map_err(|error| super::chain(error.as_ref()))
}
