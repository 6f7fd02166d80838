//! The schedule: which jobs wait, which run, and which of those that wait starts next.
//!
//! A job may start as soon as a processor is idle, every job that it needs is finished, its link fits into
//! memory, and no job at work is about to compile a unit that it would compile too (see
//! [`lanes`](super::lanes)). Among the jobs that may start, the longest goes first, so that the run does not
//! end with a long one alone.
//!
//! A job needs another one if the test of its package needs the other's package.

use std::collections::{BTreeMap, BTreeSet};

use super::job_id::{JobId, PerJob};
use super::lanes::{Footprint, Lanes, UnitId};
use super::load::{Estimate, Load};

/// What the schedule has to know of a job.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    /// The jobs that must be finished first.
    pub(crate) needs: BTreeSet<JobId>,
    /// What the job compiles.
    pub(crate) footprint: Footprint,
    /// The time and memory that it takes.
    pub(crate) estimate: Estimate,
    /// True if no other job may compile in the same directory meanwhile.
    pub(crate) is_exclusive: bool,
}

/// The jobs that are not over, and what holds them back.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// The jobs that are not started, each with the jobs that it still waits for.
    waiting: BTreeMap<JobId, BTreeSet<JobId>>,
    running: BTreeSet<JobId>,
    footprints: PerJob<Footprint>,
    lanes: Lanes,
    load: Load,
    /// The jobs beside which nothing may compile in the same directory.
    exclusive: BTreeSet<JobId>,
    /// How many jobs may run at the same time.
    workers: usize,
}

impl Schedule {
    /// Makes a schedule of jobs. Needs that form a cycle are ignored: their packages can only be tested
    /// together, in whatever order they are made.
    pub(crate) fn new(work: PerJob<Work>, workers: usize, memory: u64) -> Self {
        let needs: PerJob<_> = work.values().iter().map(|work| work.needs.clone()).collect();
        let exclusive = work.iter().filter(|(_, work)| work.is_exclusive).map(|(job, _)| job).collect();
        let estimates = work.values().iter().map(|work| work.estimate).collect();
        Self {
            waiting: work.ids().map(|job| (job, reachable_without_return(&needs, job))).collect(),
            running: BTreeSet::new(),
            footprints: work.into_iter().map(|work| work.footprint).collect(),
            lanes: Lanes::default(),
            load: Load::new(estimates, memory),
            exclusive,
            workers: workers.max(1),
        }
    }

    /// Starts the next job that may start while `idle` processors have nothing to do. Returns `None` if none
    /// may.
    pub(crate) fn start_next(&mut self, idle: usize) -> Option<JobId> {
        // A job that has just been started and holds no token yet will take the processor that seems idle.
        let is_full = self.lanes.len() > 0 && (idle == 0 || !self.lanes.all_have_begun());
        if self.running.len() >= self.workers || is_full {
            return None;
        }
        let startable = self.waiting.iter().filter(|(_, needs)| needs.is_empty()).map(|(job, _)| *job);
        let admitted = startable.filter(|job| self.admits(*job));
        let weighed = admitted.map(|job| (self.load.remaining_seconds(job, &self.footprints[job]), job));
        // The first of the plan among equals.
        let (_, job) = weighed.max_by(|(one, a), (other, b)| one.total_cmp(other).then(b.cmp(a)))?;
        self.waiting.remove(&job);
        self.running.insert(job);
        self.lanes.begin(&self.footprints, job);
        Some(job)
    }

    fn admits(&self, job: JobId) -> bool {
        if self.lanes.len() == 0 {
            return true;
        }
        let compiling = self.lanes.jobs();
        let memory = compiling.map(|other| self.load.memory(other, &self.footprints[other])).sum();
        let excludes = |other: JobId| {
            let shares = self.footprints[other].directory == self.footprints[job].directory;
            shares && (self.exclusive.contains(&other) || self.exclusive.contains(&job))
        };
        self.lanes.admit(&self.footprints, job)
            && self.load.fits(job, &self.footprints[job], memory)
            && !self.lanes.jobs().any(excludes)
    }

    /// Returns true if other jobs compile in the target directory of a job.
    pub(crate) fn is_beside_others(&self, job: JobId) -> bool {
        let directory = self.footprints[job].directory;
        self.lanes.jobs().any(|other| other != job && self.footprints[other].directory == directory)
    }

    /// The cargo of a job has sent a message, after which `units` are complete. Each has the size of its
    /// library in bytes.
    pub(crate) fn announce(&mut self, job: JobId, units: &[(UnitId, u64)]) {
        self.lanes.announce(job, units.iter().map(|(unit, _)| *unit));
        self.load.compiled(units);
    }

    /// A tick has passed: the fingerprints of units that were announced before the last tick are written by
    /// now.
    pub(crate) fn settle(&mut self) {
        self.lanes.settle();
    }

    /// A job has done its compiling. Returns the jobs that compiled in the same directory meanwhile.
    pub(crate) fn end_compile(&mut self, job: JobId) -> BTreeSet<JobId> {
        self.lanes.end(job)
    }

    /// Returns true if `other` has compiled in the directory of `job`, which is compiling, since it began.
    pub(crate) fn were_beside(&self, job: JobId, other: JobId) -> bool {
        self.lanes.beside(job).is_some_and(|beside| beside.contains(&other))
    }

    /// A job is over and its package is in the channel.
    pub(crate) fn finish(&mut self, job: JobId) {
        self.end(job);
        for needs in self.waiting.values_mut() {
            needs.remove(&job);
        }
    }

    /// The package of a job that was never started is in the channel.
    pub(crate) fn skip(&mut self, job: JobId) {
        self.waiting.remove(&job);
        self.finish(job);
    }

    /// A job is over and has no package. Returns the jobs that can therefore never start.
    pub(crate) fn fail(&mut self, job: JobId) -> Vec<JobId> {
        self.end(job);
        let blocked: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, needs)| needs.contains(&job))
            .map(|(&blocked, _)| blocked)
            .collect();
        for blocked in &blocked {
            self.waiting.remove(blocked);
        }
        blocked
    }

    /// A job is done again, and nothing may compile in its directory meanwhile.
    pub(crate) fn repeat_alone(&mut self, job: JobId) {
        self.end(job);
        self.exclusive.insert(job);
        self.waiting.insert(job, BTreeSet::new());
    }

    /// Nothing more is started. Returns the jobs that now never will be.
    pub(crate) fn abandon(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.waiting).into_keys().collect()
    }

    /// Returns true if all jobs are over.
    pub(crate) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// Returns true if no job is running.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.running.is_empty()
    }

    fn end(&mut self, job: JobId) {
        self.lanes.end(job);
        self.running.remove(&job);
    }
}

/// All jobs that a job needs, directly or through others, except those that need the job themselves.
fn reachable_without_return(needs: &PerJob<BTreeSet<JobId>>, job: JobId) -> BTreeSet<JobId> {
    let reachable = |from: JobId| {
        let mut seen = BTreeSet::new();
        let mut stack: Vec<_> = needs[from].iter().copied().collect();
        while let Some(next) = stack.pop() {
            if seen.insert(next) {
                stack.extend(needs[next].iter().copied());
            }
        }
        seen
    };
    reachable(job).into_iter().filter(|&other| other != job && !reachable(other).contains(&job)).collect()
}
