//! The command line: arguments in, a call of the library, an exit code out.

mod args;
mod commands;
mod diagnostic;
mod exit_code;
mod memory_size;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

use self::args::{Cargo, Command};
use self::diagnostic::Failure;

/// Parses the command line and does what it says.
pub(crate) fn main() -> ExitCode {
    let Cargo::Conda(conda) = Cargo::parse();
    let result = match &conda.command {
        Command::Plan(command) => commands::plan::run(command),
        Command::Build(command) => commands::build::run(command),
        Command::Recipe(command) => commands::recipe::run(command),
        Command::Graph(command) => commands::graph::run(command),
        Command::Affected(command) => commands::affected::run(command),
        Command::Index(command) => commands::index::run(command),
        Command::Workflow(command) => commands::workflow::run(command),
        Command::Why(command) => commands::why::run(command),
        Command::Clean(command) => commands::clean::run(command),
    };
    match result {
        Ok(code) => code.into(),
        // Who closes the pipe has read enough.
        Err(failure) if failure.is_broken_pipe() => exit_code::Code::Success.into(),
        Err(failure) => Failure::show(failure).into(),
    }
}
