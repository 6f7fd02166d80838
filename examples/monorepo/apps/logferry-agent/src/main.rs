//! Reads the log of a host, masks its secrets and ships it as frames.

mod options;
mod ship;

use std::process::ExitCode;

use logferry_cli::Program;

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: options::HELP,
};

fn main() -> ExitCode {
    PROGRAM.run(options::parse, |options| ship::ship(&options))
}
