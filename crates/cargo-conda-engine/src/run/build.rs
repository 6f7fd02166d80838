//! Builds a plan.

use std::collections::BTreeMap;

use super::invalidate::invalidate_changed_crates;
use super::opened::OpenRun;
use crate::api::{BuildRequest, EngineError, Event, EventSink, Summary};
use crate::dispatch::dispatch;
use crate::package::{Job, list_variants, place_of};

/// Builds the packages of a plan that are not fresh, and puts them into the channel. Reports what happens
/// through `on_event`, which is called on this thread only.
///
/// A package that fails does not stop the others, unless [`BuildOptions`](crate::BuildOptions) say so.
///
/// # Errors
///
/// Whatever prevents the run as a whole. Packages that cannot be built are in the summary.
pub fn build(request: BuildRequest<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, EngineError> {
    let mut events = EventSink::new(on_event);
    let opened = OpenRun::new(request, &mut events)?;
    let environments = opened.preparation(&mut |kind| events.send(kind)).run()?;
    let variants = list_variants(request, &opened.session, &environments)?;
    let jobs = variants.into_iter().map(|variant| {
        let place = place_of(request, &variant, &environments);
        Job::new(request, &environments, variant, place)
    });
    let jobs = jobs.collect();
    let context = opened.context(environments, jobs)?;
    let verdicts = context.judge();
    invalidate_changed_crates(&context, &verdicts.stale)?;
    let fresh = if request.options.force { BTreeMap::new() } else { verdicts.fresh };
    dispatch(&context, fresh, events)
}
