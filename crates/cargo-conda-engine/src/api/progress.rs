//! How far a run has come.

use std::time::Duration;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The crates that the packages of the run are compiled from. A crate that several packages share counts
    /// once; one that is compiled for the host and for the target, or with two sets of features, counts
    /// twice. Those that cargo finds fresh count as done. `None` if it is not known what a package compiles.
    pub crates: Option<Count>,
    /// The packages that were stale when the run began. Those that failed count as done.
    pub packages: Count,
    /// How long all crates that are left will take to compile, going by the times of earlier runs. `None` if
    /// too few of them were compiled in an earlier run, or if many of them may turn out to be fresh.
    pub remaining: Option<Duration>,
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}
