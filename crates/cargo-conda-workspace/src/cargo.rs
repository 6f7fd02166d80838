//! Running cargo: the only process that this crate starts.

use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

/// What cargo said before it gave up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct CargoFailure {
    /// The command as a shell would take it, for reading.
    pub command: String,
    /// The directory that cargo ran in.
    pub directory: Utf8PathBuf,
    /// How the process ended.
    pub status: ExitStatus,
    /// Everything that cargo wrote to its standard error.
    pub stderr: String,
}

impl fmt::Display for CargoFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stderr.trim() {
            "" => write!(formatter, "`{}` ended with {} and said nothing", self.command, self.status),
            words => formatter.write_str(words),
        }
    }
}

/// Leaves out that cargo had to wait for another cargo first: that is no part of why it failed.
fn without_waiting(stderr: &str) -> String {
    let is_waiting = |line: &&str| line.trim_start().starts_with("Blocking waiting for file lock");
    stderr.split_inclusive('\n').filter(|line| !is_waiting(line)).collect()
}

/// One run of cargo.
pub(crate) struct CargoCommand<'a> {
    /// The program.
    pub(crate) cargo: &'a Utf8Path,
    /// Where it runs. Cargo and rustup look for their configuration from here upwards.
    pub(crate) directory: &'a Utf8Path,
    /// The subcommand and its arguments.
    pub(crate) arguments: Vec<String>,
    /// Variables that it does not see.
    pub(crate) withheld: &'a [String],
}

/// Why a run has no answer.
pub(crate) enum RunError {
    /// The process could not be started.
    NotStarted(io::Error),
    /// Cargo ended with an error.
    Failed(Box<CargoFailure>),
    /// The answer is not UTF-8.
    NotUtf8(std::string::FromUtf8Error),
}

impl CargoCommand<'_> {
    /// Runs cargo to its end and returns what it wrote to its standard output.
    pub(crate) fn run(&self) -> Result<String, RunError> {
        let mut command = Command::new(self.cargo);
        for name in self.withheld {
            command.env_remove(name);
        }
        let output = command
            .args(&self.arguments)
            .args(COMMON_ARGUMENTS)
            .current_dir(self.directory)
            .stdin(Stdio::null())
            .output()
            .map_err(RunError::NotStarted)?;
        if !output.status.success() {
            return Err(RunError::Failed(Box::new(CargoFailure {
                command: self.to_string(),
                directory: self.directory.to_owned(),
                status: output.status,
                stderr: without_waiting(&String::from_utf8_lossy(&output.stderr)),
            })));
        }
        String::from_utf8(output.stdout).map_err(RunError::NotUtf8)
    }
}

/// Colours off, because the messages are looked into and shown again.
const COMMON_ARGUMENTS: [&str; 2] = ["--color", "never"];

impl fmt::Display for CargoCommand<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.cargo.as_str())?;
        for argument in self.arguments.iter().map(String::as_str).chain(COMMON_ARGUMENTS) {
            write!(formatter, " {argument}")?;
        }
        Ok(())
    }
}
