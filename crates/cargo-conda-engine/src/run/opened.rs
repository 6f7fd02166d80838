//! A run that may begin.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Instant;

use cargo_conda_plan::Toolchain;

use crate::api::{BuildRequest, EngineError, Event, EventKind};
use crate::cargo::RustcVersion;
use crate::channel::Channel;
use crate::environments::{Environments, Preparation};
use crate::package::{Job, JobContext, Sources};
use crate::rattler::{RattlerSession, SessionOptions, block_on};
use crate::scratch::{Scratch, ScratchLock};
use crate::system::Jobserver;

/// A run that nothing stands in the way of: it has the scratch for itself, and there is a channel.
pub(crate) struct Opened<'a> {
    request: BuildRequest<'a>,
    pub(crate) session: RattlerSession,
    pub(crate) scratch: Scratch,
    channel: Channel,
    lock: ScratchLock,
    rustc: RustcVersion,
}

impl<'a> Opened<'a> {
    pub(crate) fn new(
        request: BuildRequest<'a>,
        began: Instant,
        on_event: &mut dyn FnMut(Event),
    ) -> Result<Self, EngineError> {
        let BuildRequest { plan, options, .. } = request;
        check_request(request)?;
        let rustc = RustcVersion::ask(request);
        let session = RattlerSession::new(&SessionOptions::of(request))?;
        let scratch = Scratch::create(&options.scratch)?;
        for package in &plan.packages {
            scratch.package(package, None).check_depth(package.platform)?;
        }
        let lock = ScratchLock::acquire(scratch.root(), &options.interrupt, |holder| {
            let kind = EventKind::Waiting { holder, scratch: scratch.root().to_owned() };
            on_event(Event { at: began.elapsed(), kind });
        })?;
        let mut platforms: BTreeSet<_> = plan.packages.iter().map(|package| package.platform).collect();
        if platforms.is_empty() {
            // A channel with nothing in it is one all the same.
            platforms.insert(options.build_platform);
        }
        let channel = Channel::create(&options.channel, platforms)?;
        block_on(channel.ensure_index())
            .map_err(|source| EngineError::Index { channel: channel.directory().to_owned(), source })?;
        Ok(Self { request, session, scratch, channel, lock, rustc })
    }

    /// Makes environments for this run.
    pub(crate) fn preparation<'b>(&'b self, tell: &'b mut dyn FnMut(EventKind)) -> Preparation<'b> {
        let Self { request, session, scratch, .. } = self;
        Preparation { request: *request, session, scratch, tell }
    }

    /// What the jobs of this run share.
    pub(crate) fn context(
        self,
        environments: Environments,
        jobs: Vec<Job>,
    ) -> Result<JobContext<'a>, EngineError> {
        let Self { request, session, scratch, channel, lock, rustc } = self;
        let jobserver =
            Jobserver::new(request.options.jobs).map_err(|source| EngineError::Jobserver { source })?;
        let sources = Sources::read(request, rustc);
        Ok(JobContext {
            request,
            session,
            scratch,
            channel,
            environments,
            jobserver,
            sources,
            jobs,
            compiled: Mutex::default(),
            _lock: lock,
        })
    }
}

/// What can be told to be impossible before anything is done.
fn check_request(BuildRequest { plan, options, .. }: BuildRequest<'_>) -> Result<(), EngineError> {
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
