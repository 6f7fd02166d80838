//! Decides which package is compiled next.
//!
//! Pure structures without threads, clocks or files, so that they can be tested on numbers. The dispatcher
//! tells the [`Schedule`] what happens and asks it what to start.

mod job_id;
mod lanes;
mod load;
mod queue;
#[cfg(test)]
mod tests;

pub(crate) use job_id::{JobId, PerJob};
pub(crate) use lanes::{Footprint, TargetDirectoryId, UnitId};
pub(crate) use load::Estimate;
pub(crate) use queue::{Schedule, Work};
