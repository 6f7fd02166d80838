//! The only module that names rattler-build's crates.
//!
//! rattler-build's `run_build` is one long step: environments, script, archive. We call its parts ourselves,
//! for two reasons: what a package needs from the machine is known only after its binaries exist and before
//! its metadata is written, and a lane is free for the next package as soon as the script is done.

mod index;
mod log;
mod output;
mod session;
mod test;

pub(crate) use index::index_channel;
pub(crate) use log::{LogLine, on_this_thread, runtime_with_log};
pub(crate) use output::{PackageRun, RunInputs};
pub(crate) use session::RattlerSession;

use crate::error::StepError;

/// The length that build prefixes are padded to, and so the longest path that packages can be installed at.
/// rattler-build keeps its constant of the same name private.
pub(crate) const HOST_PREFIX_LENGTH: usize = 255;

/// An error of rattler-build's crates with all its causes.
fn chain(error: &dyn std::error::Error) -> StepError {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut reasons: Vec<_> = chain.map(ToString::to_string).collect();
    // `#[error(transparent)]` says the same thing twice.
    reasons.dedup();
    StepError { reasons }
}

/// Waits for one short piece of async work, outside any run.
pub(crate) fn block_on(work: impl Future<Output = Result<(), StepError>>) -> Result<(), StepError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| chain(&error))?.block_on(work)
}
