//! What a run has to put right: packages that may be spoilt, and target directories that are damaged.
//!
//! Two packages that compile the same unit at the same time may read each other's half-written files. The
//! [schedule](crate::schedule) keeps such packages apart, but it goes by what it knows before the run. If
//! cargo reports that it happened all the same, both packages are doubtful: each is repeated, alone. A build
//! that fails for a damaged file in its target directory is repeated after the directory was emptied, once in
//! a run.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::schedule::JobId;
use crate::scratch::target_directory;

/// The repairs of a run, due and done.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// The running jobs that have to be repeated when they are over.
    doubtful: BTreeSet<JobId>,
    /// The target directories that were found damaged in this run.
    damaged: BTreeSet<Utf8PathBuf>,
    /// The jobs before which the target directory is emptied.
    to_empty: BTreeSet<JobId>,
    /// How often a unit was compiled by two jobs.
    compiled_twice: usize,
}

impl Repairs {
    /// Counts a unit that two jobs have compiled.
    pub(super) fn count_compiled_twice(&mut self) {
        self.compiled_twice += 1;
    }

    /// How often a unit was compiled by two jobs.
    pub(super) fn compiled_twice(&self) -> usize {
        self.compiled_twice
    }

    /// A running job may be spoilt.
    pub(super) fn doubt(&mut self, job: JobId) {
        self.doubtful.insert(job);
    }

    /// A job is over or is repeated. Returns true if it was doubtful.
    pub(super) fn settle(&mut self, job: JobId) -> bool {
        self.doubtful.remove(&job)
    }

    /// A job has failed. Returns true if its output complains of a damaged file and its target directory has
    /// not been found damaged before in this run: then the job is worth repeating, and the directory is
    /// emptied before.
    pub(super) fn note_damage<'a>(
        &mut self,
        job: JobId,
        directory: &Utf8Path,
        mut output: impl Iterator<Item = &'a str>,
    ) -> bool {
        if !output.any(target_directory::is_complaint) {
            return false;
        }
        let is_new = self.damaged.insert(directory.to_owned());
        if is_new {
            self.to_empty.insert(job);
        }
        is_new
    }

    /// A job starts. Returns true if its target directory has to be emptied first.
    pub(super) fn empties(&mut self, job: JobId) -> bool {
        self.to_empty.remove(&job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_directory_is_emptied_once() {
        let (one, other) = (JobId(0), JobId(1));
        let directory = Utf8Path::new("/scratch/target/a");
        let output = ["error: could not compile `a`", "ld: file truncated"];
        let mut repairs = Repairs::default();
        assert!(
            !repairs.note_damage(one, directory, output[..1].iter().copied()),
            "a fault of the package's own"
        );
        assert!(repairs.note_damage(one, directory, output.into_iter()));
        assert!(!repairs.note_damage(other, directory, output.into_iter()), "it was emptied before");
        assert!(repairs.empties(one));
        assert!(!repairs.empties(one) && !repairs.empties(other));
    }
}
