//! Errors of rattler-build's steps, with all their sources.

use cargo_conda_mapping::error_chain;

use crate::api::StepError;

/// The messages of an error and its sources.
pub(super) fn chain(error: &dyn std::error::Error) -> StepError {
    let mut reasons: Vec<_> = error_chain(error).map(ToString::to_string).collect();
    // An error often repeats the message of its source, alone or at the end of its own.
    reasons.dedup_by(|inner, outer| outer.ends_with(inner.as_str()));
    StepError { reasons }
}

/// The same for an error of a script, without rattler-build's advice on how to run the script by hand: it is
/// right only for scripts that run in their own working directory with no variables but their own.
pub(super) fn script_chain(error: &dyn std::error::Error) -> StepError {
    let StepError { mut reasons } = chain(error);
    for reason in &mut reasons {
        reason.truncate(reason.find('\n').unwrap_or(reason.len()));
    }
    StepError { reasons }
}

/// The exit status of a failed script; `None` if something else failed. rattler-build tells it in words only.
pub(super) fn script_status(StepError { reasons }: &StepError) -> Option<i32> {
    const BEFORE: &str = "Script failed with status ";
    let status = reasons.iter().find_map(|reason| reason.split_once(BEFORE))?.1;
    status.split_whitespace().next()?.parse().ok()
}

/// Runs a short future to its end, outside of any build.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, StepError>>) -> Result<T, StepError> {
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
        let error = super::script_chain(&Outer(Inner));
        assert_eq!(error.reasons, ["IO Error: Script failed with status 101"]);
        assert_eq!(super::script_status(&error), Some(101));
    }
}
