//! What `cargo conda init` proposes, as JSON.

use serde::{Deserialize, Serialize};

/// The output of `cargo conda init --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InitDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The files with what is proposed; empty if nothing is.
    pub changes: Vec<ChangeDocument>,
    /// What packages lack and only a person can say; empty if they lack nothing.
    pub open: Vec<OpenDocument>,
    /// True if the files were written.
    pub written: bool,
}

/// A file as it would be with what is proposed, or as it is now, if it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChangeDocument {
    /// The path of the file.
    pub path: String,
    /// True if there was no such file.
    pub new: bool,
    /// What the change follows from, a sentence for each key or for the file.
    pub reasons: Vec<String>,
    /// The whole text of the file.
    pub text: String,
}

/// Something that packages lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OpenDocument {
    /// What they lack, as a text for people.
    pub message: String,
    /// The names of the members that lack it.
    pub crates: Vec<String>,
}
