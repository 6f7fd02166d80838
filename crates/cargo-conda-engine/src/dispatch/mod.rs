//! The dispatcher, which owns all state of a run while packages are made, and what is known of compiling
//! them.
//!
//! [`dispatch`] does all jobs of a run that are not fresh. The [`Schedule`](crate::schedule::Schedule)
//! decides the order; [`Compilation`](compilation::Compilation) translates cargo's messages for it.

mod compilation;
mod crate_clock;
mod crate_counter;
mod dispatcher;
mod footprints;
mod repairs;
#[cfg(test)]
mod tests;
mod worker;
mod workplace;

use std::collections::BTreeMap;

use crate::api::{EngineError, EventSink, PackageOutcome, Summary};
use crate::package::JobContext;
use crate::schedule::JobId;
use compilation::Compilation;
use dispatcher::Dispatcher;

/// Does all jobs of a run but those whose packages are fresh, which have their outcomes, and writes the
/// channel's index.
pub(crate) fn dispatch(
    context: &JobContext<'_>,
    fresh: BTreeMap<JobId, PackageOutcome>,
    events: EventSink<'_>,
) -> Result<Summary, EngineError> {
    let compilation = Compilation::new(context, |job| fresh.contains_key(&job));
    Dispatcher::new(context, compilation, fresh, events).run()
}
