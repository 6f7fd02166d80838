use std::io::{self, BufReader, BufWriter, Read, Write};
use std::net::TcpListener;

use logferry_cli::InputError;
use logferry_record::logfmt::LogfmtError;
use logferry_record::{Level, json, logfmt};
use logferry_wire::{FrameError, FrameReader};

#[cfg(feature = "metrics")]
use crate::metrics::{Metrics, MetricsError};
use crate::options::{Options, Source};

/// Why collecting ends early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CollectError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("failed to read the record of a frame")]
    Record(#[from] LogfmtError),
    #[error("failed to listen on {address}")]
    Listen { address: String, source: io::Error },
    #[error("failed to write a record")]
    Write(#[source] io::Error),
    #[cfg(feature = "metrics")]
    #[error(transparent)]
    Metrics(#[from] MetricsError),
}

/// Collects from the source that the user asked for.
pub(crate) fn run(options: &Options) -> Result<(), CollectError> {
    let mut collector = Collector {
        output: BufWriter::new(io::stdout().lock()),
        min_level: options.min_level,
        #[cfg(feature = "metrics")]
        metrics: Metrics::new(options.metrics.clone()),
    };
    match &options.source {
        Source::Input(input) => collector.drain(input.open()?),
        Source::Connections { address, once } => collector.serve(address, *once),
    }
}

struct Collector<W: Write> {
    output: W,
    min_level: Level,
    #[cfg(feature = "metrics")]
    metrics: Metrics,
}

impl<W: Write> Collector<W> {
    /// Writes the records of one connection after another.
    fn serve(&mut self, address: &str, once: bool) -> Result<(), CollectError> {
        let failed = |source| CollectError::Listen {
            address: address.to_owned(),
            source,
        };
        let listener = TcpListener::bind(address).map_err(failed)?;
        for stream in listener.incoming().take(if once { 1 } else { usize::MAX }) {
            match self.drain(BufReader::new(stream.map_err(failed)?)) {
                // A damaged stream of one agent must not end the service for the others.
                Err(error @ (CollectError::Frame(_) | CollectError::Record(_))) => {
                    let _ = writeln!(io::stderr(), "a connection was dropped: {error}");
                }
                result => result?,
            }
        }
        Ok(())
    }

    /// Writes the records of a stream of frames.
    fn drain(&mut self, stream: impl Read) -> Result<(), CollectError> {
        for payload in FrameReader::new(stream) {
            let record = logfmt::parse(&String::from_utf8_lossy(&payload?))?;
            #[cfg(feature = "metrics")]
            self.metrics.count(record.level);
            if record.level >= self.min_level {
                writeln!(self.output, "{}", json::format(&record)).map_err(CollectError::Write)?;
            }
        }
        #[cfg(feature = "metrics")]
        self.metrics.save()?;
        self.output.flush().map_err(CollectError::Write)
    }
}

#[cfg(test)]
mod tests {
    use logferry_wire::FrameWriter;

    use super::*;

    #[test]
    fn records_below_the_level_are_left_out() {
        let mut stream = Vec::new();
        let mut frames = FrameWriter::new(&mut stream);
        for payload in [
            "level=debug msg=start",
            "level=error msg=\"disk is full\" host=web-1",
        ] {
            frames
                .write(payload.as_bytes())
                .expect("a vector takes every write");
        }
        let mut collector = Collector {
            output: Vec::new(),
            min_level: Level::Info,
            #[cfg(feature = "metrics")]
            metrics: Metrics::default(),
        };
        collector
            .drain(stream.as_slice())
            .expect("the stream is whole");
        let written = String::from_utf8_lossy(&collector.output);
        assert_eq!(
            written,
            "{\"level\":\"error\",\"msg\":\"disk is full\",\"fields\":{\"host\":\"web-1\"}}\n"
        );
    }
}
