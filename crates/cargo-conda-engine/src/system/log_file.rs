//! Everything that a build prints, in a file.

use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use fs_err as fs;

/// One line of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LogLine {
    /// A process printed it.
    Process(String),
    /// rattler-build says it.
    Remark(String),
}

/// A log file that several threads write.
pub(crate) struct LogFile(Mutex<fs::File>);

impl LogFile {
    pub(crate) fn create(path: &Utf8Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create(path).map(Mutex::new).map(Self)
    }

    /// Remarks of rattler-build's are marked, so that what processes print stands out.
    pub(crate) fn write(&self, line: &LogLine) {
        let (mark, text) = match line {
            LogLine::Process(text) => ("", text),
            LogLine::Remark(text) => ("# ", text),
        };
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in text.lines() {
            // A log that cannot be written must not fail a build that can be made.
            let _unwritten = writeln!(file, "{mark}{part}");
        }
    }
}
