//! Names of jobs, and tables that have an entry for each of them.

use std::ops::{Index, IndexMut};

/// Names a job of a run: its position in the order of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JobId(pub(crate) usize);

/// A table with one entry for each job of a run, in the order of the plan.
///
/// A [`JobId`] is only ever made from such a table, and all tables of a run have the same length.
#[derive(Debug, Clone)]
pub(crate) struct PerJob<T>(Vec<T>);

impl<T> PerJob<T> {
    /// The names of all jobs, in the order of the plan.
    pub(crate) fn ids(&self) -> impl Iterator<Item = JobId> + use<T> {
        (0..self.0.len()).map(JobId)
    }

    /// All entries with the jobs that they belong to, in the order of the plan.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (JobId, &T)> {
        self.ids().zip(&self.0)
    }

    /// All entries, in the order of the plan.
    pub(crate) fn values(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for PerJob<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for PerJob<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T> IntoIterator for PerJob<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> Index<JobId> for PerJob<T> {
    type Output = T;

    fn index(&self, JobId(index): JobId) -> &T {
        &self.0[index]
    }
}

impl<T> IndexMut<JobId> for PerJob<T> {
    fn index_mut(&mut self, JobId(index): JobId) -> &mut T {
        &mut self.0[index]
    }
}
