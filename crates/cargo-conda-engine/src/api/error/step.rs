//! Errors of rattler-build, cargo and other code that is not cargo-conda's own, kept as text.

use camino::Utf8Path;
use thiserror::Error;

/// What follows the path of an archive in the message about one that does not belong to its channel.
const NOT_OF_CHANNEL: &str = "` is not a package of this channel";

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

    /// The same error as the cause of one about an archive that does not belong to its channel.
    pub(crate) fn of_archive(self, archive: &Utf8Path) -> Self {
        let mut reasons = self.reasons;
        reasons.insert(0, format!("`{archive}{NOT_OF_CHANNEL}"));
        Self { reasons }
    }

    /// The archive that does not belong to its channel; `None` if the error is about something else.
    pub(crate) fn archive_at_fault(&self) -> Option<&Utf8Path> {
        let path = self.reasons.first()?.strip_prefix('`')?.strip_suffix(NOT_OF_CHANNEL)?;
        Some(path.into())
    }

    /// The error without its outermost message, unless that is all there is.
    pub(crate) fn causes(&self) -> Self {
        let first = usize::from(self.reasons.len() > 1);
        Self { reasons: self.reasons.iter().skip(first).cloned().collect() }
    }
}
