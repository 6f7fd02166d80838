//! A test of a package that failed: which command, how it ended, what it printed.

use std::fmt;

use thiserror::Error;

use super::printed::Printed;
use super::step::StepError;

/// Tests of a package that failed.
#[derive(Debug, Error)]
pub struct FailedTest {
    /// The commands that were tried last, in order: a single one, or `--version` and then `--help` of a
    /// program that answers neither. The exit status is that of the last. Empty if it is not known which
    /// command failed.
    pub commands: Vec<TestCommand>,
    /// The exit status; above 128 if a signal ended the process, which then has this number less 128. `None`
    /// if it is not a command that failed.
    pub status: Option<i32>,
    /// What rattler-build says.
    pub reason: StepError,
}

/// A command of a test that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCommand {
    /// The command, as the shell traced it.
    pub command: String,
    /// The last lines that it printed.
    pub printed: Printed,
}

impl FailedTest {
    /// The message in one line: of what a command printed, the line that says most.
    pub(super) fn headline(&self) -> String {
        let printed = |printed: &Printed| printed.headline().map(|line| format!(" and printed `{line}`"));
        self.say(&printed)
    }

    fn say(&self, printed: &dyn Fn(&Printed) -> Option<String>) -> String {
        let (Some((last, earlier)), Some(status)) = (self.commands.split_last(), self.status) else {
            return self.reason.to_string();
        };
        let said = printed(&last.printed).unwrap_or_else(|| " and printed nothing".to_owned());
        let failed = format!("`{}` {}{said}", last.command, ended(status));
        let before = earlier.iter().map(|tried| {
            let said = printed(&tried.printed).unwrap_or_else(|| " and printed nothing".to_owned());
            format!("`{}` failed{said}; ", tried.command)
        });
        before.collect::<String>() + &failed
    }
}

impl fmt::Display for FailedTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printed = |printed: &Printed| match printed.lines() {
            [] => None,
            [line] => Some(format!(" and printed `{}`", line.trim())),
            lines => Some(format!(" and printed:\n{}\n", lines.join("\n"))),
        };
        f.write_str(self.say(&printed).trim_end())
    }
}

/// How a process ended, by the exit status of its shell.
fn ended(status: i32) -> String {
    match status {
        137 => "was killed (SIGKILL)".to_owned(),
        129..=192 => format!("was ended by signal {}", status - 128),
        status => format!("exited with {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{FailedTest, Printed, StepError, TestCommand};

    fn ran(command: &str, printed: &[&str]) -> TestCommand {
        TestCommand { command: command.to_owned(), printed: Printed::last_of(printed.iter().copied()) }
    }

    fn failed(commands: Vec<TestCommand>, status: Option<i32>) -> FailedTest {
        FailedTest { commands, status, reason: StepError::of("no test") }
    }

    #[test]
    fn a_command_is_shown_with_its_status_and_what_it_printed() {
        let usage = ["usage: tool FILE"];
        let both = failed(vec![ran("tool --version", &usage), ran("tool --help", &usage)], Some(2));
        insta::assert_snapshot!(both, @"`tool --version` failed and printed `usage: tool FILE`; `tool --help` exited with 2 and printed `usage: tool FILE`");
        assert_eq!(both.headline(), both.to_string());
        let long = failed(vec![ran("tool --check", &["one", "error: two", "three"])], Some(139));
        insta::assert_snapshot!(long, @r"
        `tool --check` was ended by signal 11 and printed:
        one
        error: two
        three
        ");
        assert_eq!(long.headline(), "`tool --check` was ended by signal 11 and printed `error: two`");
        insta::assert_snapshot!(failed(vec![ran("false", &[])], Some(1)), @"`false` exited with 1 and printed nothing");
    }

    #[test]
    fn without_a_command_the_reason_is_shown() {
        assert_eq!(failed(Vec::new(), Some(1)).to_string(), "no test");
        assert_eq!(failed(vec![ran("a", &[])], None).to_string(), "no test");
    }
}
