//! Errors of chores.

use std::error::Error as _;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use thiserror::Error;

/// Why a chore failed.
#[derive(Debug, Error)]
pub(crate) enum ChoreError {
    /// The command line names no chore, or an unknown one.
    #[error("no such chore\n\n{help}")]
    Usage {
        /// The chores and their options.
        help: &'static str,
    },
    /// A program is missing or not executable.
    #[error("failed to start `{command}`")]
    Start {
        /// The command line.
        command: String,
        #[source]
        source: io::Error,
    },
    /// A program ended with an exit status other than zero.
    #[error("`{command}` ended with {status}")]
    Failed {
        /// The command line.
        command: String,
        status: ExitStatus,
    },
    /// `python -m venv` failed; Debian and Ubuntu package that module separately.
    #[error(
        "this Python cannot make virtual environments; on Debian and Ubuntu: \
         `apt-get install python3-venv`"
    )]
    NoVenv {
        #[source]
        source: Box<Self>,
    },
    /// A file cannot be read or written. The source names its path.
    #[error("failed to read or write a file")]
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
    /// A downloaded package is not the one that was pinned.
    #[error("the archive of `{package}` has the digest {digest}, which is not the pinned one")]
    OtherDigest { package: &'static str, digest: String },
    /// Programs or files that a channel is made of are missing.
    #[error("{} missing; on Debian and Ubuntu: `{remedy}`", is_or_are(.missing))]
    Missing {
        /// The names of programs and the paths of files.
        missing: Vec<String>,
        /// A command that installs all of them.
        remedy: String,
    },
    /// A program that a chore calls is not installed.
    #[error("`{program}` is not installed: `{remedy}` installs it")]
    NotInstalled {
        program: &'static str,
        /// A command that installs it.
        remedy: &'static str,
    },
    /// The toolchain runs on a platform that the channel has no packages for.
    #[error("a channel needs a toolchain for Linux on x86-64 or AArch64; this one is for {host}")]
    OtherHost {
        /// The host triple of the toolchain.
        host: String,
    },
    /// The toolchain is a distribution's package, so its sysroot contains the rest of the system too.
    #[error(
        "the Rust toolchain shares `{}` with other programs; a channel needs one with a directory of its own, \
         as rustup installs it", .sysroot.display()
    )]
    SpreadToolchain { sysroot: PathBuf },
    /// The output of a program has no version where one is expected.
    #[error("failed to find a version in the output of `{program}`")]
    NoVersion {
        /// The program or its command line.
        program: String,
    },
    /// The output of a run has no event `finished`.
    #[error("the output of `{program}` has no event `finished`")]
    NoEnd {
        /// Path of the program.
        program: String,
    },
    /// A benchmark was called wrongly, or a run did not do what was to be measured. The text is the message.
    #[error("{0}")]
    Bench(String),
    /// A campaign cannot go on, or has found failures. The text is the message.
    #[error("{0}")]
    Campaign(String),
    /// A package of a channel cannot be written.
    #[error("failed to write `{}`", .path.display())]
    Archive {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// Dependencies break a rule of `deny.toml`, one line each.
    #[error("dependencies that must not be there:\n{}", .0.join("\n"))]
    Denied(Vec<String>),
    /// Pages of the book are wider than the window of a reader, one line each.
    #[error("pages that are too wide:\n{}", .0.join("\n"))]
    TooWide(Vec<String>),
    /// A browser has opened a page of the book, and its script has not run.
    #[error("the browser did not say how wide a page is")]
    NotMeasured,
    /// A tag is not that of the workspace's version.
    #[error("the tag `{tag}` is not `v{version}`, which is the version of the workspace")]
    OtherTag { tag: String, version: String },
    /// The changelog has no section for a version.
    #[error("CHANGELOG.md says nothing below `## [{version}]`")]
    NoNotes { version: String },
    /// Rules of `cargo xtask tidy` are broken, one line each.
    #[error("{} broken:\n{}", count(.0.len()), .0.join("\n"))]
    Untidy(Vec<String>),
    /// Programs of tests failed, one line each.
    #[error("tests failed:\n{}", .0.join("\n"))]
    FailedTests(Vec<String>),
    /// Standard output cannot be written.
    #[error("failed to write to standard output")]
    Write(#[source] io::Error),
}

impl ChoreError {
    /// The message, followed by a line for each error in the chain of sources.
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
