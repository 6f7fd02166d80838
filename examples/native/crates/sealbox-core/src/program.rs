use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// The name, version and help text of a program.
#[derive(Debug)]
pub struct Program {
    /// The name under which the program is started.
    pub name: &'static str,
    /// Printed by `--version`.
    pub version: &'static str,
    /// Printed by `--help`.
    pub help: &'static str,
}

impl Program {
    /// Answers `--version` and `--help`, and passes all other arguments to `work`.
    pub fn run(&self, work: impl FnOnce(&[String]) -> Result<(), Box<dyn Error>>) -> ExitCode {
        let arguments: Vec<_> = std::env::args().skip(1).collect();
        let done = match arguments.first().map(String::as_str) {
            Some("--version" | "-V") => say(&format!("{} {}\n", self.name, self.version)),
            Some("--help" | "-h") => say(self.help),
            _ => work(&arguments),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}: {error}", self.name);
                ExitCode::FAILURE
            }
        }
    }
}

fn say(text: &str) -> Result<(), Box<dyn Error>> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}
