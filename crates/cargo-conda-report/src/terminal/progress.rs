//! How far a run has come, in words.

use std::time::Duration;

use cargo_conda_engine::{Count, Progress};

use crate::units::running_duration;

/// The interval between lines about progress where there is no terminal. In a log they are for a person who
/// wonders whether a long run goes on.
const INTERVAL: Duration = Duration::from_secs(30);

/// The shortest time that is worth telling as the rest of a run.
const SHORTEST: Duration = Duration::from_secs(5);

/// Decides when a log gets a line about progress.
#[derive(Debug, Default)]
pub(super) struct LogPace {
    /// When the last line was written, or the run started.
    since: Duration,
}

impl LogPace {
    /// The pace of a run that starts at a time.
    pub(super) fn starting(at: Duration) -> Self {
        Self { since: at }
    }

    /// Whether a line is due. If it is, the next one is due an interval later.
    pub(super) fn is_due(&mut self, at: Duration) -> bool {
        let is_due = at.saturating_sub(self.since) >= INTERVAL;
        if is_due {
            self.since = at;
        }
        is_due
    }
}

/// What is done: `37/88 crates, 1/4 packages`. A single package is not counted, since its end is the end of
/// the run.
pub(super) fn done(progress: &Progress) -> String {
    let share = |Count { done, total }: Count, noun: &str| format!("{done}/{total} {noun}");
    let packages = share(progress.packages, "packages");
    match progress.crates {
        None => packages,
        Some(crates) if progress.packages.total == 1 => share(crates, "crates"),
        Some(crates) => format!("{}, {packages}", share(crates, "crates")),
    }
}

/// The same in few words: crates, or packages if the crates are not known.
pub(super) fn most(progress: &Progress) -> String {
    match progress.crates {
        Some(Count { done, total }) => format!("{done}/{total} crates"),
        None => done(progress),
    }
}

/// The count that tells how far the run is: of crates, or of packages if the crates are not known.
pub(super) fn decisive(progress: &Progress) -> Count {
    progress.crates.unwrap_or(progress.packages)
}

/// The time that is left, after a comma: `, about 2 min left`. Empty if it is short or not known.
pub(super) fn left(remaining: Option<Duration>) -> String {
    match remaining {
        Some(remaining) if remaining >= SHORTEST => format!(", about {} left", rounded(remaining)),
        _ => String::new(),
    }
}

/// A time that is estimated: to 5 seconds below a minute, to a minute above.
fn rounded(duration: Duration) -> String {
    let to = |step: u64| Duration::from_secs((duration.as_secs() + step / 2) / step * step);
    let seconds = to(5);
    if seconds < Duration::from_mins(1) {
        return running_duration(seconds);
    }
    let minutes = to(60);
    running_duration(minutes).trim_end_matches(" 0 s").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(crates: Option<(usize, usize)>, packages: (usize, usize)) -> String {
        let count = |(done, total)| Count { done, total };
        done(&Progress { crates: crates.map(count), packages: count(packages), remaining: None })
    }

    #[test]
    fn what_is_done() {
        assert_eq!(progress(Some((37, 88)), (1, 4)), "37/88 crates, 1/4 packages");
        assert_eq!(progress(Some((37, 88)), (0, 1)), "37/88 crates");
        assert_eq!(progress(None, (0, 1)), "0/1 packages");
    }

    #[test]
    fn what_is_left_is_rounded() {
        let left = |seconds| left(Some(Duration::from_secs(seconds)));
        assert_eq!(left(4), "");
        assert_eq!(left(5), ", about 5 s left");
        assert_eq!(left(38), ", about 40 s left");
        assert_eq!(left(57), ", about 55 s left");
        assert_eq!(left(58), ", about 1 min left");
        assert_eq!(left(89), ", about 1 min left");
        assert_eq!(left(90), ", about 2 min left");
        assert_eq!(left(3600), ", about 1 h 0 min left");
        assert_eq!(left(4000), ", about 1 h 7 min left");
    }

    #[test]
    fn a_log_gets_a_line_now_and_then() {
        let mut pace = LogPace::starting(Duration::from_secs(100));
        let due: Vec<_> = [100, 129, 130, 131, 159, 170, 200]
            .into_iter()
            .filter(|at| pace.is_due(Duration::from_secs(*at)))
            .collect();
        assert_eq!(due, [130, 170, 200]);
    }
}
