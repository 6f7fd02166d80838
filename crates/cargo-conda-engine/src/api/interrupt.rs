//! The handle that stops a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// A handle with which a signal handler, a test or another thread stops a run. Clones of it stop the same
/// run.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    requests: Arc<AtomicU8>,
}

impl Interrupt {
    /// A handle that was not used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop. After the first call nothing more is started and child processes are asked to
    /// end; after the second they are killed.
    pub fn request(&self) {
        let more = |requests: u8| Some(requests.saturating_add(1));
        // The result is the previous count either way; the closure always gives a new one.
        let _previous = self.requests.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more);
    }

    /// Returns true after the first request.
    pub fn is_requested(&self) -> bool {
        self.requests.load(Ordering::SeqCst) > 0
    }

    /// Returns true after the second request.
    pub fn is_forced(&self) -> bool {
        self.requests.load(Ordering::SeqCst) > 1
    }
}
