//! Where a value was written: file, span, line and column.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

/// A file that a person wrote, kept whole so that messages can show the line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Absolute path.
    pub path: Utf8PathBuf,
    /// Its text as it was when the plan was computed.
    pub text: String,
}

/// A span of a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub source: Arc<Source>,
    /// Byte offsets into its text.
    pub span: Range<usize>,
}

impl Location {
    /// Where it comes in a list of places: by file, then from top to bottom.
    pub(crate) fn order(&self) -> (&Utf8Path, usize) {
        (&self.source.path, self.span.start)
    }

    /// Line and column of the span's start, both counted from 1, columns in characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.span.start.min(self.source.text.len())];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// A value together with where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub location: Location,
}
