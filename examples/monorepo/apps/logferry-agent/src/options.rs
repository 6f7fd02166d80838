use logferry_cli::lexopt::prelude::*;
use logferry_cli::lexopt::{Error, Parser};
use logferry_cli::{Input, Stop};
use logferry_record::Redactor;

pub(crate) const HELP: &str = "
Reads log lines and ships them as frames, with secrets masked.

Usage: logferry-agent [OPTIONS] [FILE]

A line that is not logfmt is shipped as the message of a record of level `info`. Without a FILE, or
with `-`, the standard input is read.

Options:
      --to HOST:PORT  Ship to this collector and not to the standard output
      --redact NAME   Mask this field too; may be given more than once
  -h, --help          Print this help
  -V, --version       Print the version
";

/// What the user asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) input: Input,
    pub(crate) collector: Option<String>,
    pub(crate) redactor: Redactor,
}

pub(crate) fn parse(mut parser: Parser) -> Result<Options, Stop> {
    let mut options = Options::default();
    let mut input = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("to") => options.collector = Some(string(&mut parser)?),
            Long("redact") => options.redactor.add(&string(&mut parser)?),
            Value(file) if input.is_none() => input = Some(Input::from(file)),
            other => return Err(Stop::at(other)),
        }
    }
    options.input = input.unwrap_or_default();
    Ok(options)
}

fn string(parser: &mut Parser) -> Result<String, Error> {
    parser.value()?.string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let arguments = ["logferry-agent", "--to=logs:4270", "app.log"];
        let options = parse(Parser::from_iter(arguments)).expect("the arguments are right");
        assert_eq!(options.collector.as_deref(), Some("logs:4270"));
        assert_eq!(options.input, Input::File("app.log".into()));
    }

    #[test]
    fn one_file_is_enough() {
        let arguments = ["logferry-agent", "a.log", "b.log"];
        assert!(matches!(
            parse(Parser::from_iter(arguments)),
            Err(Stop::Usage(_))
        ));
    }
}
