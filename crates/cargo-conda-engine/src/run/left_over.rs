//! Moves the packages into the channel that a killed run had finished.

use std::collections::BTreeSet;

use crate::api::EngineError;
use crate::channel::Channel;
use crate::freshness::Record;
use crate::rattler::block_on;
use crate::scratch::{FinishedArchive, FinishedArchives, Scratch};
use crate::system::Digest;

/// Moves those archives that a record describes. Any other was not finished, or a later attempt was to
/// replace it: it is deleted, and its package built again.
pub(super) fn take_left_over(
    scratch: &Scratch,
    finished: &FinishedArchives,
    channel: &Channel,
) -> Result<(), EngineError> {
    if !finished.is_pending() {
        return Ok(());
    }
    let mut archives = finished.list();
    let records = scratch.records().filter_map(|path| Record::load(&path));
    let described: BTreeSet<_> = records.map(|record| (record.archive.file, record.archive.sha256)).collect();
    archives.retain(|FinishedArchive { path, .. }| {
        let name = path.file_name().unwrap_or_default().to_owned();
        Digest::of_file(path).is_ok_and(|digest| described.contains(&(name, digest)))
    });
    // Also if none is left: the run may have moved the last one and not have written the index.
    let indexing = |source| EngineError::of_index(channel.directory().to_owned(), source);
    block_on(async { Ok(channel.take(&archives).await) }).map_err(indexing)??;
    // What stays does no harm: no record will describe it.
    let _kept = finished.clear();
    Ok(())
}
