//! Converts logs between logfmt and JSON.

mod format;
mod options;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use logferry_cli::{InputError, Program};

use crate::format::FormatError;
use crate::options::Options;

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: options::HELP,
};

/// Why the conversion of a log ends early.
#[derive(Debug, thiserror::Error)]
enum ConvertError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("line {line}")]
    Line { line: usize, source: FormatError },
    #[error("failed to write a line")]
    Write(#[source] io::Error),
}

fn main() -> ExitCode {
    PROGRAM.run(options::parse, |options| convert(&options))
}

fn convert(Options { input, from, to }: &Options) -> Result<(), ConvertError> {
    let mut output = BufWriter::new(io::stdout().lock());
    for (index, line) in input.lines()?.enumerate() {
        let record = from.read(&line?).map_err(|source| ConvertError::Line {
            line: index + 1,
            source,
        })?;
        writeln!(output, "{}", to.write(&record)).map_err(ConvertError::Write)?;
    }
    output.flush().map_err(ConvertError::Write)
}
