//! What a command can fail with, and whose fault it is.

use std::error::Error;
use std::io::{self, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::engine::EngineError;
use cargo_conda::plan::PlanError;
use cargo_conda::workspace::LoadError;
use cargo_conda::{BuildError, GitError, SessionError, explain};
use thiserror::Error;

use super::exit_code::Code;

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The process is in no state to begin.
    Session(SessionError),
    /// The workspace cannot be loaded.
    Load(LoadError),
    /// git does not know what has changed.
    Git(GitError),
    /// Nobody said what to compare with.
    NoRevision(NoRevision),
    /// There is no plan.
    Plan(PlanError),
    /// The run broke off.
    Build(BuildError),
    /// Signals cannot be handled.
    Signals(ctrlc::Error),
    /// A recipe cannot be written.
    Recipe(OutsideWorkspace),
    /// Something cannot be written.
    Write(io::Error),
}

/// A change is one since something.
#[derive(Debug, Error)]
#[error("`affected` needs a git revision to compare with: `--since origin/main`")]
pub(crate) struct NoRevision;

/// A recipe would need what its source does not have.
#[derive(Debug, Error)]
#[error(
    "`{package}` needs `{path}`, which is outside the workspace's directory, the only source of its recipe"
)]
pub(crate) struct OutsideWorkspace {
    /// The crate.
    pub(crate) package: String,
    /// What lies outside.
    pub(crate) path: Utf8PathBuf,
}

impl Failure {
    /// Whether the reader of our output is gone.
    pub(super) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) => error.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        }
    }

    /// Whose fault it is.
    fn code(&self) -> Code {
        match self {
            Self::Session(_)
            | Self::Load(_)
            | Self::Git(_)
            | Self::NoRevision(_)
            | Self::Plan(_)
            | Self::Recipe(_) => Code::BadInput,
            Self::Build(BuildError::Engine(error)) => engine_code(error),
            // Nobody reads on, so the run was stopped: what was asked for is not done.
            Self::Build(BuildError::Report(_)) => Code::Interrupted,
            Self::Build(_) | Self::Signals(_) | Self::Write(_) => Code::Failed,
        }
    }

    /// Shows it on standard error.
    pub(super) fn show(self) -> Code {
        // Nowhere is left to tell that standard error cannot be written.
        let _unwritten = write!(io::stderr(), "{}", explain(self.error()));
        self.code()
    }

    fn error(&self) -> &(dyn Error + 'static) {
        match self {
            Self::Session(error) => error,
            Self::Load(error) => error,
            Self::Git(error) => error,
            Self::NoRevision(error) => error,
            Self::Plan(error) => error,
            Self::Build(error) => error,
            Self::Signals(error) => error,
            Self::Recipe(error) => error,
            Self::Write(error) => error,
        }
    }
}

/// Whose fault it is that a run could not be made.
fn engine_code(error: &EngineError) -> Code {
    match error {
        EngineError::InterruptedWhileWaiting | EngineError::Interrupted => Code::Interrupted,
        EngineError::TooDeep { .. }
        | EngineError::DollarInPath { .. }
        | EngineError::SpaceInPath { .. }
        | EngineError::ForeignPlatform { .. }
        | EngineError::InvalidChannel { .. }
        | EngineError::ArchivesDiffer { .. }
        | EngineError::NoChannel { .. }
        | EngineError::RattlerConfig(_)
        | EngineError::Recipe { .. }
        | EngineError::SecretNotSet { .. }
        | EngineError::VariantFile { .. }
        | EngineError::Prepare { .. }
        | EngineError::Clean { .. } => Code::BadInput,
        _ => Code::Failed,
    }
}
