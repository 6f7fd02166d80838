//! The jobs of a run, divided into fresh and stale ones.

use std::collections::BTreeMap;

use crate::api::{Cause, PackageOutcome, Status};
use crate::schedule::JobId;

/// The statuses of all jobs of a run. Every job is in one of the two tables.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// The jobs whose package is in a channel and up to date, with that package.
    pub(crate) fresh: BTreeMap<JobId, PackageOutcome>,
    /// The jobs whose package has to be built, with the reasons.
    pub(crate) stale: BTreeMap<JobId, Vec<Cause>>,
}

impl FromIterator<(JobId, Status)> for Verdicts {
    fn from_iter<I: IntoIterator<Item = (JobId, Status)>>(statuses: I) -> Self {
        let mut verdicts = Self::default();
        for (job, status) in statuses {
            match status {
                Status::Fresh(built) => {
                    verdicts.fresh.insert(job, PackageOutcome::Fresh(built));
                }
                Status::Published(published) => {
                    verdicts.fresh.insert(job, PackageOutcome::Published(published));
                }
                Status::Stale(causes) => {
                    verdicts.stale.insert(job, causes);
                }
            }
        }
        verdicts
    }
}
