use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use lexopt::Arg;

/// The exit code for a wrong command line.
const USAGE: u8 = 2;

/// The name, version and help text of a program.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The name of the binary.
    pub name: &'static str,
    /// The version of its package.
    pub version: &'static str,
    /// What `--help` prints.
    pub help: &'static str,
}

/// Why a command line does not lead to a run.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The user asked for help.
    #[error("help was asked for")]
    Help,
    /// The user asked for the version.
    #[error("the version was asked for")]
    Version,
    /// The command line is wrong.
    #[error(transparent)]
    Usage(#[from] lexopt::Error),
}

impl Stop {
    /// Turns an argument that the program does not know into help, version or a usage error.
    pub fn at(argument: Arg<'_>) -> Self {
        match argument {
            Arg::Short('h') | Arg::Long("help") => Self::Help,
            Arg::Short('V') | Arg::Long("version") => Self::Version,
            other => Self::Usage(other.unexpected()),
        }
    }
}

impl Program {
    /// Parses the command line, runs the program and reports what went wrong.
    ///
    /// The exit code is 0 for success, 1 for a failed run and 2 for a wrong command line. A reader
    /// that closes the pipe early is no failure.
    pub fn run<O, E: Error + 'static>(
        &self,
        parse: impl FnOnce(lexopt::Parser) -> Result<O, Stop>,
        execute: impl FnOnce(O) -> Result<(), E>,
    ) -> ExitCode {
        match parse(lexopt::Parser::from_env()) {
            Ok(options) => match execute(options) {
                Err(error) if !is_broken_pipe(&error) => {
                    self.fail(&describe(&error), ExitCode::FAILURE)
                }
                _ => ExitCode::SUCCESS,
            },
            Err(Stop::Help) => self.answer(self.help.trim()),
            Err(Stop::Version) => self.answer(&format!("{} {}", self.name, self.version)),
            // The message of a usage error repeats its cause's already.
            Err(Stop::Usage(error)) => self.fail(&error.to_string(), ExitCode::from(USAGE)),
        }
    }

    fn answer(&self, text: &str) -> ExitCode {
        match writeln!(io::stdout(), "{text}") {
            Err(error) if !is_broken_pipe(&error) => {
                self.fail(&describe(&error), ExitCode::FAILURE)
            }
            _ => ExitCode::SUCCESS,
        }
    }

    fn fail(&self, message: &str, code: ExitCode) -> ExitCode {
        // If standard error is closed too, the message cannot be shown anywhere.
        let _ = writeln!(io::stderr(), "{}: {message}", self.name);
        code
    }
}

/// The error and its causes, on one line.
fn describe(error: &(dyn Error + 'static)) -> String {
    let messages: Vec<_> = chain(error).map(ToString::to_string).collect();
    messages.join(": ")
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    chain(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InputError;

    #[test]
    fn help_and_version_are_no_mistakes() {
        assert!(matches!(Stop::at(Arg::Long("help")), Stop::Help));
        assert!(matches!(Stop::at(Arg::Short('V')), Stop::Version));
        assert!(matches!(Stop::at(Arg::Long("hlep")), Stop::Usage(_)));
    }

    #[test]
    fn causes_follow_the_error() {
        let error = InputError::Line(io::Error::other("the disk is gone"));
        assert_eq!(describe(&error), "failed to read a line: the disk is gone");
    }

    #[test]
    fn a_broken_pipe_is_found_below_other_errors() {
        let broken = InputError::Line(ErrorKind::BrokenPipe.into());
        assert!(is_broken_pipe(&broken));
        let missing = InputError::Line(ErrorKind::NotFound.into());
        assert!(!is_broken_pipe(&missing));
    }
}
