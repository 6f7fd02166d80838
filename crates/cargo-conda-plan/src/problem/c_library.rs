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
    /// A file that the build script writes is to be installed, and there is no build script.
    #[error("`{pattern}` names files that a build script writes, and `{member}` has none")]
    NoBuildScript {
        /// The key below the table, its parts separated by dots.
        key: &'static str,
        /// The pattern, as the user wrote it.
        pattern: String,
        /// The name of the crate.
        member: String,
    },
    /// Neither a shared nor a static library is to be made.
    #[error("the C library `{member}` would have neither a shared nor a static library")]
    NoKind {
        /// The name of the crate.
        member: String,
    },
    /// What running programs need is to be a package of its own, and they need nothing.
    #[error("the C library `{member}` is a static one alone, of which running programs need nothing")]
    NothingToRun {
        /// The name of the crate.
        member: String,
    },
}

/// What deserves attention in what a manifest says of a C library.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CLibraryWarning {
    /// cargo-c knows no such key.
    #[error(
        "cargo-c has no key `{}` in `[package.metadata.capi]`, so it has no effect; {}",
        .path.join("."),
        match .nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "remove it".to_owned(),
        }
    )]
    UnknownKey {
        /// The path of the key below the table.
        path: Vec<String>,
        /// The key of the same table whose name is most like it; `None` if none is.
        nearest: Option<&'static str>,
    },
    /// cargo-c compiles other crates with these flags, too.
    #[error(
        "`library.rustflags` is for the crate of the library alone here, and for all crates that it is linked from \
         with cargo-c; for these, write `[package.metadata.conda] env = {{ RUSTFLAGS = \"{flags}\" }}`"
    )]
    Rustflags {
        /// The flags.
        flags: String,
    },
}

impl CLibraryWarning {
    /// The path, below cargo-c's table, of the key that it is about.
    pub(crate) fn path(&self) -> Vec<&str> {
        match self {
            Self::UnknownKey { path, .. } => path.iter().map(String::as_str).collect(),
            Self::Rustflags { .. } => vec!["library", "rustflags"],
        }
    }
}

impl CLibraryProblem {
    /// The key below cargo-c's table that is wrong, its parts separated by dots; `None` if no single one is.
    pub(crate) fn key(&self) -> Option<&'static str> {
        match self {
            Self::InvalidTable { key, .. } | Self::NoBuildScript { key, .. } => Some(key),
            Self::NoLibrary { .. }
            | Self::NoHeader { .. }
            | Self::NameTaken { .. }
            | Self::NoKind { .. }
            | Self::NothingToRun { .. } => None,
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
            Self::NoBuildScript { .. } => {
                Some("add a `build.rs` that writes them into `OUT_DIR`, or name files of the sources in `asset`".to_owned())
            }
            Self::NoKind { .. } => Some("remove `shared = false` or `static = false`".to_owned()),
            Self::NothingToRun { .. } => {
                Some("remove `devel = true`, or make a shared library too: `shared = true`".to_owned())
            }
        }
    }
}
