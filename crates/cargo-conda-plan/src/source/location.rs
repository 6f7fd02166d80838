//! Locations of values: file, span, line and column.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::Manifest;

/// A manifest, kept whole so that messages can show the line of a problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Absolute path of the file.
    pub path: Utf8PathBuf,
    /// The text of the file when the workspace was loaded.
    pub text: String,
}

impl Source {
    /// A manifest of Cargo's as a source.
    pub(crate) fn of(manifest: &Manifest) -> Arc<Self> {
        Arc::new(Self { path: manifest.path.clone(), text: manifest.text.clone() })
    }
}

/// A span of a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub source: Arc<Source>,
    /// Byte offsets into the text of the file.
    pub span: Range<usize>,
}

impl Location {
    /// The key by which locations are sorted: by file, then from top to bottom.
    pub(crate) fn order(&self) -> (&Utf8Path, usize) {
        (&self.source.path, self.span.start)
    }

    /// The line and column where the span starts, both counted from 1; columns are counted in characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.span.start.min(self.source.text.len())];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// A value together with its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The location of the value or, where a message is about the key, of the key.
    pub location: Location,
}
