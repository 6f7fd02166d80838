//! What jobs will take, as far as can be told beforehand.

use std::collections::BTreeMap;

use super::lanes::{Footprint, UnitId};
use super::queue::JobId;

/// What rustc takes at all, in bytes.
const MEMORY_OF_A_COMPILER: u64 = 256 * 1024 * 1024;

/// What is known of a job before it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// Seconds from when all that it depends on is compiled until its programs are linked.
    pub(crate) own: f64,
    /// How many bytes of memory its links take for each byte of the libraries that are linked.
    pub(crate) link_memory: u64,
}

impl Default for Estimate {
    fn default() -> Self {
        Self { own: 1.0, link_memory: 1 }
    }
}

/// What all jobs will take, and what there is.
#[derive(Debug)]
pub(crate) struct Load {
    estimates: Vec<Estimate>,
    /// The sizes in bytes of the units that are compiled.
    compiled: BTreeMap<UnitId, u64>,
    /// How much memory compilers may take together, in bytes.
    memory: u64,
}

impl Load {
    pub(super) fn new(estimates: Vec<Estimate>, memory: u64) -> Self {
        Self { estimates, compiled: BTreeMap::new(), memory }
    }

    pub(super) fn compiled(&mut self, units: &[(UnitId, u64)]) {
        self.compiled.extend(units.iter().copied());
    }

    /// How long a job will take, in seconds of one processor. For want of anything better each unit counts as one: what
    /// matters is the order, and that is decided by how many they are and by the links.
    pub(super) fn left(&self, job: JobId, footprint: &Footprint) -> f64 {
        let units = footprint.units.iter().filter(|unit| !self.compiled.contains_key(unit)).count();
        self.estimates[job.0].own + u32::try_from(units).map_or(f64::MAX, f64::from)
    }

    /// The memory that a job takes when it takes most, in bytes: when it links.
    pub(super) fn memory(&self, job: JobId, footprint: &Footprint) -> u64 {
        let linked: u64 = footprint.units.iter().filter_map(|unit| self.compiled.get(unit)).sum();
        MEMORY_OF_A_COMPILER + linked.saturating_mul(self.estimates[job.0].link_memory)
    }

    /// Whether a job may be added to what takes so much memory already.
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
        let mut load = Load::new(vec![estimate], MEMORY_OF_A_COMPILER + 400);
        assert!((load.left(JobId(0), &footprint) - 7.0).abs() < f64::EPSILON);
        load.compiled(&[(UnitId(1), 100), (UnitId(7), 1000)]);
        assert!((load.left(JobId(0), &footprint) - 6.0).abs() < f64::EPSILON);
        assert_eq!(load.memory(JobId(0), &footprint), MEMORY_OF_A_COMPILER + 400);
        assert!(load.fits(JobId(0), &footprint, 0));
        assert!(!load.fits(JobId(0), &footprint, 1));
    }
}
