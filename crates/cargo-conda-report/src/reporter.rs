//! What the kinds of report of a run have in common.

use std::io;

use cargo_conda_engine::Event;

/// Tells somebody what happens during a run.
///
/// A run may have several reporters; each is given every event, in the order in which they happen. After
/// [`RunFinished`](cargo_conda_engine::EventKind::RunFinished) everything has been written and flushed.
pub trait Reporter {
    /// Tells of one event.
    ///
    /// # Errors
    ///
    /// What the writer says. The reporter can be given further events all the same.
    fn event(&mut self, event: &Event) -> io::Result<()>;
}
