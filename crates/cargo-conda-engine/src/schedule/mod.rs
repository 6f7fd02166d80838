//! Which package is compiled next: pure structures without threads or clocks.

mod lanes;
mod load;
mod queue;
#[cfg(test)]
mod tests;

pub(crate) use lanes::{Footprint, UnitId};
pub(crate) use load::Estimate;
pub(crate) use queue::{JobId, Schedule, Work};
