//! How long things took in earlier runs, so that the next one starts the longest first.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8PathBuf;
use fs_err as fs;

use crate::system::atomic_file;

/// Seconds by name, kept in a file.
#[derive(Debug)]
pub(crate) struct Timings {
    path: Utf8PathBuf,
    seconds: BTreeMap<String, f64>,
    has_changed: bool,
}

impl Timings {
    /// What the file says. One that is missing or damaged says nothing: the order of a run is all that is lost.
    pub(crate) fn read(path: Utf8PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap_or_default();
        Self { path, seconds: serde_json::from_str(&text).unwrap_or_default(), has_changed: false }
    }

    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        self.seconds.get(name).copied()
    }

    pub(crate) fn set(&mut self, name: String, seconds: f64) {
        self.seconds.insert(name, seconds);
        self.has_changed = true;
    }

    /// Writes the file aside and renames it, if there is anything new.
    pub(crate) fn write(&self) -> io::Result<()> {
        if !self.has_changed {
            return Ok(());
        }
        atomic_file::write(&self.path, serde_json::to_string_pretty(&self.seconds)?)
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
        fs_err::write(&path, "{\"a\": 1.5, ").unwrap();
        let mut timings = Timings::read(path.clone());
        assert_eq!(timings.get("a"), None);
        timings.set("b".to_owned(), 2.5);
        timings.write().unwrap();
        assert_eq!(Timings::read(path).get("b"), Some(2.5));
    }
}
