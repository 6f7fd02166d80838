//! What a job says while it works.

use crate::api::Phase;
use crate::cargo::CargoMessage;

/// What a job says while it works.
pub(crate) enum JobNews {
    /// It enters a phase.
    Phase(Phase),
    /// A process of its own printed a line.
    Output(String),
    /// Its cargo says what it has done.
    Cargo(CargoMessage),
}

/// A job's only way to the world.
pub(crate) type Tell = dyn Fn(JobNews) + Send + Sync;
