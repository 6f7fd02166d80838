//! What can be done about a failed `cargo install`.

use std::fmt;

use super::program::quoted;

/// What can be done about a failed `cargo install`; shown to the user after `help:`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Packages of the host environment have libraries but no headers.
    Headers {
        /// The packages of the host environment that the recipe lists and that have libraries but no headers,
        /// by name; not empty.
        without: Vec<String>,
    },
    /// Build scripts may read variables that are set for the caller and that the build did not see.
    Variables {
        /// The names of the variables, sorted; not empty.
        held_back: Vec<String>,
    },
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Headers { without } => write!(
                f,
                "if a header is missing: {} {} a library but no headers; name the conda package that has \
                 them in `host-dependencies`",
                quoted(without),
                if without.len() == 1 { "has" } else { "have" },
            ),
            Self::Variables { held_back } => write!(
                f,
                "build scripts may read {}, set in your environment but not passed to builds; to pass a value, \
                 set it under `env` in `[package.metadata.conda]`",
                quoted(held_back)
            ),
        }
    }
}
