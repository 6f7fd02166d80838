//! Why a chore is not done.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use thiserror::Error;

/// Why a chore is not done.
#[derive(Debug, Error)]
pub(crate) enum ChoreError {
    /// The command line names no chore.
    #[error("which chore?\n\n{help}")]
    Usage {
        /// What can be typed.
        help: &'static str,
    },
    /// A program is not there, or may not be run.
    #[error("failed to start `{command}`")]
    Start {
        /// As it would be typed.
        command: String,
        #[source]
        source: io::Error,
    },
    /// A program says that something is wrong.
    #[error("`{command}` ended with {status}")]
    Failed {
        /// As it would be typed.
        command: String,
        status: ExitStatus,
    },
    /// Debian and Ubuntu ship a Python that cannot make virtual environments.
    #[error(
        "this Python cannot make virtual environments; on Debian and Ubuntu: \
         `apt-get install python3-venv`"
    )]
    NoVenv {
        #[source]
        source: Box<Self>,
    },
    /// A file of the repository cannot be read or written.
    #[error("failed to use a file of the repository")]
    File(#[source] io::Error),
    /// A manifest is not TOML.
    #[error("failed to read `{}`", .path.display())]
    Manifest {
        path: PathBuf,
        #[source]
        source: Box<toml_edit::TomlError>,
    },
    /// A Rust file cannot be parsed.
    #[error("failed to parse `{}`", .path.display())]
    Rust {
        path: PathBuf,
        #[source]
        source: syn::Error,
    },
    /// This machine lacks what a channel is made of.
    #[error("{} not there; on Debian and Ubuntu: `{remedy}`", is_or_are(.missing))]
    Missing {
        /// Programs and files.
        missing: Vec<String>,
        /// What to type.
        remedy: String,
    },
    /// The local channel is for Linux only.
    #[error("a channel can be made with a toolchain for Linux on x86-64 or AArch64; this one is for {host}")]
    OtherHost {
        /// The toolchain's own triple.
        host: String,
    },
    /// A distribution's compiler: the rest of the system is beside it.
    #[error(
        "the Rust toolchain is spread over `{}`; a channel is made from one that has a directory of its own, \
         as rustup installs it", .sysroot.display()
    )]
    SpreadToolchain { sysroot: PathBuf },
    /// A program does not tell its version in the way that it used to.
    #[error("failed to find a version in what `{program}` writes")]
    NoVersion {
        /// As it would be typed.
        program: String,
    },
    /// A run whose end was not told.
    #[error("`{program}` did not say when it had finished")]
    NoEnd {
        /// The program.
        program: String,
    },
    /// What was asked of a benchmark cannot be measured.
    #[error("{0}")]
    Bench(String),
    /// A package of a channel is not written.
    #[error("failed to write `{}`", .path.display())]
    Archive {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// Rules are broken.
    #[error("{} broken:\n{}", count(.0.len()), .0.join("\n"))]
    Untidy(Vec<String>),
    /// Standard output cannot be written.
    #[error("failed to write to standard output")]
    Write(#[source] io::Error),
}

impl ChoreError {
    /// The message, and a line for each cause.
    pub(crate) fn with_causes(&self) -> String {
        let causes = std::iter::successors(self.source(), |&cause| cause.source());
        causes.fold(format!("error: {self}"), |text, cause| text + "\n  cause: " + &cause.to_string())
    }
}

fn is_or_are(missing: &[String]) -> String {
    missing.join(", ") + if missing.len() == 1 { " is" } else { " are" }
}

fn count(rules: usize) -> String {
    if rules == 1 { "1 rule is".to_owned() } else { format!("{rules} rules are") }
}
