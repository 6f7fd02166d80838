//! How long crates and packages took in earlier runs, so that the schedule starts the longest first.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8PathBuf;

use crate::system::{Point, fault_point, kept_file};

/// Version of the file's format.
const SCHEMA: u32 = 1;

/// Durations in seconds, by name, kept in a file.
#[derive(Debug)]
pub(crate) struct Timings {
    path: Utf8PathBuf,
    seconds: BTreeMap<String, f64>,
    has_changed: bool,
}

impl Timings {
    /// Reads the file. If it is missing, damaged or of another schema, no duration is known; only the order
    /// in which packages start depends on it.
    pub(crate) fn read(path: Utf8PathBuf) -> Self {
        let seconds = kept_file::read(&path, SCHEMA).ok().flatten().unwrap_or_default();
        Self { path, seconds, has_changed: false }
    }

    /// The last duration under this name, in seconds; `None` if there was none.
    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        self.seconds.get(name).copied()
    }

    pub(crate) fn set(&mut self, name: String, seconds: f64) {
        self.seconds.insert(name, seconds);
        self.has_changed = true;
    }

    /// Writes the file, if there is anything new.
    pub(crate) fn write(&self) -> io::Result<()> {
        if !self.has_changed {
            return Ok(());
        }
        kept_file::write(&self.path, SCHEMA, &self.seconds)?;
        fault_point(Point::TimingsWritten)
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::Timings;

    #[test]
    fn a_damaged_file_says_nothing_and_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("timings.json");
        for damaged in ["{\"schema\": 1, \"seconds\": {\"a\": 1.5, ", "{\"a\": 1.5}", ""] {
            fs_err::write(&path, damaged).unwrap();
            let mut timings = Timings::read(path.clone());
            assert_eq!(timings.get("a"), None);
            timings.set("b".to_owned(), 2.5);
            timings.write().unwrap();
            assert_eq!(Timings::read(path.clone()).get("b"), Some(2.5));
        }
    }
}
