//! Builds a plan: the sequence of a run, from the environments to the dispatcher.

use super::collect_unused::collect_unused;
use super::invalidate::{close_target_directories, invalidate_changed_crates};
use super::last_run::keep_last_run;
use super::open_run::OpenRun;
use crate::api::{BuildRequest, EngineError, Event, EventSink, Summary};
use crate::cargo::kept_apart;
use crate::dispatch::dispatch;
use crate::package::{Against, Job, Verdicts, list_variants, numbered, place_of};

/// Builds the packages of a plan that are not fresh, and puts them into the channel. Reports what happens
/// through `on_event`, which is called on this thread only.
///
/// A package that fails does not stop the others, unless [`BuildOptions`](crate::BuildOptions) say so.
///
/// # Errors
///
/// Something prevents the run as a whole, such as a lock that cannot be taken. A package that cannot be built
/// is no error: its failure is in the summary.
pub fn build(request: BuildRequest<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, EngineError> {
    let mut events = EventSink::new(on_event);
    let run = OpenRun::new(request, &mut events)?;
    run.forget_last_run()?;
    let environments = run.preparation(&mut |kind| events.send(kind)).run()?;
    let inputs = run.inputs();
    let against = Against::ask(request, &run.session)?;
    let plan = match &against {
        Some(against) => numbered(request, &run.session, &environments, &inputs, against)?,
        None => None,
    };
    let plan = plan.as_ref().unwrap_or(request.plan);
    let request = BuildRequest { plan, ..request };
    let run = run.with_plan(plan);
    let variants = list_variants(request, &run.session, &environments)?;
    let apart = kept_apart(request);
    let jobs = variants.into_iter().map(|variant| {
        let place = place_of(request, &variant, &environments);
        Job::new(request, &environments, variant, place, apart.as_deref())
    });
    let jobs = jobs.collect();
    let context = run.context(environments, inputs, jobs)?;
    let Verdicts { mut fresh, stale: mut to_build } = context.judge(against.as_ref());
    if let Some(against) = &against {
        against.check_numbers(to_build.keys().map(|job| &context.jobs[*job].variant))?;
    }
    if request.options.force {
        to_build.extend(std::mem::take(&mut fresh).into_keys().map(|job| (job, Vec::new())));
    }
    invalidate_changed_crates(&context, &to_build)?;
    collect_unused(&context);
    let summary = dispatch(&context, fresh, events)?;
    close_target_directories(&context, &to_build, &summary);
    keep_last_run(&context, &summary);
    Ok(summary)
}
