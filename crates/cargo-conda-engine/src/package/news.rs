//! What a job reports while it works.

use crate::api::Phase;
use crate::cargo::CargoMessage;

/// Something that happened to a job.
pub(crate) enum JobNews {
    /// The job enters a phase.
    Phase(Phase),
    /// cargo, a compiler or a test printed a line.
    Line(String),
    /// cargo sent a message about a unit.
    Cargo(CargoMessage),
}

/// A job's only way to the rest of the run. Threads of rattler-build call it too.
pub(crate) type Report = dyn Fn(JobNews) + Send + Sync;
