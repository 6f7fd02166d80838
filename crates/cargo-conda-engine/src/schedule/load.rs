//! Estimates how much time and memory jobs will take.

use std::collections::BTreeMap;

use super::job_id::{JobId, PerJob};
use super::lanes::{Footprint, UnitId};

/// The memory of a rustc that links nothing, in bytes.
const MEMORY_OF_A_COMPILER: u64 = 256 * 1024 * 1024;

/// The memory of this program, in bytes. It does not grow with the number of packages: what they print and
/// what is known of their crates is bounded, and their archives are written piece by piece.
const MEMORY_OF_THIS_PROGRAM: u64 = 256 * 1024 * 1024;

/// What is known of a job before it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// Seconds from the moment when all dependencies are compiled until the programs are linked.
    pub(crate) own: f64,
    /// Bytes of memory that linking takes for each byte of the libraries that are linked.
    pub(crate) link_memory: u64,
}

impl Default for Estimate {
    fn default() -> Self {
        Self { own: 1.0, link_memory: 1 }
    }
}

/// The estimates of all jobs, and the memory that they have to share.
#[derive(Debug)]
pub(crate) struct Load {
    estimates: PerJob<Estimate>,
    /// The sizes in bytes of the libraries that are compiled, by unit.
    compiled: BTreeMap<UnitId, u64>,
    /// The memory that all compilers may take together, in bytes.
    memory: u64,
}

impl Load {
    /// `memory` is what all compilers and this program may take together, in bytes.
    pub(super) fn new(estimates: PerJob<Estimate>, memory: u64) -> Self {
        let memory = memory.saturating_sub(MEMORY_OF_THIS_PROGRAM);
        Self { estimates, compiled: BTreeMap::new(), memory }
    }

    pub(super) fn compiled(&mut self, units: &[(UnitId, u64)]) {
        self.compiled.extend(units.iter().copied());
    }

    /// The time that a job will take, in seconds of one processor. Each unit that is not compiled yet counts
    /// as one second: only the order of jobs matters, which the number of units and the links decide.
    pub(super) fn remaining_seconds(&self, job: JobId, footprint: &Footprint) -> f64 {
        let units = footprint.units.iter().filter(|unit| !self.compiled.contains_key(unit)).count();
        self.estimates[job].own + u32::try_from(units).map_or(f64::MAX, f64::from)
    }

    /// The most memory that a job takes, in bytes. It does so when it links.
    pub(super) fn memory(&self, job: JobId, footprint: &Footprint) -> u64 {
        let linked: u64 = footprint.units.iter().filter_map(|unit| self.compiled.get(unit)).sum();
        MEMORY_OF_A_COMPILER + linked.saturating_mul(self.estimates[job].link_memory)
    }

    /// Returns true if a job can be started while others take `taken` bytes of memory.
    pub(super) fn fits(&self, job: JobId, footprint: &Footprint, taken: u64) -> bool {
        taken.saturating_add(self.memory(job, footprint)) <= self.memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_grows_with_what_is_linked() {
        let units = [UnitId(0), UnitId(1)].into();
        let footprint = Footprint { units, ..Footprint::default() };
        let estimate = Estimate { own: 5.0, link_memory: 4 };
        let mut load =
            Load::new(PerJob::from_iter([estimate]), MEMORY_OF_THIS_PROGRAM + MEMORY_OF_A_COMPILER + 400);
        assert!((load.remaining_seconds(JobId(0), &footprint) - 7.0).abs() < f64::EPSILON);
        load.compiled(&[(UnitId(1), 100), (UnitId(7), 1000)]);
        assert!((load.remaining_seconds(JobId(0), &footprint) - 6.0).abs() < f64::EPSILON);
        assert_eq!(load.memory(JobId(0), &footprint), MEMORY_OF_A_COMPILER + 400);
        assert!(load.fits(JobId(0), &footprint, 0));
        assert!(!load.fits(JobId(0), &footprint, 1));
    }
}
