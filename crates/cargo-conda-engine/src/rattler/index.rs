//! The index of a channel.

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use rattler_index::{IndexFsConfig, PackageRevisionAssignment, index_fs};

use super::session::subdir;
use crate::error::StepError;

/// Writes `repodata.json` for one platform of a channel, or for all. Files are written aside and renamed.
pub(crate) fn index_channel(channel: &Utf8Path, platform: Option<Platform>) -> Result<(), StepError> {
    let config = IndexFsConfig {
        channel: channel.into(),
        target_platform: platform.map(subdir),
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
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| super::chain(&error))?;
    runtime.block_on(index_fs(config)).map_err(|error| super::chain(error.as_ref()))
}
