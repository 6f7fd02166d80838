//! The error for a text that is no version.

use thiserror::Error;

use super::conda_version::LONGEST;

/// The error for a version that conda does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` cannot be the version of a conda package: {problem}")]
pub struct VersionError {
    /// The version as it was written.
    pub text: String,
    /// The first rule that it breaks.
    pub problem: VersionProblem,
}

/// A rule for versions of conda packages that a text breaks; see
/// [CEP 26](https://conda.org/learn/ceps/cep-0026).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionProblem {
    /// The version has no characters.
    #[error("it is empty")]
    Empty,
    /// A character that is not allowed in versions.
    #[error("it contains `{}`, but only letters, digits, `-`, `_`, `.`, `+` and `!` are allowed", .0.escape_default())]
    Character(char),
    /// More characters than conda allows; the number of them.
    #[error("it has {0} characters, but at most {LONGEST} are allowed")]
    TooLong(usize),
    /// The characters are allowed, but not in this order.
    #[error("conda cannot read it; write numbers with dots between them, such as `1.2.3`")]
    Unreadable,
}
