//! A run, from the request to the summary.

use std::time::Instant;

use super::invalidate::forget_unseen_changes;
use super::opened::Opened;
use crate::api::{BuildRequest, EngineError, Event, Summary};
use crate::dispatch::Dispatcher;
use crate::package::list;

/// Builds what is planned and says what happens through `on_event`, which is called on this thread only.
///
/// A package that fails does not stop the others, unless the options say so.
///
/// # Errors
///
/// What keeps the run as a whole from being made. Failures of packages are in the summary.
pub fn build(request: BuildRequest<'_>, on_event: &mut dyn FnMut(Event)) -> Result<Summary, EngineError> {
    let began = Instant::now();
    let opened = Opened::new(request, began, on_event)?;
    let tell = &mut |kind| on_event(Event { at: began.elapsed(), kind });
    let environments = opened.preparation(tell).run()?;
    let jobs = list(request, &opened.session, &opened.scratch, &environments.ready)?;
    let context = opened.context(environments, jobs)?;
    let statuses = context.judge();
    forget_unseen_changes(&context, &statuses)?;
    Dispatcher::new(&context, &statuses, began, on_event).run()
}
