//! One package, in environments that somebody else has solved: pixi, for a build backend.
//!
//! Whoever solves chooses a prefix of its own for each package, and a prefix in flags or in files of an environment makes cargo
//! compile everything anew. So the same packages are installed here once more, from the cache of packages that both share,
//! at a place that is the same for all packages of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use camino::Utf8PathBuf;
use cargo_conda_workspace::normalize;
use rattler_conda_types::{MatchSpec, RepoDataRecord};

use crate::channel::Channel;
use crate::dispatch::Dispatcher;
use crate::environments::{Environments, Preparation};
use crate::error::EngineError;
use crate::event::{Event, EventKind, PackageOutcome, Summary};
use crate::freshness::{Cause, Record, Status};
use crate::job::JobContext;
use crate::jobs;
use crate::jobserver::Jobserver;
use crate::lock::ScratchLock;
use crate::rattler::{RattlerSession, SessionOptions, block_on};
use crate::request::BuildRequest;
use crate::run::check_request;
use crate::scratch::Scratch;
use crate::status::Sources;
use crate::unseen::forget_unseen_changes;

/// Which package is built, and in what.
#[derive(Debug, Clone)]
pub struct GivenBuild {
    /// The name of the package.
    pub name: String,
    /// Its build string, which tells its variants apart.
    pub build: String,
    /// The environments and all that follows from them.
    pub solved: Solved,
}

/// Environments, and what the package demands of others because of them. It is written into the package as it is.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// What was asked of the build environment.
    pub build_specs: Vec<Demand>,
    /// What the build environment consists of.
    pub build_packages: Vec<RepoDataRecord>,
    /// What was asked of the host environment.
    pub host_specs: Vec<Demand>,
    /// What the host environment consists of.
    pub host_packages: Vec<RepoDataRecord>,
    /// What an installed package needs.
    pub depends: Vec<Demand>,
    /// Limits for packages installed beside it.
    pub constraints: Vec<Demand>,
    /// What is installed with the package if somebody asks for one of these groups.
    pub extras: BTreeMap<String, Vec<Demand>>,
    /// What the package demands of those that are built with it.
    pub run_exports: SolvedExports,
}

/// What a package demands of those that are built with it.
#[derive(Debug, Clone, Default)]
pub struct SolvedExports {
    /// Of packages for no platform.
    pub noarch: Vec<MatchSpec>,
    /// Of those that have it in their build or host environment.
    pub strong: Vec<MatchSpec>,
    /// Of those that have it in their host environment.
    pub weak: Vec<MatchSpec>,
    /// Limits, as `strong`.
    pub strong_constraints: Vec<MatchSpec>,
    /// Limits, as `weak`.
    pub weak_constraints: Vec<MatchSpec>,
}

/// A requirement that is settled.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The requirement.
    pub spec: MatchSpec,
    /// Whose demand it is, if the package did not ask for it itself.
    pub exported: Option<RunExport>,
}

/// A package of an environment that demands something of those that are built with it.
#[derive(Debug, Clone)]
pub struct RunExport {
    /// Its environment: `build` or `host`.
    pub environment: String,
    /// Its name.
    pub package: String,
}

/// What came of it.
#[derive(Debug)]
pub struct GivenPackage {
    /// The run, in which nothing else was built.
    pub summary: Summary,
    /// What the package was made from; nothing if some of it was changed meanwhile.
    pub inputs: Option<Inputs>,
}

/// Files that a package was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// The members whose crates it consists of, by name.
    pub members: BTreeSet<String>,
    /// Files and directories by absolute path, whether they are there or not.
    pub files: BTreeSet<Utf8PathBuf>,
}

/// Builds one package of a plan in environments that are given.
///
/// # Errors
///
/// What keeps the run from being made; among that, that the plan has no such package. That the package cannot be built is in
/// the summary.
pub fn build_given(
    request: BuildRequest<'_>,
    given: &GivenBuild,
    on_event: &mut dyn FnMut(Event),
) -> Result<GivenPackage, EngineError> {
    let began = Instant::now();
    let options = request.options;
    check_request(request)?;
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let scratch = Scratch::create(&options.scratch)?;
    let _lock = ScratchLock::acquire(scratch.root(), &options.interrupt, |holder| {
        let kind = EventKind::Waiting { holder, scratch: scratch.root().to_owned() };
        on_event(Event { at: began.elapsed(), kind });
    })?;
    let (mut jobs, _others): (Vec<_>, Vec<_>) =
        jobs::list(request, &session, &scratch, &[])?.into_iter().partition(|job| {
            job.package().name.as_str() == given.name && job.rendered.build_string() == given.build
        });
    let Some(job) = jobs.first_mut() else {
        let GivenBuild { name, build, .. } = given;
        return Err(EngineError::NoSuchOutput { name: name.clone(), build: build.clone() });
    };
    job.environment = Some(0);
    let platform = job.package().platform;
    let channel = Channel::create(&options.channel, [platform])?;
    block_on(channel.ensure_index())
        .map_err(|source| EngineError::Index { channel: channel.directory().to_owned(), source })?;
    let tell = &mut |kind| on_event(Event { at: began.elapsed(), kind });
    let preparation = Preparation { request, session: &session, scratch: &scratch, tell };
    let environment = preparation.given(&jobs[0], &given.solved)?;
    let environments = Environments { ready: vec![environment], ..Environments::default() };
    let jobserver = Jobserver::new(options.jobs).map_err(|source| EngineError::Jobserver { source })?;
    let sources = Sources::read(request);
    let context = JobContext { request, session, scratch, channel, environments, jobserver, sources, jobs };
    let before = context.sources.judge(
        request,
        &context.jobs,
        &context.environments.ready,
        context.channel.directory(),
    );
    forget_unseen_changes(&context, &before);
    // Whoever asks has found out by itself that it is to be built.
    let stale = [Status::Stale(vec![Cause::NeverBuilt])];
    let summary = Dispatcher::new(&context, &stale, began, on_event).run()?;
    let is_built = summary.outcomes.iter().all(|(_, outcome)| matches!(outcome, PackageOutcome::Built(_)));
    let record = is_built.then(|| Record::read(context.jobs[0].scratch.record())).flatten();
    let inputs = record.map(|record| Inputs {
        members: record.observed.members().map(ToOwned::to_owned).collect(),
        files: record.observed.files().map(|file| normalize(&request.workspace.root().join(file))).collect(),
    });
    Ok(GivenPackage { summary, inputs })
}
