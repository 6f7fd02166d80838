//! How a run is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// A handle with which anybody may ask a run to stop: the handler of a signal, a test, another thread.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    requests: Arc<AtomicU8>,
}

impl Interrupt {
    /// A handle that nobody has used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks. The first time, nothing more is started and children are asked to end; the second time they
    /// are killed.
    pub fn request(&self) {
        let more = |requests: u8| Some(requests.saturating_add(1));
        // The result is the previous count either way; the closure always gives a new one.
        let _previous = self.requests.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more);
    }

    /// Whether anybody asked.
    pub fn is_requested(&self) -> bool {
        self.requests.load(Ordering::SeqCst) > 0
    }

    /// Whether somebody asked twice.
    pub fn is_forced(&self) -> bool {
        self.requests.load(Ordering::SeqCst) > 1
    }
}
