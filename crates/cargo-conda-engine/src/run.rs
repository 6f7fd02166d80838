//! A run, from the request to the summary.

use std::collections::BTreeSet;
use std::time::Instant;

use cargo_conda_plan::Toolchain;

use crate::channel::Channel;
use crate::dispatch::Dispatcher;
use crate::environments::Preparation;
use crate::error::EngineError;
use crate::event::{Event, EventKind, Summary};
use crate::job::JobContext;
use crate::jobs;
use crate::jobserver::Jobserver;
use crate::lock::ScratchLock;
use crate::rattler::{RattlerSession, SessionOptions, block_on};
use crate::request::BuildRequest;
use crate::scratch::Scratch;
use crate::status::Sources;
use crate::unseen::forget_unseen_changes;

/// Builds what is planned and says what happens through `on_event`, which is called on this thread only.
///
/// A package that fails does not stop the others, unless the options say so.
///
/// # Errors
///
/// What keeps the run as a whole from being made. Failures of packages are in the summary.
pub fn build(request: BuildRequest<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, EngineError> {
    let began = Instant::now();
    let options = request.options;
    check_request(request)?;
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let scratch = Scratch::create(&options.scratch)?;
    for package in &request.plan.packages {
        scratch.package(package, None).check_depth(package.platform)?;
    }
    let _lock = ScratchLock::acquire(scratch.root(), &options.interrupt, |holder| {
        let kind = EventKind::Waiting { holder, scratch: scratch.root().to_owned() };
        on_event(Event { at: began.elapsed(), kind });
    })?;
    let mut platforms: BTreeSet<_> = request.plan.packages.iter().map(|package| package.platform).collect();
    if platforms.is_empty() {
        // A channel with nothing in it is one all the same.
        platforms.insert(options.build_platform);
    }
    let channel = Channel::create(&options.channel, platforms)?;
    block_on(channel.ensure_index())
        .map_err(|source| EngineError::Index { channel: channel.directory().to_owned(), source })?;
    let tell = &mut |kind| on_event(Event { at: began.elapsed(), kind });
    let environments = Preparation { request, session: &session, scratch: &scratch, tell }.run()?;
    let jobs = jobs::list(request, &session, &scratch, &environments.ready)?;
    let jobserver = Jobserver::new(options.jobs).map_err(|source| EngineError::Jobserver { source })?;
    let sources = Sources::read(request);
    let statuses = sources.judge(request, &jobs, &environments.ready, channel.directory());
    let context = JobContext { request, session, scratch, channel, environments, jobserver, sources, jobs };
    forget_unseen_changes(&context, &statuses);
    Dispatcher::new(&context, &statuses, began, on_event).run()
}

/// What can be told to be impossible before anything is done.
pub(crate) fn check_request(BuildRequest { plan, options, .. }: BuildRequest<'_>) -> Result<(), EngineError> {
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
