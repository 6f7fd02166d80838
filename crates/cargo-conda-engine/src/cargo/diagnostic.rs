//! A diagnostic of rustc in a message of cargo's.
//!
//! Only the fields that the engine uses are parsed: macros can nest the others deeper than a parser may
//! recurse. The format is rustc's: <https://doc.rust-lang.org/rustc/json.html>.

use camino::Utf8PathBuf;
use serde::Deserialize;

use crate::api::{RustcError, SourcePlace};

/// A diagnostic of rustc, with the target that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    /// The package id.
    pub(crate) package: String,
    /// The kind of the target, by cargo's word.
    pub(crate) target_kind: String,
    /// The name of the target.
    pub(crate) target_name: String,
    /// The error; `None` if the diagnostic is a warning or a note.
    pub(crate) error: Option<RustcError>,
    /// The text as rustc shows it to people.
    pub(crate) rendered: String,
    /// The notes below the message, in order.
    pub(crate) notes: Vec<String>,
}

#[derive(Deserialize)]
struct MessageOfCompiler {
    package_id: String,
    target: Target,
    message: Report,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    name: String,
}

#[derive(Deserialize)]
struct Report {
    message: String,
    level: String,
    code: Option<Code>,
    spans: Vec<Span>,
    children: Vec<Note>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: Utf8PathBuf,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
}

#[derive(Deserialize)]
struct Note {
    message: String,
}

/// Parses a message with the reason `compiler-message`; `None` if it has not the form that rustc documents.
pub(super) fn parse(line: &str) -> Option<Diagnostic> {
    let MessageOfCompiler { package_id: package, target, message } = serde_json::from_str(line).ok()?;
    let Report { message, level, code, spans, children, rendered } = message;
    let rendered = rendered.unwrap_or_else(|| format!("{level}: {message}"));
    // `error`, or `error: internal compiler error`.
    let error = level.starts_with("error").then(|| RustcError {
        message,
        code: code.map(|code| code.code),
        place: spans.into_iter().find(|span| span.is_primary).map(|span| SourcePlace {
            file: span.file_name,
            line: span.line_start,
            column: span.column_start,
        }),
    });
    Some(Diagnostic {
        package,
        target_kind: target.kind.into_iter().next().unwrap_or_default(),
        target_name: target.name,
        error,
        rendered,
        notes: children.into_iter().map(|child| child.message).collect(),
    })
}
