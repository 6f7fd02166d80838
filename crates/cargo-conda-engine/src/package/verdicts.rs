//! Which packages of a run are fresh and which are stale.

use std::collections::BTreeMap;

use crate::api::{BuiltPackage, Cause, Status};
use crate::schedule::JobId;

/// The statuses of all jobs of a run. Every job is in one of the two tables.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// The packages in the channel that need not be built.
    pub(crate) fresh: BTreeMap<JobId, BuiltPackage>,
    /// The reasons for which the others have to be built.
    pub(crate) stale: BTreeMap<JobId, Vec<Cause>>,
}

impl FromIterator<(JobId, Status)> for Verdicts {
    fn from_iter<I: IntoIterator<Item = (JobId, Status)>>(statuses: I) -> Self {
        let mut verdicts = Self::default();
        for (job, status) in statuses {
            match status {
                Status::Fresh(built) => {
                    verdicts.fresh.insert(job, built);
                }
                Status::Stale(causes) => {
                    verdicts.stale.insert(job, causes);
                }
            }
        }
        verdicts
    }
}
