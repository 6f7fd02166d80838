//! Receives frames from agents and writes their records as lines of JSON.

mod collect;
#[cfg(feature = "metrics")]
mod metrics;
mod options;

use std::process::ExitCode;

use logferry_cli::Program;

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: options::HELP,
};

fn main() -> ExitCode {
    PROGRAM.run(options::parse, |options| collect::run(&options))
}
