//! What went wrong, for people: what, where, and what to write instead.

use std::error::Error;

use cargo_conda_engine::EngineError;
use cargo_conda_plan::{PlanError, Problem};
use miette::{LabeledSpan, MietteDiagnostic, NamedSource, Report};

use self::unresolved::Unresolved;
use crate::git::GitError;
use crate::session::BuildError;

mod unresolved;

/// An error as `cargo conda` shows it: with its causes, with the lines of the manifests that it is about, and with
/// what to do about it. The text ends with a line break.
///
/// Errors of this library's own are known by their type; of any other the message and its causes are shown.
pub fn explain(error: &(dyn Error + 'static)) -> String {
    if let Some(PlanError::Problems(problems)) = error.downcast_ref::<PlanError>() {
        return problems.iter().map(problem_text).collect();
    }
    plain_text(error, help(error))
}

/// What to do about an error, where that is known. Of [`PlanError::Problems`], each has an answer of its own.
pub fn help(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<PlanError>() {
        return plan_help(error);
    }
    if let Some(GitError::UnknownRevision { .. }) = error.downcast_ref::<GitError>() {
        return Some(WHOLE_HISTORY.to_owned());
    }
    if let Some(BuildError::Engine(error)) = error.downcast_ref::<BuildError>() {
        return engine_help(error);
    }
    error.downcast_ref::<EngineError>().and_then(engine_help)
}

/// Clones of CI have one commit unless told otherwise.
const WHOLE_HISTORY: &str = "fetch it first; a shallow clone lacks the commits before: `git fetch --unshallow`, or \
                             `fetch-depth: 0` for `actions/checkout`";

/// An error with its causes and what to do about it, in the manner of cargo. Causes are other programs' words:
/// they are indented, not wrapped.
fn plain_text(error: &dyn Error, help: Option<String>) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let causes = causes.map(|cause| ("  cause: ", cause.to_string()));
    let lines = causes.chain(help.map(|help| ("  help: ", help)));
    let mut text = format!("error: {error}\n");
    for (label, words) in lines {
        text.push_str(label);
        // Cargo's own words begin as ours do.
        let words = words.trim_end();
        let words = words.strip_prefix("error: ").unwrap_or(words);
        for (number, line) in words.lines().enumerate() {
            let indent = if number == 0 || line.is_empty() { 0 } else { label.len() };
            text.extend(std::iter::repeat_n(' ', indent));
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// A problem with the line of the manifest that it is in.
fn problem_text(problem: &Problem) -> String {
    let source = &problem.location.source;
    let label = LabeledSpan::new_with_span(None, problem.location.span.clone());
    let mut diagnostic = MietteDiagnostic::new(problem.kind.to_string()).with_label(label);
    diagnostic.help = problem.help();
    // Line and column of the label are added to the name.
    let named = NamedSource::new(&source.path, source.text.clone()).with_language("TOML");
    format!("{:?}\n", Report::new(diagnostic).with_source_code(named))
}

fn plan_help(error: &PlanError) -> Option<String> {
    match error {
        PlanError::NothingSelected(skipped) => {
            let lines = skipped.iter().map(|skip| {
                let remedy =
                    skip.remedy().map(|remedy| format!("; to include it: {remedy}")).unwrap_or_default();
                format!("{}: {}{remedy}", skip.crate_name, skip.reason)
            });
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
        PlanError::CannotPackage(skip) => skip.remedy().map(|remedy| format!("to include it: {remedy}")),
        _ => None,
    }
}

fn engine_help(error: &EngineError) -> Option<String> {
    match error {
        EngineError::DollarInPath { .. } | EngineError::SpaceInPath { .. } => {
            Some("choose another target directory: set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`".to_owned())
        }
        EngineError::TooDeep { .. } => {
            Some("choose a shorter target directory: set `CARGO_TARGET_DIR`, or `build.target-dir` in `.cargo/config.toml`".to_owned())
        }
        EngineError::ForeignPlatform { .. } => {
            Some("build with `--toolchain conda`, whose compilers build for others too".to_owned())
        }
        EngineError::SecretNotSet { name } => Some(format!(
            "set the variable `{name}`, or take it out of `secrets` in the manifests"
        )),
        EngineError::Resolve { platform, cached, source, .. } => {
            Unresolved { platform: *platform, cached: *cached, words: &source.to_string() }.advice()
        }
        EngineError::InvalidChannel { .. } => {
            Some("write a name such as `conda-forge`, a URL, or the path of a directory".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use thiserror::Error;

    use super::explain;

    #[derive(Debug, Error)]
    #[error("cargo cannot describe the workspace")]
    struct Outer(#[source] Inner);

    #[derive(Debug, Error)]
    #[error("error: failed to load a manifest\n\nCaused by:\n  it is not there\n")]
    struct Inner;

    #[test]
    fn causes_are_indented_and_say_error_once() {
        insta::assert_snapshot!(explain(&Outer(Inner)), @r"
        error: cargo cannot describe the workspace
          cause: failed to load a manifest

                 Caused by:
                   it is not there
        ");
    }
}
