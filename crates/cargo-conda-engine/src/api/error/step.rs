//! Errors of rattler-build, cargo and other code that is not cargo-conda's own, kept as text.

use thiserror::Error;

/// The messages of a failed step, such as a solve or a build script of rattler-build.
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
