//! Builds one package in environments that the caller has solved. pixi does so through its build backend.
//!
//! A caller such as pixi chooses a prefix of its own for each package, and a prefix in compiler flags or in
//! files of an environment makes cargo compile everything again. So the solved packages are installed here
//! once more, from the package cache that both share, into a prefix that all packages of the workspace have
//! in common.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use cargo_conda_workspace::normalize;

use super::collect_unused::collect_unused;
use super::invalidate::{close_target_directories, invalidate_changed_crates};
use super::open_run::OpenRun;
use super::outputs::Output;
use crate::api::{BuildRequest, EngineError, Event, EventSink, PackageOutcome, Solved, Summary};
use crate::dispatch::dispatch;
use crate::environments::{CallersEnvironment, Environments};
use crate::freshness::Record;
use crate::package::{Job, JobContext, Place, Verdicts};

/// What became of a package that was built in solved environments.
#[derive(Debug)]
pub struct GivenPackage {
    /// The run, which has this one package.
    pub summary: Summary,
    /// The files that the package was made from; `None` if it was not built, or if some of them changed
    /// meanwhile.
    pub inputs: Option<InputFiles>,
}

/// The files that a package was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFiles {
    /// The names of the workspace members whose crates are in the package.
    pub members: BTreeSet<String>,
    /// The absolute paths of files and directories that were read or looked for. Some may not exist.
    pub files: BTreeSet<Utf8PathBuf>,
}

/// Builds an output of the same request in environments that the caller has solved for it. It is built even
/// if the channel has the same package: the caller decides that.
///
/// # Errors
///
/// Something prevents the run as a whole, such as a lock that cannot be taken. If the package cannot be
/// built, the failure is in the summary.
pub fn build_given(
    request: BuildRequest<'_>,
    output: &Output,
    solved: &Solved,
    on_event: &mut dyn FnMut(Event),
) -> Result<GivenPackage, EngineError> {
    let mut events = EventSink::new(on_event);
    let run = OpenRun::new(request, &mut events)?;
    let variant = output.rendered.clone();
    let before = Record::load(variant.scratch.record()).and_then(|record| record.requested.environment);
    let solution = CallersEnvironment { package: variant.package(), solved, before };
    let environment = run.preparation(&mut |kind| events.send(kind)).install_solution(solution)?;
    let (id, environments) = Environments::single(environment);
    let job = Job::new(request, &environments, variant, Place::Group(id), None);
    let inputs = run.inputs();
    let context = run.context(environments, inputs, [job].into_iter().collect())?;
    let Verdicts { fresh, stale: mut to_build } = context.judge(None);
    to_build.extend(fresh.into_keys().map(|job| (job, Vec::new())));
    invalidate_changed_crates(&context, &to_build)?;
    collect_unused(&context);
    let summary = dispatch(&context, BTreeMap::new(), events)?;
    close_target_directories(&context, &to_build, &summary);
    let inputs = inputs_of(&context, &summary);
    Ok(GivenPackage { summary, inputs })
}

/// The files that the only package of a run was made from, as its record has them.
fn inputs_of(context: &JobContext<'_>, summary: &Summary) -> Option<InputFiles> {
    let is_built = summary.outcomes.iter().all(|(_, outcome)| matches!(outcome, PackageOutcome::Built(_)));
    let (_, job) = context.jobs.iter().next().filter(|_| is_built)?;
    let Record { read, .. } = Record::load(job.variant.scratch.record())?;
    if !read.is_complete() {
        return None;
    }
    let root = context.request.workspace.root();
    Some(InputFiles {
        members: read.members().map(ToOwned::to_owned).collect(),
        files: read.files().map(|file| normalize(&root.join(file))).collect(),
    })
}
