//! Makes log lines for load tests: the same ones in every run.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use logferry_cli::lexopt::Parser;
use logferry_cli::lexopt::prelude::*;
use logferry_cli::{Program, Stop};
use logferry_record::{Level, Record, logfmt};

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "
Makes log lines for load tests: the same ones in every run.

Usage: logferry-loadgen [--lines COUNT]

Options:
      --lines COUNT  How many lines to make; 1000 if not given
  -h, --help         Print this help
  -V, --version      Print the version
",
};

const HOSTS: [&str; 3] = ["db-1", "web-1", "web-2"];
const MESSAGES: [&str; 4] = [
    "request served",
    "login",
    "disk is nearly full",
    "cache miss",
];

fn main() -> ExitCode {
    PROGRAM.run(parse, write_lines)
}

fn parse(mut parser: Parser) -> Result<usize, Stop> {
    let mut lines = 1000;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("lines") => lines = parser.value()?.parse()?,
            other => return Err(Stop::at(other)),
        }
    }
    Ok(lines)
}

fn write_lines(count: usize) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    (0..count).try_for_each(|index| writeln!(output, "{}", logfmt::format(&record(index))))?;
    output.flush()
}

/// The record at an index. The periods of its parts have no common divisor, so that all
/// combinations of them occur.
fn record(index: usize) -> Record {
    Record::new(
        Level::ALL[index % Level::ALL.len()],
        MESSAGES[index % MESSAGES.len()],
    )
    .with_field("host", HOSTS[index % HOSTS.len()])
    .with_field("request", index.to_string())
    .with_field("token", format!("t-{index}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_combinations_occur() {
        let all = Level::ALL.len() * MESSAGES.len() * HOSTS.len();
        let seen: BTreeSet<_> = (0..all)
            .map(record)
            .map(|record| (record.level, record.message, record.fields["host"].clone()))
            .collect();
        assert_eq!(seen.len(), all);
    }
}
