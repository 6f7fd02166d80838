//! Errors as pixi shows them.

use std::error::Error;

use camino::Utf8Path;
use cargo_conda::help;
use cargo_conda::plan::{PlanError, Problem};
use fs_err as fs;
use serde_json::Value;

use crate::wire::{ErrorData, ErrorLabel, LabelSpan, Response, code};

/// Why a request is not met.
#[derive(Debug)]
pub(crate) struct Failure {
    code: i32,
    // Boxed: it is much larger than what is returned when all is well.
    data: Box<ErrorData>,
}

impl Failure {
    /// A failure that is told in a sentence.
    pub(crate) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, data: Box::new(ErrorData { message: message.into(), ..ErrorData::default() }) }
    }

    /// The same with what to do about it.
    pub(crate) fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        let mut failure = Self::new(code::BACKEND, message);
        failure.data.help = Some(help.into());
        failure
    }

    /// An error with its causes, and with what to do about it where that is known. Places in files are given relative to
    /// `directory`, that of the manifest.
    pub(crate) fn of(error: &(dyn Error + 'static), directory: &Utf8Path) -> Self {
        if let Some(PlanError::Problems(problems)) = error.downcast_ref::<PlanError>() {
            return Self::of_problems(problems, directory);
        }
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let mut causes: Vec<_> = causes.map(ToString::to_string).collect();
        // pixi takes the last one for the nearest.
        causes.reverse();
        let data =
            ErrorData { message: error.to_string(), causes, help: help(error), ..ErrorData::default() };
        Self { code: code::BACKEND, data: Box::new(data) }
    }

    /// The first problem, and the others as errors that go with it.
    fn of_problems(problems: &[Problem], directory: &Utf8Path) -> Self {
        let mut all = problems.iter().map(|problem| problem_data(problem, directory));
        let first = all.next().unwrap_or_default();
        Self { code: code::BACKEND, data: Box::new(ErrorData { related: all.collect(), ..first }) }
    }

    /// What the programs that were run have to say.
    pub(crate) fn caused_by(mut self, causes: impl IntoIterator<Item = String>) -> Self {
        self.data.causes.extend(causes);
        self
    }

    pub(crate) fn data(&self) -> &ErrorData {
        &self.data
    }

    pub(crate) fn response(self, id: Value) -> Response {
        Response::error(id, self.code, *self.data)
    }
}

fn problem_data(problem: &Problem, directory: &Utf8Path) -> ErrorData {
    let location = &problem.location;
    let path = &location.source.path;
    if fs::read_to_string(path).ok().as_ref() != Some(&location.source.text) {
        // It was written elsewhere, and a place in this file would be a wrong one.
        let message = format!("in the configuration of the package: {}", problem.kind);
        return ErrorData { message, help: problem.help(), ..ErrorData::default() };
    }
    let (line, column) = location.line_and_column();
    let name = pathdiff::diff_utf8_paths(path, directory).unwrap_or_else(|| path.clone());
    let span = LabelSpan { offset: location.span.start, length: location.span.len() };
    ErrorData {
        // pixi shows the place if it can read the file, which it looks for beside its own manifest.
        message: format!("{name}:{line}:{column}: {}", problem.kind),
        help: problem.help(),
        filename: Some(name.into_string()),
        labels: vec![ErrorLabel { label: None, span }],
        ..ErrorData::default()
    }
}
