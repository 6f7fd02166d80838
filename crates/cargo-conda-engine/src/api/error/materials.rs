//! Why a package cannot say what it is made of.

use std::io;

use camino::Utf8PathBuf;
use cargo_conda_inventory::{EmbedError, NoticeProblem};
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::ClosureError;
use thiserror::Error;

/// A package cannot say which crates it is made of.
#[derive(Debug, Error)]
pub enum MaterialsError {
    /// The platform has no Rust triple, so the crates that are compiled for it are unknown.
    #[error("{platform} is no platform of Rust's")]
    UnknownTriple {
        /// The platform.
        platform: Platform,
    },
    /// The crates of the package cannot be told.
    #[error("cannot tell which crates its programs consist of")]
    Closure(#[source] ClosureError),
    /// Crates lack what has to be passed on with them.
    #[error("{}", list(.0))]
    Notices(Vec<NoticeProblem>),
    /// The list of crates cannot be added to a program.
    #[error("cannot add the list of its crates to `{binary}`")]
    Program {
        /// The program, relative to the prefix.
        binary: Utf8PathBuf,
        /// What is wrong with it.
        #[source]
        source: EmbedError,
    },
    /// A file cannot be read or written.
    #[error("failed to read or write a file")]
    File(#[from] io::Error),
}

impl MaterialsError {
    /// The remedy, as a sentence for the user; `None` if there is no single one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Notices(problems) => problems.iter().find_map(NoticeProblem::crate_name).map(|name| {
                format!(
                    "say it in `[workspace.metadata.conda.third-party-licenses.clarify.{name}]`, with \
                     `license = \"…\"` and `files = [\"…\"]`; `third-party-licenses = false` ships no texts \
                     of other crates"
                )
            }),
            Self::Program { .. } => {
                Some("`auditable = false` in `[package.metadata.conda]` leaves the list out".to_owned())
            }
            Self::UnknownTriple { .. } | Self::Closure(_) | Self::File(_) => None,
        }
    }
}

/// The problems in one line.
fn list(problems: &[NoticeProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
