//! The log of one package, and what the engine learns from the lines that go there.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use camino::Utf8Path;

use super::news::{JobNews, Report};
use super::test_transcript::TestTranscript;
use crate::cargo::{CargoMessage, CargoReport, Diagnostic, FailureWatch, parse_message};
use crate::system::{LogFile, LogLine};

/// What the lines of a package's log have told so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// What the package is made from.
    pub(super) report: CargoReport,
    /// What failed, if the build fails.
    pub(super) failures: FailureWatch,
    /// What the tests have run and printed; `None` before the tests.
    pub(super) tests: Option<TestTranscript>,
}

/// The log of one package. Everything goes to the file, and what processes print is reported too. Of cargo's
/// messages, what rustc says to people goes to the file; the messages themselves are reported only.
pub(super) struct PackageLog {
    file: LogFile,
    report: Arc<Report>,
    heard: Arc<Mutex<Heard>>,
}

impl PackageLog {
    pub(super) fn create(path: &Utf8Path, report: Arc<Report>, heard: Arc<Mutex<Heard>>) -> io::Result<Self> {
        Ok(Self { file: LogFile::create(path)?, report, heard })
    }

    /// Takes the next line. Lines must come one at a time, in order.
    pub(super) fn take(&self, line: LogLine) {
        match line {
            LogLine::Process(text) => self.take_text(text),
            LogLine::Remark(_) => self.file.write(&line),
        }
    }

    fn take_text(&self, text: String) {
        let message = parse_message(&text);
        {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let heard = &mut *heard;
            match (&message, &mut heard.tests) {
                (Some(message), _) => {
                    heard.report.note(message);
                    heard.failures.note(message);
                }
                (None, Some(tests)) => tests.hear(&text),
                (None, None) => {
                    heard.report.note_printed(&text);
                    heard.failures.hear(&text);
                }
            }
        }
        match message {
            None | Some(CargoMessage::Unreadable) => self.print(text),
            Some(CargoMessage::Diagnostic(Diagnostic { rendered, .. })) => {
                rendered.lines().for_each(|line| self.print(line.to_owned()));
            }
            Some(message) => (self.report)(JobNews::Cargo(message)),
        }
    }

    /// Writes a line that is for people, and reports it.
    pub(super) fn print(&self, text: String) {
        let line = LogLine::Process(text);
        self.file.write(&line);
        if let LogLine::Process(text) = line {
            (self.report)(JobNews::Line(text));
        }
    }
}
