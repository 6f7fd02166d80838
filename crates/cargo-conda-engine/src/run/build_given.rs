//! One package, in environments that somebody else has solved: pixi, for a build backend.
//!
//! Whoever solves chooses a prefix of its own for each package, and a prefix in flags or in files of an environment makes cargo
//! compile everything anew. So the same packages are installed here once more, from the cache of packages that both share,
//! at a place that is the same for all packages of the workspace.

use std::collections::BTreeSet;
use std::time::Instant;

use camino::Utf8PathBuf;
use cargo_conda_workspace::normalize;

use super::invalidate::forget_unseen_changes;
use super::opened::Opened;
use crate::api::{BuildRequest, Cause, EngineError, Event, PackageOutcome, Solved, Status, Summary};
use crate::dispatch::Dispatcher;
use crate::environments::{Environments, GivenEnvironment};
use crate::freshness::Record;
use crate::package::{Job, list};

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
    let opened = Opened::new(request, began, on_event)?;
    let is_meant =
        |job: &Job| job.package().name.as_str() == given.name && job.rendered.build_string() == given.build;
    let jobs = list(request, &opened.session, &opened.scratch, &[])?;
    let Some(mut job) = jobs.into_iter().find(is_meant) else {
        let GivenBuild { name, build, .. } = given;
        return Err(EngineError::NoSuchOutput { name: name.clone(), build: build.clone() });
    };
    let tell = &mut |kind| on_event(Event { at: began.elapsed(), kind });
    let before = Record::load(job.scratch.record()).and_then(|record| record.requested.environment);
    let wanted = GivenEnvironment { package: job.package(), solved: &given.solved, before };
    let environment = opened.preparation(tell).given(wanted)?;
    job.environment = Some(0);
    let environments = Environments { ready: vec![environment], ..Environments::default() };
    let context = opened.context(environments, vec![job])?;
    forget_unseen_changes(&context, &context.judge())?;
    // Whoever asks has found out by itself that it is to be built.
    let stale = [Status::Stale(vec![Cause::NeverBuilt])];
    let summary = Dispatcher::new(&context, &stale, began, on_event).run()?;
    let is_built = summary.outcomes.iter().all(|(_, outcome)| matches!(outcome, PackageOutcome::Built(_)));
    let record = is_built.then(|| Record::load(context.jobs[0].scratch.record())).flatten();
    let inputs = record.filter(|record| record.read.is_complete()).map(|record| Inputs {
        members: record.read.members().map(ToOwned::to_owned).collect(),
        files: record.read.files().map(|file| normalize(&request.workspace.root().join(file))).collect(),
    });
    Ok(GivenPackage { summary, inputs })
}
