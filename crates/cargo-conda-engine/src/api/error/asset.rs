//! Why a package cannot have a file besides its programs.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda_plan::PrintedForm;
use thiserror::Error;

use super::printed::Printed;

/// Why a package cannot have a file besides its programs. Paths are relative to the prefix where nothing else
/// is said.
#[derive(Debug, Error)]
pub enum AssetError {
    /// A file of the sources cannot be installed.
    #[error("failed to install `{source_path}`")]
    Copy {
        /// Absolute path of the file.
        source_path: Utf8PathBuf,
        /// What the file system says.
        #[source]
        error: io::Error,
    },
    /// The build script of the package's crate has not written a file that the manifest names.
    #[error("the build script has written no `{pattern}` into its `OUT_DIR`")]
    NotWritten {
        /// The pattern, below `OUT_DIR`.
        pattern: String,
    },
    /// A file that a program has printed cannot be written.
    #[error("failed to write `{to}`")]
    Write {
        /// The path.
        to: Utf8PathBuf,
        /// What the file system says.
        #[source]
        error: io::Error,
    },
    /// A program does not print the file.
    #[error("`{command}` should print `{to}`")]
    Printed {
        /// The command.
        command: String,
        /// The path of the file.
        to: Utf8PathBuf,
        /// What the program is expected to print.
        form: PrintedForm,
        /// What is wrong.
        #[source]
        failure: AssetFailure,
    },
    /// A file contains a secret, which the package would publish.
    #[error("`{to}` contains the value of the secret `{secret}`")]
    SecretInFile {
        /// The path.
        to: Utf8PathBuf,
        /// The name of the secret's variable.
        secret: String,
    },
}

/// What is wrong with a program that prints a file, or with what it prints. Messages call the program "it".
#[derive(Debug, Error)]
pub enum AssetFailure {
    /// The program cannot be started, or its output cannot be read.
    #[error("it could not be run")]
    NotRun(#[from] io::Error),
    /// The program fails.
    #[error("it {}", ended(*.status))]
    Exit {
        /// The exit status.
        status: ExitStatus,
        /// The first lines of standard error, or of standard output if that is empty.
        #[source]
        printed: Printed,
    },
    /// The program does not end.
    #[error("it did not end within {} seconds", .limit.as_secs())]
    TimedOut {
        /// The time that it had.
        limit: Duration,
        /// The first lines of standard output.
        #[source]
        printed: Printed,
    },
    /// The program prints without end.
    #[error("it printed more than 16 MiB")]
    TooMuch {
        /// The first lines.
        #[source]
        printed: Printed,
    },
    /// There is nothing on standard output.
    #[error("it printed nothing")]
    Nothing,
    /// The text is not UTF-8.
    #[error("it printed something that is not UTF-8")]
    NotUtf8 {
        /// The first lines.
        #[source]
        printed: Printed,
    },
    /// The text has an escape sequence, for colours or for a manual page that is formatted already.
    #[error("it printed an escape sequence for terminals")]
    Escape {
        /// The first lines.
        #[source]
        printed: Printed,
    },
    /// The text contains the path of the prefix or of another directory of the build.
    #[error("it printed a path that only exists during the build: {line}")]
    OwnPath {
        /// The first line with such a path.
        line: String,
    },
    /// A manual page was expected.
    #[error("it printed no manual page, which has a line that begins with `.TH` or `.Dt`")]
    NoManualPage {
        /// The first lines.
        #[source]
        printed: Printed,
    },
    /// The manual page is of another section than its name says.
    #[error("it printed a page of section {found}, not of section {planned}")]
    OtherSection {
        /// The section by the name of the file.
        planned: char,
        /// The section by the title of the page.
        found: String,
    },
}

impl AssetError {
    /// The remedy, as a sentence for the user; `None` if there is no single one.
    pub fn help(&self) -> Option<String> {
        let (form, failure, command) = match self {
            Self::Printed { form, failure, command, .. } => (form, failure, command),
            Self::NotWritten { .. } => {
                return Some(
                    "have the build script write it there, or correct `install` in `[package.metadata.capi]`; a header \
                     of the sources belongs into `assets/capi/include`, and `[package.metadata.capi.header] enabled = \
                     false` says that there is none"
                        .to_owned(),
                );
            }
            Self::Copy { .. } | Self::Write { .. } | Self::SecretInFile { .. } => return None,
        };
        let key = match form {
            PrintedForm::Completions(_) => "completions",
            PrintedForm::ManualPage { .. } => "man-pages",
        };
        Some(match (failure, form) {
            (AssetFailure::OtherSection { found, .. }, _) => {
                format!("name the page: `man-pages = [{{ command = \"{command}\", page = \"….{found}\" }}]`")
            }
            (AssetFailure::OwnPath { .. }, _) => format!(
                "have the program print its name instead of the path it was started by, or give files for `{key}`"
            ),
            (
                AssetFailure::Escape { .. } | AssetFailure::NoManualPage { .. },
                PrintedForm::ManualPage { .. },
            ) => "the program must print the page as roff, not as `man` shows it".to_owned(),
            (_, PrintedForm::Completions(shell)) => format!(
                "correct the command in `completions`; a table can leave the shell out: \
                 `completions = {{ command = \"…\", {} = false }}`",
                shell.name()
            ),
            (_, PrintedForm::ManualPage { .. }) => {
                "correct the command in `man-pages`, or give files: `man-pages = [\"man/*.1\"]`".to_owned()
            }
        })
    }
}

/// How a program ended.
fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exited with {code}"),
        None => "was ended by a signal".to_owned(),
    }
}
