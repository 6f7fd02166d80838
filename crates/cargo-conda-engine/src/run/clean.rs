//! Deletes the channel and the scratch directory of earlier runs.

use camino::Utf8Path;

use crate::api::{Blocker, EngineError, Interrupt};
use crate::channel::{is_channel, remove_channel};
use crate::scratch::ScratchLock;
use crate::system::{Point, fault_point};

/// Deletes a channel and a scratch directory. Directories that do not exist are ignored; a directory that is
/// no channel is an error. Waits for a run that holds the scratch directory, and for processes that one has
/// left; reports each of the two once through `on_wait`.
///
/// # Errors
///
/// A directory that is no channel or cannot be deleted; an interrupt while waiting.
pub fn clean(
    channel: &Utf8Path,
    scratch: &Utf8Path,
    interrupt: &Interrupt,
    on_wait: impl FnMut(Blocker),
) -> Result<(), EngineError> {
    let failed = |path: &Utf8Path| {
        let path = path.to_owned();
        move |source| EngineError::Clean { path, source }
    };
    if channel.exists() && !is_channel(channel) {
        return Err(EngineError::NotAChannel { path: channel.to_owned() });
    }
    let lock = if scratch.exists() { Some(ScratchLock::acquire(scratch, interrupt, on_wait)?) } else { None };
    remove_channel(channel).map_err(failed(channel))?;
    fault_point(Point::ChannelDeleted).map_err(failed(channel))?;
    if let Some(lock) = lock {
        lock.delete_scratch().map_err(failed(scratch))?;
    }
    Ok(())
}
