//! Code that the programs of this package share: their arguments, and reading recorded frames.

use std::io;

use logferry_cli::lexopt::Parser;
use logferry_cli::lexopt::prelude::*;
use logferry_cli::{Input, InputError, Stop};
use logferry_record::Record;
use logferry_record::logfmt::{self, LogfmtError};
use logferry_wire::{FrameError, FrameReader};

/// Why a recording cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The recording cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The recording is damaged.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A frame holds something other than a record.
    #[error("failed to read the record of a frame")]
    Record(#[from] LogfmtError),
    /// Writing the output failed.
    #[error("failed to write")]
    Write(#[source] io::Error),
}

/// Parses the command line of a program that only takes a file.
pub fn parse_file(mut parser: Parser) -> Result<Input, Stop> {
    let mut input = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(file) if input.is_none() => input = Some(Input::from(file)),
            other => return Err(Stop::at(other)),
        }
    }
    Ok(input.unwrap_or_default())
}

/// Opens a recording and reads its records.
pub fn records(
    input: &Input,
) -> Result<impl Iterator<Item = Result<Record, InspectError>>, InspectError> {
    Ok(FrameReader::new(input.open()?).map(|payload| record(&payload?)))
}

fn record(payload: &[u8]) -> Result<Record, InspectError> {
    Ok(logfmt::parse(&String::from_utf8_lossy(payload))?)
}

#[cfg(test)]
mod tests {
    use logferry_record::Level;

    use super::*;

    #[test]
    fn a_payload_is_a_record() {
        let record = record(b"level=warn msg=slow").expect("the payload is logfmt");
        assert_eq!(record, Record::new(Level::Warn, "slow"));
        assert!(matches!(super::record(b"=1"), Err(InspectError::Record(_))));
    }
}
