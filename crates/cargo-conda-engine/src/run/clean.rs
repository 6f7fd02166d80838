//! Deletes the channel and the scratch directory of earlier runs.

use camino::Utf8Path;
use fs_err as fs;

use crate::api::{EngineError, Holder, Interrupt};
use crate::channel::{is_channel, remove_channel};
use crate::scratch::ScratchLock;

/// Deletes a channel and a scratch directory. Directories that do not exist are ignored; a directory that is
/// no channel is an error. Waits for a run that holds the scratch directory, and reports that once through
/// `on_wait`.
///
/// # Errors
///
/// A directory that is no channel or cannot be deleted; an interrupt while waiting.
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
    if channel.exists() && !is_channel(channel) {
        return Err(EngineError::NotAChannel { path: channel.to_owned() });
    }
    // The lock is a file in the directory that is deleted. It is held to the end.
    let _lock =
        if scratch.exists() { Some(ScratchLock::acquire(scratch, interrupt, on_wait)?) } else { None };
    remove_channel(channel).map_err(failed(channel))?;
    if scratch.exists() {
        fs::remove_dir_all(scratch).map_err(failed(scratch))?;
    }
    Ok(())
}
