//! Runs cargo. No other module of this crate starts a process.

use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

/// A run of cargo that ended with an error.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct CargoFailure {
    /// The command with its arguments, to be shown; it is not quoted for a shell.
    pub command: String,
    /// The directory that cargo ran in.
    pub directory: Utf8PathBuf,
    /// The exit status of the process.
    pub status: ExitStatus,
    /// The standard error of cargo, without the lines about waiting for another cargo. Of a long line, such
    /// as one that shows a file without line breaks, only the beginning is there.
    pub stderr: String,
}

impl fmt::Display for CargoFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stderr.trim() {
            "" => write!(formatter, "`{}` ended with {} and no message", self.command, self.status),
            words => formatter.write_str(words),
        }
    }
}

/// Removes the lines in which cargo says that it waits for another cargo, because they do not explain a
/// failure, and the rest of long lines.
fn readable(stderr: &str) -> String {
    let is_waiting = |line: &&str| line.trim_start().starts_with("Blocking waiting for file lock");
    let lines = stderr.lines().filter(|line| !is_waiting(line));
    lines.map(|line| shortened(line) + "\n").collect()
}

/// The beginning of a line. Cargo shows the line of a file that it cannot read, which may be all of a file.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The most characters of a line of cargo's that are shown.
const MOST_CHARACTERS: usize = 1000;

/// One run of cargo.
pub(crate) struct CargoCommand<'a> {
    /// The program.
    pub(crate) cargo: &'a Utf8Path,
    /// The directory to run in. Cargo and rustup search for their configuration from here upwards.
    pub(crate) directory: &'a Utf8Path,
    /// The subcommand and its arguments.
    pub(crate) arguments: Vec<String>,
    /// Variables that are set in its environment, with their values.
    pub(crate) variables: &'a [(&'a str, &'a str)],
    /// Variables that are removed from its environment.
    pub(crate) withheld: &'a [String],
}

/// A run of cargo without an answer.
pub(crate) enum RunError {
    /// The process could not be started.
    NotStarted(io::Error),
    /// Cargo ended with an error.
    Failed(Box<CargoFailure>),
    /// The answer is not UTF-8.
    NotUtf8(std::string::FromUtf8Error),
}

impl CargoCommand<'_> {
    /// Runs cargo to its end and returns its standard output.
    pub(crate) fn run(&self) -> Result<String, RunError> {
        let mut command = Command::new(self.cargo);
        for name in self.withheld {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().copied());
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
                stderr: readable(&String::from_utf8_lossy(&output.stderr)),
            })));
        }
        String::from_utf8(output.stdout).map_err(RunError::NotUtf8)
    }
}

/// No colours, because messages are searched for known sentences and shown again.
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

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn what_cargo_says_is_kept_without_waiting_and_the_rest_of_long_lines() {
        let said = "    Blocking waiting for file lock on package cache\nerror: no\n  | ";
        let long = format!("{said}{}\n  | ^\n", "ä".repeat(100_000));
        let lines = readable(&long);
        assert_eq!(lines.lines().count(), 3, "{}", lines.len());
        assert!(lines.starts_with("error: no\n  | ää") && lines.ends_with("ä…\n  | ^\n"));
        assert!(lines.chars().count() < 1100);
    }
}
