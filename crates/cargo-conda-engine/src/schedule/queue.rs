//! Who may start next: a pure structure without threads or clocks.
//!
//! A job may start as soon as a processor is idle, what it needs is there, memory suffices, and nobody is about to compile
//! what it would compile too (see [`lanes`](super::lanes)). Of those that may, the one with most to do goes first, so that nobody waits
//! for it at the end.
//!
//! A job may need others to be finished first, because the test of a package that depends on a sibling
//! needs the sibling's package.

use std::collections::{BTreeMap, BTreeSet};

use super::lanes::{Footprint, Lanes, UnitId};
use super::load::{Estimate, Load};

/// Names a job; its index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JobId(pub(crate) usize);

/// What a job is to the schedule.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    /// The jobs that must be finished before.
    pub(crate) needs: BTreeSet<JobId>,
    /// What it compiles.
    pub(crate) footprint: Footprint,
    /// What that takes.
    pub(crate) estimate: Estimate,
    /// Whether it must be compiled with nobody beside it.
    pub(crate) alone: bool,
}

/// The jobs that are not over, and what holds them back.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// Not started: in the order of the plan, with what each still waits for.
    waiting: BTreeMap<JobId, BTreeSet<JobId>>,
    running: BTreeSet<JobId>,
    footprints: Vec<Footprint>,
    lanes: Lanes,
    load: Load,
    /// Jobs that are to be compiled with nobody beside them.
    alone: BTreeSet<JobId>,
    workers: usize,
}

impl Schedule {
    /// A schedule of jobs. Needs that form a cycle are not waited for: their packages can only be tested together, in
    /// whatever order they are made.
    pub(crate) fn new(work: Vec<Work>, workers: usize, memory: u64) -> Self {
        let needs: Vec<_> = work.iter().map(|work| work.needs.clone()).collect();
        let job = |index| (JobId(index), reachable_without_return(&needs, JobId(index)));
        let alone = (0..work.len()).filter(|index| work[*index].alone).map(JobId).collect();
        let estimates = work.iter().map(|work| work.estimate).collect();
        Self {
            waiting: (0..work.len()).map(job).collect(),
            running: BTreeSet::new(),
            footprints: work.into_iter().map(|work| work.footprint).collect(),
            lanes: Lanes::default(),
            load: Load::new(estimates, memory),
            alone,
            workers: workers.max(1),
        }
    }

    /// Starts the next job that may start now, while so many processors are idle.
    pub(crate) fn start_next(&mut self, idle: usize) -> Option<JobId> {
        // Who was started and has no processor yet would take the one that is idle.
        let is_full = self.lanes.len() > 0 && (idle == 0 || !self.lanes.all_have_begun());
        if self.running.len() >= self.workers || is_full {
            return None;
        }
        let startable = self.waiting.iter().filter(|(_, needs)| needs.is_empty()).map(|(job, _)| *job);
        let admitted = startable.filter(|job| self.admits(*job));
        let weighed = admitted.map(|job| (self.load.left(job, &self.footprints[job.0]), job));
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
        let memory = compiling.map(|other| self.load.memory(other, &self.footprints[other.0])).sum();
        let is_shut = |other: JobId| {
            let shares = self.footprints[other.0].directory == self.footprints[job.0].directory;
            shares && (self.alone.contains(&other) || self.alone.contains(&job))
        };
        self.lanes.admit(&self.footprints, job)
            && self.load.fits(job, &self.footprints[job.0], memory)
            && !self.lanes.jobs().any(is_shut)
    }

    /// Others compile in a job's directory.
    pub(crate) fn is_beside_others(&self, job: JobId) -> bool {
        let directory = self.footprints[job.0].directory;
        self.lanes.jobs().any(|other| other != job && self.footprints[other.0].directory == directory)
    }

    /// A job's cargo has said that something is there. With it come the units that are complete now, and their sizes in
    /// bytes.
    pub(crate) fn announce(&mut self, job: JobId, units: &[(UnitId, u64)]) {
        self.lanes.announce(job, units.iter().map(|(unit, _)| *unit));
        self.load.compiled(units);
    }

    /// A tick has passed: what was announced before the last one is written down by now.
    pub(crate) fn settle(&mut self) {
        self.lanes.settle();
    }

    /// A job has done its compiling. Gives those that were compiled in the same directory meanwhile.
    pub(crate) fn end_compile(&mut self, job: JobId) -> BTreeSet<JobId> {
        self.lanes.end(job)
    }

    /// Whether a job that is compiling has had another beside it.
    pub(crate) fn were_beside(&self, job: JobId, other: JobId) -> bool {
        self.lanes.beside(job).is_some_and(|beside| beside.contains(&other))
    }

    /// A job is over and what it makes is there.
    pub(crate) fn finish(&mut self, job: JobId) {
        self.end(job);
        for needs in self.waiting.values_mut() {
            needs.remove(&job);
        }
    }

    /// What a job makes is there already.
    pub(crate) fn skip(&mut self, job: JobId) {
        self.waiting.remove(&job);
        self.finish(job);
    }

    /// A job is over and what it makes is not there. Gives the jobs that can therefore never start.
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

    /// A job is to be done once more, with nobody beside it.
    pub(crate) fn repeat_alone(&mut self, job: JobId) {
        self.end(job);
        self.alone.insert(job);
        self.waiting.insert(job, BTreeSet::new());
    }

    /// Nothing more is to be started. Gives the jobs that now never will.
    pub(crate) fn abandon(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.waiting).into_keys().collect()
    }

    /// Whether all jobs are over.
    pub(crate) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// Whether no job is at work.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.running.is_empty()
    }

    fn end(&mut self, job: JobId) {
        self.lanes.end(job);
        self.running.remove(&job);
    }
}

/// All that a job needs, directly or through others, except what in turn needs the job.
fn reachable_without_return(needs: &[BTreeSet<JobId>], job: JobId) -> BTreeSet<JobId> {
    let reachable = |from: JobId| {
        let mut seen = BTreeSet::new();
        let mut stack: Vec<_> = needs[from.0].iter().copied().collect();
        while let Some(next) = stack.pop() {
            if seen.insert(next) {
                stack.extend(needs[next.0].iter().copied());
            }
        }
        seen
    };
    reachable(job).into_iter().filter(|&other| other != job && !reachable(other).contains(&job)).collect()
}
