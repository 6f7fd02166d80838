//! Reports of commands that tell of one archive after the other, and of all at the end: text on standard
//! error, or JSON on standard output.

use std::io::{self, Write};

use cargo_conda::{BuildError, Interrupt, Verbosity, color_for};
use cargo_conda_engine::EngineError;
use cargo_conda_report::TextOptions;

use super::args::{FormatArgs, OutputFormat, TalkArgs};
use super::failure::Failure;
use super::output;

/// A report that is being written.
pub(super) struct ArchiveReport {
    format: OutputFormat,
    options: TextOptions,
    /// Stops the command.
    interrupt: Interrupt,
    /// Why the report could not be written.
    unwritten: Option<io::Error>,
}

impl ArchiveReport {
    pub(super) fn begin(format: &FormatArgs, talk: &TalkArgs, interrupt: &Interrupt) -> Self {
        Self {
            format: format.format,
            options: TextOptions { color: color_for(&io::stderr()), verbosity: talk.verbosity() },
            interrupt: interrupt.clone(),
            unwritten: None,
        }
    }

    /// Tells of an archive. If that fails, the command is stopped: the reader of the report is gone, and with
    /// it the reason to go on.
    pub(super) fn tell(
        &mut self,
        text: impl FnOnce(TextOptions, &mut dyn Write) -> io::Result<()>,
        json: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) {
        let written = match self.format {
            OutputFormat::Text => text(self.options, &mut io::stderr()),
            OutputFormat::Json => json(&mut output::stdout()),
        };
        if let Err(error) = written {
            self.interrupt.request();
            self.unwritten.get_or_insert(error);
        }
    }

    /// What the command has come to, unless the report could not be written.
    pub(super) fn ended<T>(&mut self, outcome: Result<T, EngineError>) -> Result<T, Failure> {
        match self.unwritten.take() {
            Some(error) => Err(Failure::Build(BuildError::Report(error))),
            None => outcome.map_err(|error| Failure::Build(BuildError::Engine(error))),
        }
    }

    /// Tells of all archives.
    pub(super) fn finish(
        self,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        json: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match self.format {
            OutputFormat::Text if self.options.verbosity == Verbosity::Quiet => Ok(()),
            OutputFormat::Text => text(&mut io::stderr()),
            OutputFormat::Json => json(&mut output::stdout()),
        }
        .and_then(|()| io::stderr().flush())
        .map_err(Failure::Write)
    }
}
