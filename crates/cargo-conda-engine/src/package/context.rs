//! What all jobs of a run share.

use std::sync::{Mutex, PoisonError};

use camino::Utf8PathBuf;

use super::inputs::Sources;
use super::job::Job;
use crate::api::{BuildRequest, Status};
use crate::channel::Channel;
use crate::environments::{Environments, GroupEnvironment};
use crate::freshness::{CompiledFiles, ReadInputs};
use crate::rattler::RattlerSession;
use crate::scratch::{Scratch, ScratchLock};
use crate::system::Jobserver;

/// What all jobs of a run share.
pub(crate) struct JobContext<'a> {
    pub(crate) request: BuildRequest<'a>,
    pub(crate) session: RattlerSession,
    pub(crate) scratch: Scratch,
    pub(crate) channel: Channel,
    pub(crate) environments: Environments,
    pub(crate) jobserver: Jobserver,
    pub(crate) sources: Sources,
    pub(crate) jobs: Vec<Job>,
    /// Held while notes of target directories are written.
    pub(crate) compiled: Mutex<()>,
    /// Held as long as anything is done in the scratch.
    pub(crate) _lock: ScratchLock,
}

impl JobContext<'_> {
    pub(super) fn environment_of(&self, job: &Job) -> Option<&GroupEnvironment> {
        job.environment.map(|index| &self.environments.ready[index])
    }

    /// Whether each job has to be done.
    pub(crate) fn judge(&self) -> Vec<Status> {
        let channel = self.channel.directory();
        self.sources.judge(self.request, &self.jobs, &self.environments.ready, channel)
    }

    /// Where cargo compiles a package.
    pub(crate) fn target_directory(&self, job: &Job) -> Utf8PathBuf {
        match self.environment_of(job) {
            Some(shared) => shared.target_directory.clone(),
            None => self.scratch.target_directory(self.request.plan.group_of(job.package())),
        }
    }

    /// Notes what is in a job's target directory now.
    pub(super) fn note_compiled(&self, job: &Job, read_inputs: &ReadInputs) -> std::io::Result<()> {
        // Others may do the same at the same time.
        let _one_at_a_time = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let files = self.sources.observer(self.request).compiled(read_inputs);
        // Every run begins with a readable note, or an emptied directory.
        match CompiledFiles::read(&self.target_directory(job)) {
            Some(mut compiled) => compiled.extend(files),
            None => Err(std::io::Error::other("the note of compiled files was damaged during the run")),
        }
    }
}
