use std::io::{self, BufWriter, Write};
use std::net::TcpStream;

use logferry_cli::InputError;
use logferry_record::{Level, Record, Redactor, logfmt};
use logferry_wire::{FrameError, FrameWriter};

use crate::options::Options;

/// Why the agent stops before its input ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShipError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("failed to connect to {collector}")]
    Connect {
        collector: String,
        source: io::Error,
    },
}

/// Ships the input's lines, each in its own frame.
pub(crate) fn ship(options: &Options) -> Result<(), ShipError> {
    let mut frames = FrameWriter::new(output(options.collector.as_deref())?);
    for line in options.input.lines()? {
        let line = line?;
        if !line.trim().is_empty() {
            frames.write(payload(&line, &options.redactor).as_bytes())?;
        }
    }
    Ok(frames.flush()?)
}

fn output(collector: Option<&str>) -> Result<Box<dyn Write>, ShipError> {
    let Some(collector) = collector else {
        return Ok(Box::new(BufWriter::new(io::stdout().lock())));
    };
    match TcpStream::connect(collector) {
        Ok(stream) => Ok(Box::new(BufWriter::new(stream))),
        Err(source) => Err(ShipError::Connect {
            collector: collector.to_owned(),
            source,
        }),
    }
}

/// The line as it may leave the host.
fn payload(line: &str, redactor: &Redactor) -> String {
    let mut record = logfmt::parse(line).unwrap_or_else(|_| Record::new(Level::Info, line));
    redactor.apply(&mut record);
    logfmt::format(&record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_on_the_host() {
        let payload = payload("level=warn msg=login token=abc", &Redactor::default());
        assert_eq!(payload, "level=warn msg=login token=***");
    }

    #[test]
    fn other_lines_become_messages() {
        let payload = payload("\"a quote and no key\"", &Redactor::default());
        assert_eq!(payload, r#"level=info msg="\"a quote and no key\"""#);
    }
}
