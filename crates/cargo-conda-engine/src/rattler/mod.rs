//! The only module that names rattler-build's crates.
//!
//! rattler-build's `run_build` is one long step: environments, script, archive. We call its parts ourselves,
//! for two reasons: what a package needs from the machine is known only after its binaries exist and before
//! its metadata is written, and a lane is free for the next package as soon as the script is done.

mod client;
mod environment;
mod index;
mod log;
mod output;
mod render;
mod requirements;
mod session;
mod test;

pub(crate) use environment::{Environment, EnvironmentPlace, packages_of};
pub(crate) use index::{Reindex, index_channel};
pub(crate) use log::{LogLine, on_this_thread, runtime_with_log};
pub(crate) use output::{PackageRun, RunInputs, Sibling};
pub(crate) use render::{RecipeText, Rendered, VariantTable, render};
pub(crate) use session::{RattlerSession, SessionOptions};

use crate::error::StepError;

/// The length that build prefixes are padded to, and so the longest path that packages can be installed at.
/// rattler-build keeps its constant of the same name private.
pub(crate) const HOST_PREFIX_LENGTH: usize = 255;

/// An error of rattler-build's crates with all its causes.
fn chain(error: &dyn std::error::Error) -> StepError {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut reasons: Vec<_> = chain.map(ToString::to_string).collect();
    // Who wraps an error often repeats it, alone or behind words of their own.
    reasons.dedup_by(|inner, outer| outer.ends_with(inner.as_str()));
    StepError { reasons }
}

/// The same for a script, without the advice that rattler-build adds on how to run it by hand: it is right for
/// scripts that run in their own work directory, with no variables but their own.
fn script_chain(error: &dyn std::error::Error) -> StepError {
    let StepError { mut reasons } = chain(error);
    for reason in &mut reasons {
        reason.truncate(reason.find('\n').unwrap_or(reason.len()));
    }
    StepError { reasons }
}

/// Waits for one short piece of async work, outside any run.
pub(crate) fn block_on(work: impl Future<Output = Result<(), StepError>>) -> Result<(), StepError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| chain(&error))?.block_on(work)
}

#[cfg(test)]
mod tests {
    use thiserror::Error;

    #[derive(Debug, Error)]
    #[error("IO Error: {0}")]
    struct Outer(#[source] Inner);

    #[derive(Debug, Error)]
    #[error("Script failed with status 101\nTo run the script manually: …")]
    struct Inner;

    #[test]
    fn what_is_repeated_is_said_once() {
        assert_eq!(super::chain(&Outer(Inner)).reasons, [Outer(Inner).to_string()]);
    }

    #[test]
    fn a_failed_script_has_no_advice_on_how_to_run_it() {
        assert_eq!(super::script_chain(&Outer(Inner)).reasons, ["IO Error: Script failed with status 101"]);
    }
}
