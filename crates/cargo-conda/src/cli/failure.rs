//! What a command can fail with, and the exit code that follows from it.

use std::error::Error;
use std::io::{self, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::{
    AdvisoriesError, BuildError, ConfigFileError, Fault, GitError, LoadError, MaterialsError, PlanError,
    SessionError, VerifyError, explain,
};
use cargo_conda_report::NoRun;
use cargo_conda_workspace::IgnoredLockFile;
use thiserror::Error;

use super::commands::{InitError, NoSuchCommand, WorkflowError};
use super::exit_code::Code;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The process offers less than a session needs.
    Session(SessionError),
    /// The workspace cannot be loaded.
    Load(LoadError),
    /// A configuration file cannot be read.
    ConfigFile(ConfigFileError),
    /// git cannot say what has changed.
    Git(GitError),
    /// A command that compares was given no revision.
    NoRevision(NoRevision),
    /// The workspace cannot be planned.
    Plan(PlanError),
    /// The crates of a package cannot be told.
    Materials(MaterialsError),
    /// A bill of materials for several packages was to go to standard output.
    SeveralBills(SeveralBills),
    /// It is not said which channel packages are published to.
    NoDestination(NoDestination),
    /// There can be no workflow.
    Workflow(WorkflowError),
    /// Configuration was not written.
    Init(InitError),
    /// A manual page was asked for that is none.
    NoSuchCommand(NoSuchCommand),
    /// Finished packages were to be read before there are any.
    NoChannel(NoChannel),
    /// A run ended without a summary.
    Build(BuildError),
    /// The process cannot handle signals.
    Signals(ctrlc::Error),
    /// A recipe would lack a part of its source.
    Recipe(OutsideWorkspace),
    /// The lock file is not where the `cargo install` of a recipe looks for it.
    LockFile(IgnoredLockFile),
    /// There are no advisories to audit by.
    Advisories(AdvisoriesError),
    /// Packages could not be verified.
    Verify(VerifyError),
    /// A file of events, or standard input, cannot be read.
    ReadEvents(io::Error),
    /// A file that should have the events of a run has something else.
    Events(NoRun),
    /// A file, standard output or standard error cannot be written.
    Write(io::Error),
}

/// `cargo conda affected` without `--since` and without a channel to compare with.
#[derive(Debug, Error)]
#[error(
    "`affected` needs a git revision to compare with: `--since origin/main`; or a channel: `--against CHANNEL`"
)]
pub(crate) struct NoRevision;

/// `cargo conda sbom` for several packages, without a directory.
#[derive(Debug, Error)]
#[error(
    "there are {count} packages, and standard output takes one bill of materials: name a package with `-p`, \
     or a directory with `--output-dir`"
)]
pub(crate) struct SeveralBills {
    /// The number of packages.
    pub(crate) count: usize,
}

/// `cargo conda publish` without a channel, in a workspace whose key `against` does not name one channel.
#[derive(Debug, Error)]
#[error(
    "`publish` needs a channel: `cargo conda publish CHANNEL`{}",
    if .against.is_empty() { "; or name one in the key `against`" } else { "; the key `against` names several" }
)]
pub(crate) struct NoDestination {
    /// The channels of the key `against`, in its order.
    pub(crate) against: Vec<String>,
}

/// `cargo conda test`, `audit` or `verify` in a workspace whose packages were never built.
#[derive(Debug, Error)]
#[error("there is no channel at `{directory}`; `cargo conda build` makes it")]
pub(crate) struct NoChannel {
    /// The absolute path of the directory that builds would put the channel into.
    pub(crate) directory: Utf8PathBuf,
}

/// A package whose recipe would need a file that its source does not contain.
#[derive(Debug, Error)]
#[error(
    "`{package}` needs `{path}`, which is outside the workspace's directory, the only source of its recipe"
)]
pub(crate) struct OutsideWorkspace {
    /// The name of the crate.
    pub(crate) package: String,
    /// The absolute path of a file or directory.
    pub(crate) path: Utf8PathBuf,
}

impl Failure {
    /// True if the reader of standard output or standard error is gone.
    pub(super) fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) => error.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        }
    }

    /// Writes the message to standard error and gives the exit code.
    pub(super) fn show(&self) -> Code {
        // If standard error cannot be written, the exit code is all that is left.
        let _unwritten = write!(io::stderr(), "{}", explain(self.error()));
        self.code()
    }

    fn error(&self) -> &(dyn Error + 'static) {
        match self {
            Self::Session(error) => error,
            Self::Load(error) => error,
            Self::ConfigFile(error) => error,
            Self::Git(error) => error,
            Self::NoRevision(error) => error,
            Self::Plan(error) => error,
            Self::Materials(error) => error,
            Self::SeveralBills(error) => error,
            Self::NoDestination(error) => error,
            Self::Workflow(error) => error,
            Self::Init(error) => error,
            Self::NoSuchCommand(error) => error,
            Self::NoChannel(error) => error,
            Self::Build(error) => error,
            Self::Signals(error) => error,
            Self::Recipe(error) => error,
            Self::LockFile(error) => error,
            Self::Advisories(error) => error,
            Self::Verify(error) => error,
            Self::Events(error) => error,
            Self::ReadEvents(error) | Self::Write(error) => error,
        }
    }

    fn code(&self) -> Code {
        match self {
            // The argument names no file.
            Self::ReadEvents(error) if error.kind() == io::ErrorKind::NotFound => Code::BadInput,
            Self::Session(SessionError::Directory(_))
            | Self::Signals(_)
            | Self::Advisories(AdvisoriesError::NotFetched { .. }) => Code::Failed,
            Self::Advisories(AdvisoriesError::Packages(error)) => code_for(error.fault()),
            Self::Advisories(AdvisoriesError::Prepare { source, .. }) => code_for(Fault::of_file(source)),
            Self::Session(_)
            | Self::Load(_)
            | Self::ConfigFile(_)
            | Self::Git(_)
            | Self::NoRevision(_)
            | Self::Plan(_)
            | Self::Materials(_)
            | Self::SeveralBills(_)
            | Self::NoDestination(_)
            | Self::Workflow(_)
            | Self::Init(_)
            | Self::NoSuchCommand(_)
            | Self::NoChannel(_)
            | Self::Recipe(_)
            | Self::LockFile(_)
            | Self::Advisories(_)
            | Self::Events(_)
            | Self::Verify(VerifyError::Load(_) | VerifyError::Plan(_)) => Code::BadInput,
            Self::Build(error) | Self::Verify(VerifyError::Build(error)) => match error {
                BuildError::Engine(error) => code_for(error.fault()),
                BuildError::Report(_) => Code::Interrupted,
            },
            Self::Verify(
                VerifyError::Copy(error) | VerifyError::Compare(error) | VerifyError::Keep(error),
            )
            | Self::ReadEvents(error)
            | Self::Write(error) => code_for(Fault::of_file(error)),
        }
    }
}

pub(super) fn code_for(fault: Fault) -> Code {
    match fault {
        Fault::Input => Code::BadInput,
        Fault::Machine => Code::Failed,
        Fault::Interrupt => Code::Interrupted,
    }
}
