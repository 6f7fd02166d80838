use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use logferry_record::Level;

/// Why the counters are not on disk.
#[derive(Debug, thiserror::Error)]
#[error("failed to write the counters to {}", path.display())]
pub(crate) struct MetricsError {
    path: PathBuf,
    source: io::Error,
}

/// Counts received records by level, including those below the minimum level.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    file: Option<PathBuf>,
    records: BTreeMap<Level, u64>,
}

impl Metrics {
    /// Counters that are saved in `file`; `None` saves them nowhere.
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        Self {
            file,
            records: BTreeMap::new(),
        }
    }

    pub(crate) fn count(&mut self, level: Level) {
        *self.records.entry(level).or_default() += 1;
    }

    /// Writes the counters so far.
    pub(crate) fn save(&self) -> Result<(), MetricsError> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        File::create(path)
            .and_then(|mut file| file.write_all(self.render().as_bytes()))
            .map_err(|source| MetricsError {
                path: path.clone(),
                source,
            })
    }

    /// The counters in the text format of Prometheus, every level among them.
    fn render(&self) -> String {
        let mut text = String::from("# TYPE logferry_records_total counter\n");
        let mut digits = itoa::Buffer::new();
        for level in Level::ALL {
            let count = self.records.get(&level).copied().unwrap_or_default();
            text.push_str("logferry_records_total{level=\"");
            text.push_str(level.as_str());
            text.push_str("\"} ");
            text.push_str(digits.format(count));
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_a_counter() {
        let mut metrics = Metrics::default();
        metrics.count(Level::Warn);
        metrics.count(Level::Warn);
        let text = metrics.render();
        assert!(
            text.contains("logferry_records_total{level=\"warn\"} 2\n"),
            "{text}"
        );
        assert!(
            text.contains("logferry_records_total{level=\"trace\"} 0\n"),
            "{text}"
        );
    }
}
