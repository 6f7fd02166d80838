use logferry_cli::lexopt::Parser;
use logferry_cli::lexopt::prelude::*;
use logferry_cli::{Input, Stop};
use logferry_record::Level;

pub(crate) const HELP: &str = "
Receives frames from agents and writes their records as lines of JSON.

Usage: logferry-collector [OPTIONS] [FILE]

Without a FILE, or with `-`, the standard input is read.

Options:
      --listen HOST:PORT  Read from connections to this address and not from a FILE
      --once              Stop after the first connection
      --min-level LEVEL   Leave out records below this level: trace, debug, info, warn or error
      --metrics FILE      Write counters to this file (builds with the feature `metrics` only)
  -h, --help              Print this help
  -V, --version           Print the version
";

/// What the user asked for.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) source: Source,
    pub(crate) min_level: Level,
    #[cfg(feature = "metrics")]
    pub(crate) metrics: Option<std::path::PathBuf>,
}

/// Where frames come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Input(Input),
    Connections { address: String, once: bool },
}

pub(crate) fn parse(mut parser: Parser) -> Result<Options, Stop> {
    let mut input = None;
    let mut address = None;
    let mut once = false;
    let mut min_level = Level::Trace;
    #[cfg(feature = "metrics")]
    let mut metrics = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("listen") => address = Some(parser.value()?.string()?),
            Long("once") => once = true,
            Long("min-level") => min_level = parser.value()?.parse()?,
            #[cfg(feature = "metrics")]
            Long("metrics") => metrics = Some(parser.value()?.into()),
            Value(file) if input.is_none() => input = Some(Input::from(file)),
            other => return Err(Stop::at(other)),
        }
    }
    let source = match address {
        Some(_) if input.is_some() => {
            return Err(Stop::Usage("a FILE and --listen exclude each other".into()));
        }
        Some(address) => Source::Connections { address, once },
        None => Source::Input(input.unwrap_or_default()),
    };
    Ok(Options {
        source,
        min_level,
        #[cfg(feature = "metrics")]
        metrics,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<Options, Stop> {
        parse(Parser::from_iter(
            ["logferry-collector"].iter().chain(arguments),
        ))
    }

    #[test]
    fn an_address_makes_a_server() {
        let options = options(&["--listen", "localhost:4270", "--min-level", "warn"])
            .expect("the arguments are right");
        let expected = Source::Connections {
            address: "localhost:4270".to_owned(),
            once: false,
        };
        assert_eq!(options.source, expected);
        assert_eq!(options.min_level, Level::Warn);
    }

    #[test]
    fn mistakes_are_named() {
        let error = options(&["--min-level", "loud"]).expect_err("there is no such level");
        assert!(
            error.to_string().contains("unknown level `loud`"),
            "{error}"
        );
        assert!(options(&["--listen", "localhost:4270", "frames"]).is_err());
    }
}
