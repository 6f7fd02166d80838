//! What a campaign reports: a text for people and a line of JSON for programs.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::time::{Instant, SystemTime};

use serde_json::json;

use super::options::Options;
use crate::error::ChoreError;
use crate::step::announce;

/// How often progress is announced, in units of the count.
const PROGRESS: u64 = 50;

/// The results of a campaign so far.
pub(super) struct Report {
    kind: &'static str,
    options: Options,
    began: Instant,
    /// True if progress is announced.
    is_announced: bool,
    /// How many kills, edits, rounds or runs there were.
    done: u64,
    /// Further figures by name.
    figures: BTreeMap<String, u64>,
    /// A text for each failure, in the order in which they came.
    failures: Vec<String>,
}

impl Report {
    pub(super) fn new(kind: &'static str, options: &Options) -> Self {
        Self {
            kind,
            options: options.clone(),
            began: Instant::now(),
            is_announced: true,
            done: 0,
            figures: BTreeMap::new(),
            failures: Vec::new(),
        }
    }

    /// A report that is never printed and never done.
    pub(super) fn of_nothing() -> Self {
        let options = Options::new(u64::MAX);
        Self { is_announced: false, ..Self::new("", &options) }
    }

    /// Counts kills, edits, rounds or runs. Announces progress now and then.
    pub(super) fn add(&mut self, done: u64) {
        let before = self.done / PROGRESS;
        self.done += done;
        if self.is_announced && self.done / PROGRESS > before {
            let Self { kind, done, failures, .. } = self;
            let seconds = self.began.elapsed().as_secs();
            announce(&format!(
                "{kind}: {done} of {}, {} failures, {seconds} s",
                self.options.count,
                failures.len()
            ));
        }
    }

    /// How many kills, edits, rounds or runs there were.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// Adds to a figure.
    pub(super) fn count(&mut self, name: impl Into<String>, more: u64) {
        *self.figures.entry(name.into()).or_default() += more;
    }

    /// Notes a failure and announces it. A campaign with this seed and this count is the case alone.
    pub(super) fn fail(&mut self, seed: u64, count: u64, what: &str) {
        let failure = format!("{what}\n  to repeat: {}", self.command(seed, count));
        announce(&format!("{} failed: {failure}", self.kind));
        self.failures.push(failure);
    }

    /// True once there were as many kills, edits, rounds or runs as were asked for, or time is over.
    pub(super) fn is_done(&self) -> bool {
        let is_late =
            self.options.minutes.is_some_and(|minutes| self.began.elapsed().as_secs() >= 60 * minutes);
        self.done >= self.options.count || is_late
    }

    /// The command that does the same from a seed.
    fn command(&self, seed: u64, count: u64) -> String {
        let Self { kind, options, .. } = self;
        let bytes = if options.bytes { " --bytes" } else { "" };
        format!("cargo xtask campaign {kind}{bytes} --seed {seed} --count {count}")
    }

    /// Prints the report. Failures are an error.
    pub(super) fn finish(self) -> Result<(), ChoreError> {
        let command = self.command(self.options.seed, self.options.count);
        let Self { kind, options, began, done, figures, failures, .. } = self;
        let Options { seed, .. } = options;
        let date = date(SystemTime::now());
        let seconds = began.elapsed().as_secs();
        announce(&format!("{kind}: {done} with seed {seed}, {} failures, {seconds} s", failures.len()));
        for (name, number) in &figures {
            announce(&format!("  {name}: {number}"));
        }
        let line = json!({
            "campaign": kind, "count": done, "seed": seed, "failures": failures.len(), "figures": figures,
            "date": date, "seconds": seconds, "command": command,
        });
        writeln!(io::stdout(), "{line}").map_err(ChoreError::Write)?;
        if failures.is_empty() {
            return Ok(());
        }
        Err(ChoreError::Campaign(format!(
            "{} of the campaign `{kind}` failed; they are above",
            failures.len()
        )))
    }
}

/// The date of a time in UTC, as `2026-01-31`.
fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // The algorithm of https://howardhinnant.github.io/date_algorithms.html#civil_from_days, for days after
    // 1970.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let of_day = |day: u64| date(SystemTime::UNIX_EPOCH + Duration::from_hours(24 * day));
        assert_eq!(of_day(0), "1970-01-01");
        assert_eq!(of_day(11_016), "2000-02-29");
        assert_eq!(of_day(20_454), "2026-01-01");
    }
}
