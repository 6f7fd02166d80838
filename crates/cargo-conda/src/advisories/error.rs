//! Why there are no advisories.

use std::io;

use camino::Utf8PathBuf;
use cargo_conda_engine::{DatabaseError, EngineError};
use thiserror::Error;

/// Why there are no advisories to audit by.
#[derive(Debug, Error)]
pub enum AdvisoriesError {
    /// The program `git` cannot be started.
    #[error("failed to start `git`, which fetches the database of advisories")]
    NotStarted(#[source] io::Error),
    /// git cannot fetch the database.
    #[error("failed to fetch the database of advisories, `{url}`")]
    NotFetched {
        /// The address, without passwords.
        url: String,
        /// What git wrote to standard error.
        #[source]
        said: SaidByGit,
    },
    /// The network is not used, and no earlier run has fetched the database.
    #[error(
        "the database of advisories, `{url}`, is not on this machine, and `--offline` forbids to fetch it"
    )]
    NotHere {
        /// The address, without passwords.
        url: String,
    },
    /// There is no place for the database.
    #[error("there is no directory of cargo's (`CARGO_HOME`) to keep the database of advisories in")]
    NoHome,
    /// The directory for the database cannot be made or locked.
    #[error("failed to prepare `{path}`, where the database of advisories is kept")]
    Prepare {
        /// The file or directory.
        path: Utf8PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// An advisory that packages are selected by is not in the database.
    #[error("the database has no advisory `{id}`")]
    Unknown {
        /// The id, as the user wrote it.
        id: String,
    },
    /// An advisory that packages are selected by was withdrawn.
    #[error("the advisory `{id}` was withdrawn: it concerns nothing any more")]
    Withdrawn {
        /// The id, as the user wrote it.
        id: String,
    },
    /// There is no published package that an advisory could concern.
    #[error("there are no published packages to look into: the workspace's own channel is empty")]
    NothingPublished,
    /// Published packages cannot be looked into.
    #[error(transparent)]
    Packages(EngineError),
    /// What is there is no database.
    #[error(transparent)]
    Database(DatabaseError),
}

/// What git wrote to standard error.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct SaidByGit(pub(super) String);

impl AdvisoriesError {
    /// What to do about it; `None` if the message says all there is to say.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotStarted(_) => Some("install git, or name a directory with `--db`".to_owned()),
            Self::NotFetched { .. } => Some(
                "try again later; `--offline` takes the advisories of the last run that has fetched them, `--db PATH` \
                 those of a directory"
                    .to_owned(),
            ),
            Self::NotHere { .. } => {
                Some("run once without `--offline`, or name a directory with `--db`".to_owned())
            }
            Self::NoHome => Some("set `CARGO_HOME`, or name a directory with `--db`".to_owned()),
            Self::Database(_) => Some(
                "a database has the form of <https://github.com/RustSec/advisory-db>: \
                 `crates/<name>/RUSTSEC-<year>-<number>.md`"
                    .to_owned(),
            ),
            Self::NothingPublished => Some("name their channel with `--against`".to_owned()),
            Self::Packages(error) => error.help(),
            Self::Prepare { .. } | Self::Unknown { .. } | Self::Withdrawn { .. } => None,
        }
    }
}
