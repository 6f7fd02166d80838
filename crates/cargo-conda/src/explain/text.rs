//! From an error to the text that people read, and to what to do about it.

use std::error::Error;

use cargo_conda_engine::{EngineError, MaterialsError};
use cargo_conda_mapping::error_chain;
use cargo_conda_plan::{PlanError, Problem};
use cargo_conda_workspace::IgnoredLockFile;

use super::excerpt::excerpt;
use crate::advisories::AdvisoriesError;
use crate::git::GitError;
use crate::session::{BuildError, ConfigFileError, SessionError};

/// An error as `cargo conda` shows it: with its causes, with the lines of the manifests that it is about, and
/// with what to do about it. The text ends with a line break.
///
/// Errors of this library are known by their type; of any other, the message and its causes are shown.
pub fn explain(error: &(dyn Error + 'static)) -> String {
    if let Some(PlanError::Problems(problems)) = error.downcast_ref::<PlanError>() {
        return problems.iter().map(problem_text).collect::<Vec<_>>().join("\n");
    }
    let mut text = format!("error: {error}\n");
    for cause in error_chain(error).skip(1) {
        add_labelled(&mut text, "cause", &cause.to_string());
    }
    add_help(&mut text, help(error));
    text
}

/// What to do about an error; `None` if its message says all there is to say. Each of the
/// [`PlanError::Problems`] has a help of its own, see [`Problem::help`].
pub fn help(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<PlanError>() {
        return error.help();
    }
    if let Some(error) = error.downcast_ref::<GitError>() {
        return error.help();
    }
    if let Some(error) = error.downcast_ref::<AdvisoriesError>() {
        return error.help();
    }
    if let Some(error) = error.downcast_ref::<IgnoredLockFile>() {
        return Some(error.help());
    }
    if let Some(error) = error.downcast_ref::<ConfigFileError>() {
        return error.help();
    }
    if let Some(SessionError::BuildTime(error)) = error.downcast_ref::<SessionError>() {
        return Some(error.help());
    }
    if let Some(error) = error.downcast_ref::<MaterialsError>() {
        return error.help();
    }
    if let Some(BuildError::Engine(error)) = error.downcast_ref::<BuildError>() {
        return error.help();
    }
    error.downcast_ref::<EngineError>().and_then(EngineError::help)
}

/// A problem in a manifest, with its line.
fn problem_text(problem: &Problem) -> String {
    let mut text = format!("error: {}\n{}", problem.kind, excerpt(&problem.location));
    add_help(&mut text, problem.help());
    text
}

fn add_help(text: &mut String, help: Option<String>) {
    if let Some(help) = help {
        add_labelled(text, "help", &help);
    }
}

/// Adds words below the first line. They may be another program's: lines are indented, not wrapped.
fn add_labelled(text: &mut String, label: &str, words: &str) {
    // Errors of cargo and git begin as this text does.
    let words = words.trim_end();
    let words = words.strip_prefix("error: ").unwrap_or(words);
    let label = format!("  {label}: ");
    text.push_str(&label);
    for (number, line) in words.lines().enumerate() {
        let indent = if number == 0 || line.is_empty() { 0 } else { label.len() };
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str(line);
        text.push('\n');
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
