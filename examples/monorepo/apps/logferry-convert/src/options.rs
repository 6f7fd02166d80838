use logferry_cli::lexopt::Parser;
use logferry_cli::lexopt::prelude::*;
use logferry_cli::{Input, Stop};

use crate::format::Format;

pub(crate) const HELP: &str = "
Converts logs between logfmt and JSON.

Usage: logferry-convert [OPTIONS] [FILE]

Without a FILE, or with `-`, the standard input is read.

Options:
      --from FORMAT  The format of the input: logfmt (the default) or json
      --to FORMAT    The format of the output: json (the default) or logfmt
  -h, --help         Print this help
  -V, --version      Print the version
";

/// What the user asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) input: Input,
    pub(crate) from: Format,
    pub(crate) to: Format,
}

pub(crate) fn parse(mut parser: Parser) -> Result<Options, Stop> {
    let mut input = None;
    let mut from = Format::Logfmt;
    let mut to = Format::Json;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("from") => from = parser.value()?.parse()?,
            Long("to") => to = parser.value()?.parse()?,
            Value(file) if input.is_none() => input = Some(Input::from(file)),
            other => return Err(Stop::at(other)),
        }
    }
    Ok(Options {
        input: input.unwrap_or_default(),
        from,
        to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read() {
        let arguments = ["logferry-convert", "--from", "json", "--to=logfmt"];
        let options = parse(Parser::from_iter(arguments)).expect("the arguments are right");
        let expected = Options {
            input: Input::Standard,
            from: Format::Json,
            to: Format::Logfmt,
        };
        assert_eq!(options, expected);
    }

    #[test]
    fn an_unknown_format_is_named() {
        let arguments = ["logferry-convert", "--to", "xml"];
        let error = parse(Parser::from_iter(arguments)).expect_err("there is no such format");
        assert!(
            error.to_string().contains("unknown format `xml`"),
            "{error}"
        );
    }
}
