//! Where programs of the machine are run, and what they see.

use std::io;
use std::process::Output;

use camino::Utf8Path;

use crate::api::{BuildEnvironment, BuildRequest};
use crate::cargo::command_in;

/// A directory and the environment of builds with the machine's toolchain.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) directory: &'a Utf8Path,
    pub(super) environment: &'a BuildEnvironment,
}

/// A run that was successful, or the reason why not.
pub(super) enum Answer {
    /// What the program wrote to standard output.
    Says(String),
    /// The program failed; what it wrote to standard error.
    Failed(String),
    /// There is no such program, or the system does not start it.
    NotStarted(io::Error),
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(request: BuildRequest<'a>) -> Self {
        Self { directory: request.workspace.root(), environment: &request.options.environment }
    }

    /// The value of a variable that builds see; `None` if it is not set.
    pub(super) fn variable(self, name: &str) -> Option<&'a str> {
        self.environment.variables().get(name).map(String::as_str)
    }

    /// Runs a program to its end.
    pub(super) fn run(self, program: &str, arguments: &[&str]) -> Answer {
        let mut command = command_in(program, self.directory, self.environment);
        match command.args(arguments).stdin(std::process::Stdio::null()).output() {
            Err(error) => Answer::NotStarted(error),
            Ok(Output { status, stdout, .. }) if status.success() => {
                Answer::Says(String::from_utf8_lossy(&stdout).into_owned())
            }
            Ok(Output { stderr, .. }) => Answer::Failed(String::from_utf8_lossy(&stderr).into_owned()),
        }
    }

    /// Whether a program can be started and succeeds.
    pub(super) fn succeeds(self, program: &str, arguments: &[&str]) -> bool {
        matches!(self.run(program, arguments), Answer::Says(_))
    }
}
