//! What the last run left in its channel, so that it can be published without naming files.

use std::io;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::layout::Scratch;
use crate::system::{kept_file, remove};

/// Version of the file's format.
const SCHEMA: u32 = 1;

/// The packages of a run that came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastRun {
    /// The paths of the archives that the run made or found up to date, in the order of the plan.
    pub(crate) archives: Vec<Utf8PathBuf>,
    /// The names of the packages that the run should have made and did not, in the order of the plan.
    pub(crate) missing: Vec<String>,
}

impl Scratch {
    /// What the last run left; `None` if none has come to its end, or if one has begun since.
    pub(crate) fn last_run(&self) -> Option<LastRun> {
        kept_file::read(&self.last_run_file(), SCHEMA).ok().flatten()
    }

    /// Forgets the last run, because another one begins to change what it left.
    pub(crate) fn forget_last_run(&self) -> io::Result<()> {
        remove::file_if_present(&self.last_run_file())
    }

    pub(crate) fn keep_last_run(&self, run: &LastRun) -> io::Result<()> {
        kept_file::write(&self.last_run_file(), SCHEMA, run)
    }

    fn last_run_file(&self) -> Utf8PathBuf {
        self.root().join("last-run.json")
    }
}
