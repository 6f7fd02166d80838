//! What the tests of a package have run and printed, from the lines of the log.
//!
//! rattler-build runs the commands of a test in one script and tells only the script's exit status. bash
//! traces each command on a line that starts with `+ `, and ends at the first that fails. On Windows the
//! shell does not trace, so no command is known there.
//!
//! The trace goes to standard error, and rattler-build reads standard output through another pipe. So a line
//! that a command prints there just before it ends can arrive after the trace of the next command, and counts
//! as the next one's.

use crate::api::{Printed, TestCommand};

/// The most lines that are kept of one command.
const KEPT_LINES: usize = 200;

/// The commands of a test so far.
#[derive(Debug, Default)]
pub(super) struct TestTranscript {
    /// Each traced command with the last lines that it printed, in order.
    commands: Vec<(String, Vec<String>)>,
}

impl TestTranscript {
    /// Takes the next line that a test printed.
    pub(super) fn hear(&mut self, line: &str) {
        if let Some(command) = line.strip_prefix("+ ") {
            self.commands.push((command.to_owned(), Vec::new()));
        } else if let Some((_, printed)) = self.commands.last_mut() {
            if printed.len() == KEPT_LINES {
                printed.remove(0);
            }
            printed.push(line.to_owned());
        }
    }

    /// The commands that failed, now that the test has failed: the last one. Of a generated test, which tries
    /// `--version` and then `--help`, both.
    pub(super) fn failed(self, is_generated: bool) -> Vec<TestCommand> {
        let is_help = self.commands.last().is_some_and(|(command, _)| command.ends_with(" --help"));
        let count = if is_generated && is_help { 2 } else { 1 };
        let skipped = self.commands.len().saturating_sub(count);
        let failed = self.commands.into_iter().skip(skipped);
        failed.map(|(command, printed)| TestCommand { command, printed: Printed::last_of(printed) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::TestTranscript;

    fn failed(lines: &[&str], is_generated: bool) -> Vec<String> {
        let mut transcript = TestTranscript::default();
        for line in lines {
            transcript.hear(line);
        }
        let failed = transcript.failed(is_generated).into_iter();
        failed.map(|tried| format!("{}: {}", tried.command, tried.printed)).collect()
    }

    #[test]
    fn the_last_command_failed_and_of_a_generated_test_both() {
        let lines = ["noise", "+ a --version", "a 1.0", "+ b --version", "usage", "+ b --help", "usage"];
        assert_eq!(failed(&lines, true), ["b --version: usage", "b --help: usage"]);
        assert_eq!(failed(&lines, false), ["b --help: usage"]);
        assert!(failed(&["noise"], true).is_empty());
    }
}
