//! What can be wrong with what a manifest says of a C library.

use thiserror::Error;

/// What is wrong with what a manifest says of a C library.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CLibraryProblem {
    /// The configuration asks for a C library of a member without a library.
    #[error("`{member}` has no library, so it cannot be a C library")]
    NoLibrary {
        /// The name of the crate.
        member: String,
    },
    /// There is no header, and nothing to make one of.
    #[error("the C library `{member}` has no header")]
    NoHeader {
        /// The name of the crate.
        member: String,
    },
    /// Another package has the name.
    #[error("the C library of `{member}` would be the conda package `{name}`, and so would {other}")]
    NameTaken {
        /// The name of the crate.
        member: String,
        /// The conda name.
        name: String,
        /// What else has the name, as a phrase.
        other: String,
    },
    /// A value of cargo-c's table that cannot be.
    #[error("`[package.metadata.capi]`: {reason}")]
    InvalidTable {
        /// The key below the table, its parts separated by dots; empty for the table as a whole.
        key: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A file that the build script writes is to be installed.
    #[error(
        "`{pattern}` names files that a build script writes, and cargo-conda only installs files of the sources"
    )]
    Generated {
        /// The key below the table, its parts separated by dots.
        key: &'static str,
        /// The pattern, as the user wrote it.
        pattern: String,
    },
}

impl CLibraryProblem {
    /// The key below cargo-c's table that is wrong, its parts separated by dots; `None` if no single one is.
    pub(crate) fn key(&self) -> Option<&'static str> {
        match self {
            Self::InvalidTable { key, .. } | Self::Generated { key, .. } => Some(key),
            Self::NoLibrary { .. } | Self::NoHeader { .. } | Self::NameTaken { .. } => None,
        }
    }

    /// What to write instead; `None` if the message says so already.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoLibrary { .. } => Some("remove `c-library`, or add a `[lib]` to the crate".to_owned()),
            Self::NoHeader { .. } => Some(
                "have cbindgen write one: add a `cbindgen.toml` beside the manifest; or put it into \
                 `assets/capi/include`; or say that there is none: `[package.metadata.capi.header] enabled = false`"
                    .to_owned(),
            ),
            Self::NameTaken { member, .. } => Some(format!(
                "give it a name of its own: `[package.metadata.conda] c-library = {{ name = \"…\" }}` in `{member}`"
            )),
            Self::InvalidTable { .. } => None,
            Self::Generated { .. } => Some(
                "have cbindgen write the header, or commit the file and name it in `asset`".to_owned(),
            ),
        }
    }
}
