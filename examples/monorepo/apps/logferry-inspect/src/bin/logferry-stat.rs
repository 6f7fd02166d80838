//! Counts recorded frames by level.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use logferry_cli::{Input, Program};
use logferry_inspect::{InspectError, parse_file, records};
use logferry_record::Level;

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "
Counts recorded frames by level.

Usage: logferry-stat [FILE]

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
    let mut counts: BTreeMap<Level, u64> = BTreeMap::new();
    for record in records(input)? {
        *counts.entry(record?.level).or_default() += 1;
    }
    let mut output = io::stdout().lock();
    for (level, count) in counts.into_iter().rev() {
        writeln!(output, "{count:>8} {level}").map_err(InspectError::Write)?;
    }
    Ok(())
}
