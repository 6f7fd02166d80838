//! Who may start next: a pure structure without threads or clocks.
//!
//! A job holds a worker from its start to its end, and the compiler from its start until it gives it back.
//! One job compiles at a time, with all processors: cargo locks a whole target directory, so that a second
//! compile would wait inside, holding a worker. While one compiles, others are packaged and tested.
//!
//! A job may need others to be finished first, because the test of a package that depends on a sibling
//! needs the sibling's package.

use std::collections::{BTreeMap, BTreeSet};

/// Names a job; its index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JobId(pub(crate) usize);

/// The jobs that are not over, and what holds them back.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// Not started: in the order in which they should be, with what each still waits for.
    waiting: BTreeMap<JobId, BTreeSet<JobId>>,
    running: BTreeSet<JobId>,
    compiling: Option<JobId>,
    workers: usize,
}

impl Schedule {
    /// A schedule of jobs, each with the jobs it needs. Needs that form a cycle are not waited for: their
    /// packages can only be tested together, in whatever order they are made.
    pub(crate) fn new(needs: &[BTreeSet<JobId>], workers: usize) -> Self {
        let waiting = needs
            .iter()
            .enumerate()
            .map(|(index, _)| {
                let job = JobId(index);
                (job, reachable_without_return(needs, job))
            })
            .collect();
        Self { waiting, running: BTreeSet::new(), compiling: None, workers: workers.max(1) }
    }

    /// Starts the next job that may start now.
    pub(crate) fn start_next(&mut self) -> Option<JobId> {
        if self.running.len() >= self.workers || self.compiling.is_some() {
            return None;
        }
        let (&job, _) = self.waiting.iter().find(|(_, needs)| needs.is_empty())?;
        self.waiting.remove(&job);
        self.running.insert(job);
        self.compiling = Some(job);
        Some(job)
    }

    /// A job has done its compiling.
    pub(crate) fn release_compiler(&mut self, job: JobId) {
        if self.compiling == Some(job) {
            self.compiling = None;
        }
    }

    /// A job is over and what it makes is there.
    pub(crate) fn finish(&mut self, job: JobId) {
        self.end(job);
        for needs in self.waiting.values_mut() {
            needs.remove(&job);
        }
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

    /// Nothing more is to be started. Gives the jobs that now never will.
    pub(crate) fn abandon(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.waiting).into_keys().collect()
    }

    /// Whether all jobs are over.
    pub(crate) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    fn end(&mut self, job: JobId) {
        self.release_compiler(job);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{JobId, Schedule};

    fn jobs(needs: &[&[usize]]) -> Vec<BTreeSet<JobId>> {
        needs.iter().map(|needs| needs.iter().copied().map(JobId).collect()).collect()
    }

    #[test]
    fn one_compiles_while_others_are_packaged() {
        let mut schedule = Schedule::new(&jobs(&[&[], &[], &[]]), 2);
        assert_eq!(schedule.start_next(), Some(JobId(0)));
        assert_eq!(schedule.start_next(), None, "the compiler is taken");
        schedule.release_compiler(JobId(0));
        assert_eq!(schedule.start_next(), Some(JobId(1)));
        schedule.release_compiler(JobId(1));
        assert_eq!(schedule.start_next(), None, "both workers are busy");
        schedule.finish(JobId(0));
        assert_eq!(schedule.start_next(), Some(JobId(2)));
    }

    #[test]
    fn a_failure_blocks_what_needs_it_and_nothing_else() {
        let mut schedule = Schedule::new(&jobs(&[&[], &[0], &[1], &[]]), 1);
        assert_eq!(schedule.start_next(), Some(JobId(0)));
        assert_eq!(schedule.fail(JobId(0)), [JobId(1), JobId(2)]);
        assert_eq!(schedule.start_next(), Some(JobId(3)));
        schedule.finish(JobId(3));
        assert!(schedule.is_done());
    }

    #[test]
    fn packages_that_need_each_other_are_still_made() {
        let mut schedule = Schedule::new(&jobs(&[&[1], &[0], &[0]]), 1);
        assert_eq!(schedule.start_next(), Some(JobId(0)));
        schedule.finish(JobId(0));
        assert_eq!(schedule.start_next(), Some(JobId(1)));
        schedule.finish(JobId(1));
        assert_eq!(schedule.start_next(), Some(JobId(2)));
    }

    proptest! {
        /// However jobs depend on each other and whichever fail, every job is started once or blocked once,
        /// none starts before what it needs, and no more run than there are workers.
        #[test]
        fn every_job_is_accounted_for(
            edges in proptest::collection::vec((0usize..12, 0usize..12), 0..40),
            failing in proptest::collection::btree_set(0usize..12, 0..4),
            workers in 1usize..5,
        ) {
            let mut needs = vec![BTreeSet::new(); 12];
            for (a, b) in edges {
                // Only towards smaller numbers, so that there are no cycles here.
                if b < a {
                    needs[a].insert(JobId(b));
                }
            }
            let mut schedule = Schedule::new(&needs, workers);
            let (mut running, mut finished, mut over) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
            while !schedule.is_done() {
                while let Some(job) = schedule.start_next() {
                    prop_assert!(needs[job.0].iter().all(|need| finished.contains(need)));
                    prop_assert!(over.insert(job));
                    schedule.release_compiler(job);
                    running.push(job);
                }
                prop_assert!(!running.is_empty() && running.len() <= workers);
                let job = running.remove(0);
                if failing.contains(&job.0) {
                    for blocked in schedule.fail(job) {
                        prop_assert!(over.insert(blocked));
                    }
                } else {
                    finished.insert(job);
                    schedule.finish(job);
                }
            }
            prop_assert_eq!(over.len(), 12);
        }
    }
}
