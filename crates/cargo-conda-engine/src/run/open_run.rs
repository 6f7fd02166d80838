//! Opens a run: checks the request, locks the scratch directory and makes sure that the channel exists, with
//! what a killed run had finished.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};
use std::time::SystemTime;

use cargo_conda_plan::{Plan, Toolchain};

use super::left_over::take_left_over;
use super::rust_version::checked_rustc;
use crate::api::{BuildRequest, EngineError, EventKind, EventSink};
use crate::cargo::RustcVersion;
use crate::channel::Channel;
use crate::environments::{Environments, Preparation};
use crate::package::{BuildInputs, Job, JobContext};
use crate::rattler::{RattlerSession, SessionOptions, block_on};
use crate::schedule::PerJob;
use crate::scratch::{FinishedArchives, Scratch, ScratchLock};
use crate::system::{Jobserver, file_times};

/// A run that can begin: it has the scratch directory for itself, and its channel exists.
pub(super) struct OpenRun<'a> {
    request: BuildRequest<'a>,
    pub(super) session: RattlerSession,
    scratch: Scratch,
    channel: Channel,
    finished: FinishedArchives,
    lock: ScratchLock,
    /// When the directories of the run were made, by the clock of the file system.
    began: SystemTime,
    /// The version of the machine's rustc; `None` if no package is compiled with it, or if it does not
    /// answer.
    rustc: Option<String>,
}

impl<'a> OpenRun<'a> {
    /// Opens a run. Waits for another run that has the same scratch directory.
    pub(super) fn new(request: BuildRequest<'a>, events: &mut EventSink<'_>) -> Result<Self, EngineError> {
        let BuildRequest { plan, options, .. } = request;
        check_request(request)?;
        let rustc = RustcVersion::ask(request);
        let session = RattlerSession::new(&SessionOptions::of(request))?;
        let rustc = checked_rustc(request, rustc)?;
        let scratch = Scratch::create(&options.scratch)?;
        for package in &plan.packages {
            scratch.package(package, None).check_depth(package.platform)?;
        }
        let lock = ScratchLock::acquire(scratch.root(), &options.interrupt, |blocker| {
            events.send(EventKind::Waiting { blocker, scratch: scratch.root().to_owned() });
        })?;
        let mut platforms: BTreeSet<_> = plan.packages.iter().map(|package| package.platform).collect();
        if platforms.is_empty() {
            // An empty plan makes a channel too, which clients can read.
            platforms.insert(options.build_platform);
        }
        let channel = Channel::create(&options.channel, platforms).map_err(EngineError::of_build)?;
        block_on(channel.ensure_index())
            .map_err(|source| EngineError::of_index(channel.directory().to_owned(), source))?;
        let finished = scratch.finished(channel.directory());
        take_left_over(&scratch, &finished, &channel)?;
        let began = file_times::now_in(scratch.root())
            .map_err(|source| EngineError::Prepare { path: scratch.root().to_owned(), source })?;
        Ok(Self { request, session, scratch, channel, finished, lock, began, rustc })
    }

    /// Forgets what the run before left in its channel, before this one changes it.
    pub(super) fn forget_last_run(&self) -> Result<(), EngineError> {
        let failed = |source| EngineError::Prepare { path: self.scratch.root().to_owned(), source };
        self.scratch.forget_last_run().map_err(failed)
    }

    /// Prepares the conda environments of this run.
    pub(super) fn preparation<'b>(&'b self, tell: &'b mut dyn FnMut(EventKind)) -> Preparation<'b> {
        let Self { request, session, scratch, .. } = self;
        Preparation { request: *request, session, scratch, tell }
    }

    /// What the packages of this run are made from.
    pub(super) fn inputs(&self) -> BuildInputs<'a> {
        BuildInputs::read(self.request, self.rustc.clone(), self.began)
    }

    /// The same run of a plan with other build numbers.
    pub(super) fn with_plan<'b>(self, plan: &'b Plan) -> OpenRun<'b>
    where
        'a: 'b,
    {
        let run: OpenRun<'b> = self;
        OpenRun { request: BuildRequest { plan, ..run.request }, ..run }
    }

    /// Joins everything that the jobs of this run share.
    pub(super) fn context(
        self,
        environments: Environments,
        inputs: BuildInputs<'a>,
        jobs: PerJob<Job>,
    ) -> Result<JobContext<'a>, EngineError> {
        let Self { request, session, scratch, channel, finished, lock, .. } = self;
        jobs.values().iter().try_for_each(|job| job.variant.check_depth())?;
        let jobserver =
            Jobserver::new(request.options.jobs).map_err(|source| EngineError::Jobserver { source })?;
        Ok(JobContext {
            request,
            session,
            scratch,
            channel,
            finished,
            environments,
            jobserver,
            inputs,
            jobs,
            sysroot: OnceLock::new(),
            children: OnceLock::new(),
            notes: Mutex::default(),
            _lock: lock,
        })
    }
}

/// Finds what makes a build impossible and can be seen in the request: an ignored lock file, a platform that
/// the machine's toolchain does not build for, a secret that is not set.
///
/// # Errors
///
/// The first of these.
pub fn check_request(request: BuildRequest<'_>) -> Result<(), EngineError> {
    let BuildRequest { workspace, plan, options } = request;
    workspace.check_lock_file_of_install().map_err(EngineError::IgnoredLockFile)?;
    for group in plan.groups.values() {
        let (build, target) = (options.build_platform, group.platform);
        if group.toolchain == Toolchain::System && build != target {
            return Err(EngineError::ForeignPlatform { build, target });
        }
        if let Some(name) = group.secrets.iter().find(|name| options.environment.secret(name).is_none()) {
            return Err(EngineError::SecretNotSet { name: name.clone() });
        }
    }
    Ok(())
}
