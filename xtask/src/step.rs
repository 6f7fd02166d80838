//! Running programs, and saying so.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use crate::error::ChoreError;

/// Writes a line for the person who waits.
pub(crate) fn announce(text: &str) {
    // Nowhere is left to tell that standard error cannot be written.
    let _unwritten = writeln!(io::stderr(), "{text}");
}

/// Runs a program and lets it talk. Not being successful is an error.
pub(crate) fn run(command: &mut Command) -> Result<(), ChoreError> {
    announce(&format!("$ {}", display(command)));
    let status =
        command.status().map_err(|source| ChoreError::Start { command: display(command), source })?;
    if status.success() { Ok(()) } else { Err(ChoreError::Failed { command: display(command), status }) }
}

/// Runs a program in silence and gives what it writes to standard output.
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

/// A command as it would be typed, more or less: nothing that we run needs quoting.
fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
