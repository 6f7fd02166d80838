//! Sends recorded frames to a collector once more.

use std::io::{self, BufWriter};
use std::net::TcpStream;
use std::process::ExitCode;

use logferry_cli::lexopt::Parser;
use logferry_cli::lexopt::prelude::*;
use logferry_cli::{Input, Program, Stop};
use logferry_inspect::{InspectError, records};
use logferry_record::logfmt;
use logferry_wire::{FrameError, FrameWriter};

const PROGRAM: Program = Program {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    help: "
Sends recorded frames to a collector once more.

Usage: logferry-replay --to HOST:PORT [FILE]

Without a FILE, or with `-`, the standard input is read.

Options:
      --to HOST:PORT  The collector
  -h, --help          Print this help
  -V, --version       Print the version
",
};

/// Why the replay of a recording ends early.
#[derive(Debug, thiserror::Error)]
enum ReplayError {
    #[error(transparent)]
    Recording(#[from] InspectError),
    #[error("failed to send")]
    Send(#[from] FrameError),
    #[error("failed to connect to {collector}")]
    Connect {
        collector: String,
        source: io::Error,
    },
}

struct Options {
    collector: String,
    input: Input,
}

fn main() -> ExitCode {
    PROGRAM.run(parse, replay)
}

fn parse(mut parser: Parser) -> Result<Options, Stop> {
    let mut collector = None;
    let mut input = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("to") => collector = Some(parser.value()?.string()?),
            Value(file) if input.is_none() => input = Some(Input::from(file)),
            other => return Err(Stop::at(other)),
        }
    }
    let collector = collector.ok_or(Stop::Usage("--to HOST:PORT is missing".into()))?;
    Ok(Options {
        collector,
        input: input.unwrap_or_default(),
    })
}

fn replay(Options { collector, input }: Options) -> Result<(), ReplayError> {
    let stream = match TcpStream::connect(&collector) {
        Ok(stream) => BufWriter::new(stream),
        Err(source) => return Err(ReplayError::Connect { collector, source }),
    };
    let mut frames = FrameWriter::new(stream);
    for record in records(&input)? {
        frames.write(logfmt::format(&record?).as_bytes())?;
    }
    Ok(frames.flush()?)
}
