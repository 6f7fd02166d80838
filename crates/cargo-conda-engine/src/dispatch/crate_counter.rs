//! Counts the crates of a run as they are compiled, and estimates how long the rest will take.
//!
//! cargo says when a crate is done, and not how long it took. So the time from one crate that is done to the
//! next, in the whole run, counts as the time of the latter. These times add up to the duration of a run,
//! however many crates are compiled at the same time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::api::Count;
use crate::schedule::{JobId, PerJob, UnitId};

/// The crates of a run.
#[derive(Debug, Default)]
pub(super) struct CrateCounter {
    /// The units of each job; none for a job that compiles nothing, or of which they are not known.
    jobs: PerJob<BTreeSet<UnitId>>,
    /// The key in the [timings](crate::scratch::Timings) for each unit. Units of one package share one.
    keys: BTreeMap<UnitId, String>,
    done: BTreeSet<UnitId>,
    /// The units that are not done, apart from those that only failed jobs need.
    left: BTreeSet<UnitId>,
    /// The jobs that have done their compiling.
    ended: BTreeSet<JobId>,
    /// The jobs whose packages will not be made.
    given_up: BTreeSet<JobId>,
    /// The jobs that are compiling.
    compiling: BTreeSet<JobId>,
    /// When the last crate was done, or when compiling began.
    since: Option<Instant>,
    /// The time for each key, and for how many units.
    spent: BTreeMap<String, (Duration, u32)>,
}

impl CrateCounter {
    /// Counts the units of jobs. A unit that several jobs need counts once.
    pub(super) fn new(jobs: PerJob<BTreeSet<UnitId>>, keys: BTreeMap<UnitId, String>) -> Self {
        let left = jobs.values().iter().flatten().copied().collect();
        Self { jobs, keys, left, ..Self::default() }
    }

    /// A job begins to compile.
    pub(super) fn begin(&mut self, job: JobId, now: Instant) {
        if self.compiling.is_empty() {
            self.since = Some(now);
        }
        self.compiling.insert(job);
    }

    /// Units are done; `is_fresh` if cargo had nothing to compile for them.
    pub(super) fn complete(&mut self, units: impl IntoIterator<Item = UnitId>, is_fresh: bool, now: Instant) {
        let new: Vec<_> = units.into_iter().filter(|unit| self.done.insert(*unit)).collect();
        for unit in &new {
            self.left.remove(unit);
        }
        if is_fresh || new.is_empty() {
            return;
        }
        let took = self.since.replace(now).map(|since| now - since).unwrap_or_default();
        let each = took / u32::try_from(new.len()).unwrap_or(u32::MAX);
        for key in new.iter().filter_map(|unit| self.keys.get(unit)) {
            let (time, units) = self.spent.entry(key.clone()).or_default();
            *time += each;
            *units += 1;
        }
    }

    /// A job has done its compiling, so all its units are done: also the program itself, and a unit that was
    /// expected and that cargo did not need.
    pub(super) fn end(&mut self, job: JobId, now: Instant) {
        self.compiling.remove(&job);
        self.ended.insert(job);
        self.complete(self.jobs[job].clone(), false, now);
    }

    /// A job has failed, or will not begin. What it alone needs is not compiled any more.
    pub(super) fn give_up(&mut self, job: JobId) {
        self.compiling.remove(&job);
        self.given_up.insert(job);
        let wanted = self.jobs.iter().filter(|(job, _)| !self.given_up.contains(job));
        let wanted: BTreeSet<_> = wanted.flat_map(|(_, units)| units).copied().collect();
        self.left.retain(|unit| wanted.contains(unit));
    }

    /// How many crates there are, and how many of them are done.
    pub(super) fn count(&self) -> Count {
        Count { done: self.done.len(), total: self.done.len() + self.left.len() }
    }

    /// How long the crates that are left will take, by their times in `earlier` runs. Those without a time
    /// count as the mean of the others. `None` if they are more than half, or if most of what is left may be
    /// fresh.
    pub(super) fn remaining(&self, earlier: impl Fn(&str) -> Option<f64>) -> Option<Duration> {
        if !self.has_met_fresh() {
            return None;
        }
        let times: Vec<f64> = self.left.iter().filter_map(|unit| earlier(self.keys.get(unit)?)).collect();
        let (left, known) = (u32::try_from(self.left.len()).ok()?, u32::try_from(times.len()).ok()?);
        if known * 2 < left || known == 0 {
            return None;
        }
        let seconds = times.iter().sum::<f64>() * f64::from(left) / f64::from(known);
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// Whether cargo is likely to have announced what it finds fresh. It does so before it compiles anything:
    /// so when a crate was compiled, or when there is no more left than each package's own crate.
    fn has_met_fresh(&self) -> bool {
        let is_unfinished = |job: &JobId| !self.ended.contains(job) && !self.given_up.contains(job);
        let unfinished = self.jobs.ids().filter(is_unfinished).filter(|job| !self.jobs[*job].is_empty());
        !self.spent.is_empty() || self.left.len() <= unfinished.count()
    }

    /// The seconds that a unit took in this run, by key: the mean for units with the same key.
    pub(super) fn spent(&self) -> impl Iterator<Item = (&str, f64)> {
        self.spent.iter().map(|(key, (time, units))| (key.as_str(), time.as_secs_f64() / f64::from(*units)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: JobId = JobId(0);
    const B: JobId = JobId(1);

    /// Jobs with units, which have their numbers as keys.
    fn counter(jobs: &[&[usize]]) -> CrateCounter {
        let units = |units: &&[usize]| units.iter().copied().map(UnitId).collect();
        let jobs: PerJob<BTreeSet<UnitId>> = jobs.iter().map(units).collect();
        let keys = jobs.values().iter().flatten().map(|unit| (*unit, unit.0.to_string())).collect();
        CrateCounter::new(jobs, keys)
    }

    fn shown(counter: &CrateCounter) -> String {
        let Count { done, total } = counter.count();
        format!("{done}/{total}")
    }

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_shared_unit_counts_once() {
        let mut counter = counter(&[&[1, 2, 3], &[1, 2, 4]]);
        let now = Instant::now();
        assert_eq!(shown(&counter), "0/4");
        counter.begin(A, now);
        counter.complete([UnitId(1)], false, now);
        counter.begin(B, now);
        counter.complete([UnitId(1)], true, now);
        assert_eq!(shown(&counter), "1/4");
        counter.end(A, now);
        assert_eq!(shown(&counter), "3/4", "the program of the job is done too");
        counter.end(B, now);
        assert_eq!(shown(&counter), "4/4");
    }

    #[test]
    fn what_only_a_failed_job_needs_is_left_out() {
        let mut counter = counter(&[&[1, 2, 3], &[1, 4]]);
        let now = Instant::now();
        counter.begin(A, now);
        counter.complete([UnitId(2)], false, now);
        counter.give_up(A);
        assert_eq!(shown(&counter), "1/3", "2 is done, 3 will never be");
        counter.begin(B, now);
        counter.end(B, now);
        assert_eq!(shown(&counter), "3/3");
    }

    #[test]
    fn a_repeated_job_loses_nothing() {
        let mut counter = counter(&[&[1, 2]]);
        let now = Instant::now();
        for _ in 0..2 {
            counter.begin(A, now);
            counter.complete([UnitId(1)], false, now);
            assert_eq!(shown(&counter), "1/2");
        }
    }

    #[test]
    fn the_times_of_units_add_up_to_the_time_of_the_run() {
        let mut counter = counter(&[&[1, 2, 3, 4, 5]]);
        let start = Instant::now();
        counter.begin(A, start);
        counter.complete([UnitId(5)], true, after(start, 1));
        counter.complete([UnitId(1)], false, after(start, 3));
        counter.complete([UnitId(2), UnitId(3)], false, after(start, 9));
        counter.end(A, after(start, 10));
        let spent: Vec<_> = counter.spent().collect();
        assert_eq!(spent, [("1", 3.0), ("2", 3.0), ("3", 3.0), ("4", 1.0)], "a fresh one took no time");
    }

    #[test]
    fn time_in_which_nothing_is_compiled_is_no_units() {
        let mut counter = counter(&[&[1], &[2]]);
        let start = Instant::now();
        counter.begin(A, start);
        counter.end(A, after(start, 2));
        counter.begin(B, after(start, 50));
        counter.end(B, after(start, 51));
        assert_eq!(counter.spent().collect::<Vec<_>>(), [("1", 2.0), ("2", 1.0)]);
    }

    #[test]
    fn the_estimate_needs_times_of_half_of_the_units() {
        let mut counter = counter(&[&[1, 2, 3, 4, 5]]);
        let known = |keys: &'static [&'static str]| move |key: &str| keys.contains(&key).then_some(6.0);
        let seconds =
            |counter: &CrateCounter, keys| counter.remaining(known(keys)).map(|left| left.as_secs());
        counter.complete([UnitId(5)], false, Instant::now());
        assert_eq!(seconds(&counter, &[]), None);
        assert_eq!(seconds(&counter, &["1"]), None);
        assert_eq!(seconds(&counter, &["1", "2"]), Some(24));
        counter.complete([UnitId(2)], false, Instant::now());
        assert_eq!(seconds(&counter, &["1", "2"]), None);
        assert_eq!(seconds(&counter, &["1", "3", "4"]), Some(18));
        counter.end(A, Instant::now());
        assert_eq!(seconds(&counter, &["1", "3", "4"]), None, "nothing is left");
    }

    #[test]
    fn there_is_no_estimate_while_most_may_be_fresh() {
        let mut counter = counter(&[&[1, 2, 3]]);
        let seconds = |counter: &CrateCounter| counter.remaining(|_| Some(6.0)).map(|left| left.as_secs());
        assert_eq!(seconds(&counter), None);
        counter.complete([UnitId(1)], true, Instant::now());
        assert_eq!(seconds(&counter), None);
        counter.complete([UnitId(2)], true, Instant::now());
        assert_eq!(seconds(&counter), Some(6), "only the package's own crate is left");
    }
}
