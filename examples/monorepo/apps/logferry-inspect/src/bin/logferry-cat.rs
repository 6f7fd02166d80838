//! Prints recorded frames as lines of logfmt.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use logferry_cli::{Input, Program};
use logferry_inspect::{InspectError, parse_file, records};
use logferry_record::logfmt;

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "
Prints recorded frames as lines of logfmt.

Usage: logferry-cat [FILE]

Without a FILE, or with `-`, the standard input is read.

Options:
  -h, --help     Print this help
  -V, --version  Print the version
",
};

fn main() -> ExitCode {
    PROGRAM.run(parse_file, |input| print(&input))
}

fn print(input: &Input) -> Result<(), InspectError> {
    let mut output = BufWriter::new(io::stdout().lock());
    for record in records(input)? {
        writeln!(output, "{}", logfmt::format(&record?)).map_err(InspectError::Write)?;
    }
    output.flush().map_err(InspectError::Write)
}
