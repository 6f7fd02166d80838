//! The interface of all reports of a run.

use std::io;

use cargo_conda_engine::Event;

/// Writes down the events of a run.
///
/// A run may have several reporters; each is given every event, in the order in which the events happen.
/// After [`RunFinished`](cargo_conda_engine::EventKind::RunFinished) everything has been written and flushed.
pub trait Reporter {
    /// Writes one event.
    ///
    /// # Errors
    ///
    /// The error of the writer. The reporter accepts further events after an error.
    fn event(&mut self, event: &Event) -> io::Result<()>;
}
