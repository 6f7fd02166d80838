//! Why there is no page about a file.

use thiserror::Error;

use crate::schema::SCHEMA;

/// A file that should have the events of a run has something else.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NoRun {
    /// There is no event at all.
    #[error(
        "there are no events; give what `cargo conda build --format json` writes to standard output, as a file or \
         through a pipe"
    )]
    Empty,
    /// A line is something else than an event.
    #[error(
        "line {line} is no event of `cargo conda build --format json`, but `{begin}`; give what that command \
         writes to standard output, and nothing else"
    )]
    NotEvents {
        /// The number of the line, counted from 1.
        line: usize,
        /// How the line begins.
        begin: String,
    },
    /// An event lacks something, or has something of another type.
    #[error("line {line} is an event, but not as cargo-conda writes it")]
    Malformed {
        /// The number of the line, counted from 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A later version has written the events, in another way.
    #[error(
        "line {line} has schema {schema}, and this version of cargo-conda reads schema {SCHEMA}; make the page with \
         the version that made the events"
    )]
    NewerSchema {
        /// The number of the line, counted from 1.
        line: usize,
        /// The schema of the line.
        schema: u64,
    },
    /// The events are those of `cargo conda test` or `publish`.
    #[error("these are events, but not those of a build; give what `cargo conda build --format json` writes")]
    NotOfBuild,
}
