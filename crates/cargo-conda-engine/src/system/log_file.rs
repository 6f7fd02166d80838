//! The log file of one package or environment: everything that its processes print, with rattler-build's
//! remarks between the lines.

use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use fs_err as fs;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LogLine {
    /// A child process printed it.
    Process(String),
    /// rattler-build logged it.
    Remark(String),
}

/// A log file that several threads write to.
pub(crate) struct LogFile(Mutex<fs::File>);

impl LogFile {
    pub(crate) fn create(path: &Utf8Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create(path).map(Mutex::new).map(Self)
    }

    /// Appends a line. Remarks of rattler-build are marked with `#`, so that output of processes stands out.
    pub(crate) fn write(&self, line: &LogLine) {
        let (mark, text) = match line {
            LogLine::Process(text) => ("", text),
            LogLine::Remark(text) => ("# ", text),
        };
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in text.lines() {
            // A build must not fail because its log cannot be written.
            let _unwritten = writeln!(file, "{mark}{part}");
        }
    }
}
