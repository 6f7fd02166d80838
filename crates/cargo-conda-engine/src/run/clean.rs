//! Deleting what runs have left.

use camino::Utf8Path;
use fs_err as fs;

use crate::api::{EngineError, Holder, Interrupt};
use crate::channel::remove_channel;
use crate::scratch::ScratchLock;

/// Deletes a channel and a scratch directory. What is not there is not missed; a directory that is no channel is
/// an error. Waits for a run that is at work there, and says so through `on_wait`.
pub fn clean(
    channel: &Utf8Path,
    scratch: &Utf8Path,
    interrupt: &Interrupt,
    on_wait: impl FnMut(Option<Holder>),
) -> Result<(), EngineError> {
    let failed = |path: &Utf8Path| {
        let path = path.to_owned();
        move |source| EngineError::Clean { path, source }
    };
    // The lock lies in what is deleted; it is held to the end.
    let _lock =
        if scratch.exists() { Some(ScratchLock::acquire(scratch, interrupt, on_wait)?) } else { None };
    remove_channel(channel).map_err(failed(channel))?;
    if scratch.exists() {
        fs::remove_dir_all(scratch).map_err(failed(scratch))?;
    }
    Ok(())
}
