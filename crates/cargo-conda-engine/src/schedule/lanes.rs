//! Which packages may be compiled side by side.
//!
//! Packages of one build group have one target directory. They may be compiled in it at the same time as long as no two
//! of them compile the same: cargo itself writes what is different to different files. So a package may start as soon as
//! nothing that it needs is still to be compiled by one that is at work. What it shares with that one is there by then,
//! and is found fresh; what remains is each one's own.

use std::collections::{BTreeMap, BTreeSet};

use super::queue::JobId;

/// Names a unit of compilation within a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnitId(pub(crate) usize);

/// What one job compiles, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Footprint {
    /// Tells target directories apart.
    pub(crate) directory: usize,
    /// All that must be there when its program is linked.
    pub(crate) units: BTreeSet<UnitId>,
    /// The names of the files that cargo puts beside those of other packages: programs, and its library.
    pub(crate) names: BTreeSet<String>,
}

/// The jobs that are compiling now.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    compiling: BTreeMap<JobId, Progress>,
}

/// How far a job is.
#[derive(Debug, Default)]
struct Progress {
    /// Whether cargo has said anything: before, it may not even have begun.
    has_begun: bool,
    /// What it has still to compile, or to find fresh.
    missing: BTreeSet<UnitId>,
    /// What it has said to be there since the last tick, and before that one.
    ///
    /// cargo says so a moment before it writes down what it has compiled from what, and a second cargo that looks in
    /// between would compile it again. So a whole tick is let pass.
    announced: BTreeSet<UnitId>,
    settling: BTreeSet<UnitId>,
    /// With whom it has shared the directory so far.
    beside: BTreeSet<JobId>,
}

impl Lanes {
    /// Whether a job would compile nothing that another is about to.
    pub(super) fn admit(&self, footprints: &[Footprint], job: JobId) -> bool {
        let wanted = &footprints[job.0];
        self.neighbours(footprints, wanted.directory).all(|(other, progress)| {
            progress.has_begun
                && progress.missing.is_disjoint(&wanted.units)
                && footprints[other.0].names.is_disjoint(&wanted.names)
        })
    }

    fn neighbours<'a>(
        &'a self,
        footprints: &'a [Footprint],
        directory: usize,
    ) -> impl Iterator<Item = (JobId, &'a Progress)> {
        let here = move |job: &JobId| footprints[job.0].directory == directory;
        self.compiling.iter().filter(move |(job, _)| here(job)).map(|(job, progress)| (*job, progress))
    }

    pub(super) fn begin(&mut self, footprints: &[Footprint], job: JobId) {
        let Footprint { directory, units, .. } = &footprints[job.0];
        let beside: BTreeSet<_> = self.neighbours(footprints, *directory).map(|(other, _)| other).collect();
        for other in &beside {
            self.compiling.get_mut(other).expect("a neighbour is compiling").beside.insert(job);
        }
        let missing = units.clone();
        self.compiling.insert(job, Progress { missing, beside, ..Progress::default() });
    }

    /// A job's cargo has said that something is there; of the units, that which is known by now to be complete.
    pub(super) fn announce(&mut self, job: JobId, units: impl IntoIterator<Item = UnitId>) {
        if let Some(progress) = self.compiling.get_mut(&job) {
            progress.has_begun = true;
            progress.announced.extend(units);
        }
    }

    /// A tick has passed.
    pub(super) fn settle(&mut self) {
        for progress in self.compiling.values_mut() {
            let announced = std::mem::take(&mut progress.announced);
            for unit in std::mem::replace(&mut progress.settling, announced) {
                progress.missing.remove(&unit);
            }
        }
    }

    /// A job has done its compiling. Gives those with which it has shared its directory.
    pub(super) fn end(&mut self, job: JobId) -> BTreeSet<JobId> {
        self.compiling.remove(&job).map(|progress| progress.beside).unwrap_or_default()
    }

    /// With whom a job has shared its directory so far.
    pub(super) fn beside(&self, job: JobId) -> Option<&BTreeSet<JobId>> {
        self.compiling.get(&job).map(|progress| &progress.beside)
    }

    pub(super) fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.compiling.keys().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.compiling.len()
    }

    /// Whether each that compiles has got so far that it has a token.
    pub(super) fn all_have_begun(&self) -> bool {
        self.compiling.values().all(|progress| progress.has_begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footprint(directory: usize, units: &[usize], name: &str) -> Footprint {
        let units = units.iter().copied().map(UnitId).collect();
        Footprint { directory, units, names: [name.to_owned()].into() }
    }

    #[test]
    fn a_job_waits_for_what_it_shares_and_for_nothing_else() {
        let footprints = [footprint(0, &[1, 2, 3], "a"), footprint(0, &[1, 2, 4], "b")];
        let (a, b) = (JobId(0), JobId(1));
        let mut lanes = Lanes::default();
        lanes.begin(&footprints, a);
        lanes.announce(a, [UnitId(1)]);
        lanes.settle();
        lanes.settle();
        assert!(!lanes.admit(&footprints, b));
        lanes.announce(a, [UnitId(2)]);
        lanes.settle();
        assert!(!lanes.admit(&footprints, b), "cargo may not have written its fingerprint");
        lanes.settle();
        assert!(lanes.admit(&footprints, b));
        lanes.begin(&footprints, b);
        assert_eq!(lanes.end(a), [b].into());
        assert_eq!(lanes.end(b), [a].into());
    }

    #[test]
    fn a_cargo_that_has_said_nothing_may_not_have_its_lock_yet() {
        let footprints = [footprint(0, &[1], "a"), footprint(0, &[2], "b"), footprint(1, &[1], "a")];
        let mut lanes = Lanes::default();
        lanes.begin(&footprints, JobId(0));
        assert!(!lanes.admit(&footprints, JobId(1)));
        assert!(lanes.admit(&footprints, JobId(2)), "another directory");
        lanes.announce(JobId(0), []);
        assert!(lanes.admit(&footprints, JobId(1)));
    }

    #[test]
    fn programs_of_one_name_are_not_put_beside_each_other() {
        let footprints = [footprint(0, &[1], "tool"), footprint(0, &[2], "tool")];
        let mut lanes = Lanes::default();
        lanes.begin(&footprints, JobId(0));
        lanes.announce(JobId(0), [UnitId(1)]);
        lanes.settle();
        lanes.settle();
        assert!(!lanes.admit(&footprints, JobId(1)));
    }
}
