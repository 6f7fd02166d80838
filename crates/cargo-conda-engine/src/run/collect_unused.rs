//! Collects what no run has used for a long time.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};

use crate::api::{Blocker, EngineError, Interrupt};
use crate::package::JobContext;
use crate::scratch::{Scratch, ScratchLock, collect};

/// How long a run keeps what it does not use itself.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Notes what the jobs of this run use, and deletes what no run has used for thirty days.
pub(super) fn collect_unused(context: &JobContext<'_>) {
    let jobs = context.jobs.values().iter();
    let used = jobs.flat_map(|job| {
        let shared = Scratch::uses_of_target(&job.target_directory);
        shared.into_iter().chain(job.variant.scratch.uses())
    });
    // What cannot be deleted now will be deleted by a later run. That is no reason to build nothing.
    let _deleted = collect(context.scratch.root(), &used.collect(), SystemTime::now(), KEPT);
}

/// Deletes from a scratch directory what no run has used for longer than `limit`: target directories,
/// environments, and the records, logs and directories of packages. Returns their paths, relative to the
/// scratch, sorted. Waits for a run that holds the scratch directory, and for processes that one has left;
/// reports each of the two once through `on_wait`.
///
/// # Errors
///
/// Something cannot be deleted; an interrupt while waiting.
pub fn clean_unused(
    scratch: &Utf8Path,
    limit: Duration,
    interrupt: &Interrupt,
    on_wait: impl FnMut(Blocker),
) -> Result<Vec<Utf8PathBuf>, EngineError> {
    if !scratch.exists() {
        return Ok(Vec::new());
    }
    let _lock = ScratchLock::acquire(scratch, interrupt, on_wait)?;
    collect(scratch, &BTreeSet::new(), SystemTime::now(), limit)
        .map_err(|source| EngineError::Clean { path: scratch.to_owned(), source })
}
