//! Runs programs and announces them on standard error.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use crate::error::ChoreError;

/// Writes a line to standard error.
pub(crate) fn announce(text: &str) {
    // A failure to write to standard error cannot be reported anywhere.
    let _unwritten = writeln!(io::stderr(), "{text}");
}

/// Runs a program with its output shown. An exit status other than zero is an error.
pub(crate) fn run(command: &mut Command) -> Result<(), ChoreError> {
    announce(&format!("$ {}", display(command)));
    let status =
        command.status().map_err(|source| ChoreError::Start { command: display(command), source })?;
    if status.success() { Ok(()) } else { Err(ChoreError::Failed { command: display(command), status }) }
}

/// Runs a program and returns its standard output. An exit status other than zero is an error.
pub(crate) fn output_of(command: &mut Command) -> Result<String, ChoreError> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| ChoreError::Start { command: display(command), source })?;
    if !output.status.success() {
        return Err(ChoreError::Failed { command: display(command), status: output.status });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command line of a command, for messages. Arguments are not quoted.
fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
