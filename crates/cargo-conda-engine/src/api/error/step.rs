//! Errors of rattler-build, cargo and other programs that a step of a run goes through.

use thiserror::Error;

/// What a step of a run said when it failed, such as one of rattler-build's.
#[derive(Debug, Error)]
#[error("{}", .reasons.join(": "))]
pub struct StepError {
    /// The messages of the error and its causes, outermost first; never empty.
    pub reasons: Vec<String>,
}

impl StepError {
    pub(crate) fn of(reason: impl Into<String>) -> Self {
        Self { reasons: vec![reason.into()] }
    }
}
