//! Decides which packages may be compiled side by side.
//!
//! The packages of a build group have one target directory. Two of them may be compiled in it at the same
//! time as long as no unit is compiled by both: cargo writes different units to different files. So a package
//! may start as soon as every unit that it shares with a package at work has been compiled. Its own cargo
//! finds those units fresh; what is left to compile belongs to it alone.

use std::collections::{BTreeMap, BTreeSet};

use super::job_id::{JobId, PerJob};

/// Names a unit of compilation within a run: a crate with its features, for the host or for the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnitId(pub(crate) usize);

/// Names one of cargo's target directories within a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TargetDirectoryId(pub(crate) usize);

/// What a job compiles, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Footprint {
    /// The target directory; jobs with equal ids share one.
    pub(crate) directory: TargetDirectoryId,
    /// Every unit that must be compiled when the job's programs are linked. Empty if the units are not known.
    pub(crate) units: BTreeSet<UnitId>,
    /// The names of files that cargo writes without a hash in them, next to those of other packages:
    /// programs, and the package's library.
    pub(crate) names: BTreeSet<String>,
}

/// The jobs that are compiling now.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    compiling: BTreeMap<JobId, Progress>,
}

/// How far the compilation of a job has come.
#[derive(Debug, Default)]
struct Progress {
    /// True once cargo has sent a message. Before, it may still wait for a token or for the lock of the
    /// directory.
    has_begun: bool,
    /// The units that cargo has neither compiled nor found fresh yet.
    missing: BTreeSet<UnitId>,
    /// The units that cargo has announced since the last tick.
    ///
    /// cargo announces a unit a moment before it writes the unit's fingerprint, and a second cargo that looks
    /// in between would compile it again. So a unit counts as compiled only after a whole tick.
    announced: BTreeSet<UnitId>,
    /// The units that cargo announced between the last two ticks.
    settling: BTreeSet<UnitId>,
    /// The jobs that have compiled in the same directory since this one began.
    beside: BTreeSet<JobId>,
}

impl Lanes {
    /// Returns true if no unit and no named file of a job is still to be written by another one.
    pub(super) fn admit(&self, footprints: &PerJob<Footprint>, job: JobId) -> bool {
        let wanted = &footprints[job];
        self.neighbours(footprints, wanted.directory).all(|(other, progress)| {
            progress.has_begun
                && progress.missing.is_disjoint(&wanted.units)
                && footprints[other].names.is_disjoint(&wanted.names)
        })
    }

    fn neighbours<'a>(
        &'a self,
        footprints: &'a PerJob<Footprint>,
        directory: TargetDirectoryId,
    ) -> impl Iterator<Item = (JobId, &'a Progress)> {
        let here = move |job: &JobId| footprints[*job].directory == directory;
        self.compiling.iter().filter(move |(job, _)| here(job)).map(|(job, progress)| (*job, progress))
    }

    /// A job begins to compile.
    pub(super) fn begin(&mut self, footprints: &PerJob<Footprint>, job: JobId) {
        let Footprint { directory, units, .. } = &footprints[job];
        let beside: BTreeSet<_> = self.neighbours(footprints, *directory).map(|(other, _)| other).collect();
        for other in &beside {
            self.compiling.get_mut(other).expect("a neighbour is compiling").beside.insert(job);
        }
        let missing = units.clone();
        self.compiling.insert(job, Progress { missing, beside, ..Progress::default() });
    }

    /// The cargo of a job has sent a message, after which `units` are complete.
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

    /// A job has done its compiling. Returns the jobs that compiled in the same directory meanwhile.
    pub(super) fn end(&mut self, job: JobId) -> BTreeSet<JobId> {
        self.compiling.remove(&job).map(|progress| progress.beside).unwrap_or_default()
    }

    /// The jobs that have compiled in the same directory since this one began; `None` if it is not compiling.
    pub(super) fn beside(&self, job: JobId) -> Option<&BTreeSet<JobId>> {
        self.compiling.get(&job).map(|progress| &progress.beside)
    }

    /// The jobs that are compiling, in any directory.
    pub(super) fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.compiling.keys().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.compiling.len()
    }

    /// Returns true if the cargo of every compiling job has sent a message, so that each job holds its token.
    pub(super) fn all_have_begun(&self) -> bool {
        self.compiling.values().all(|progress| progress.has_begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footprint(directory: usize, units: &[usize], name: &str) -> Footprint {
        let units = units.iter().copied().map(UnitId).collect();
        Footprint { directory: TargetDirectoryId(directory), units, names: [name.to_owned()].into() }
    }

    #[test]
    fn a_job_waits_for_what_it_shares_and_for_nothing_else() {
        let footprints = PerJob::from_iter([footprint(0, &[1, 2, 3], "a"), footprint(0, &[1, 2, 4], "b")]);
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
        let footprints =
            PerJob::from_iter([footprint(0, &[1], "a"), footprint(0, &[2], "b"), footprint(1, &[1], "a")]);
        let mut lanes = Lanes::default();
        lanes.begin(&footprints, JobId(0));
        assert!(!lanes.admit(&footprints, JobId(1)));
        assert!(lanes.admit(&footprints, JobId(2)), "another directory");
        lanes.announce(JobId(0), []);
        assert!(lanes.admit(&footprints, JobId(1)));
    }

    #[test]
    fn programs_of_one_name_are_not_put_beside_each_other() {
        let footprints = PerJob::from_iter([footprint(0, &[1], "tool"), footprint(0, &[2], "tool")]);
        let mut lanes = Lanes::default();
        lanes.begin(&footprints, JobId(0));
        lanes.announce(JobId(0), [UnitId(1)]);
        lanes.settle();
        lanes.settle();
        assert!(!lanes.admit(&footprints, JobId(1)));
    }
}
