//! A failed request, as pixi shows it.

use std::error::Error;

use camino::Utf8Path;
use cargo_conda::backend::{Problems, error_chain};
use cargo_conda::{PlanError, Problem, help};
use fs_err as fs;
use serde_json::Value;

use crate::wire::{ErrorData, ErrorLabel, LabelSpan, Response, code};

/// Why a request failed.
#[derive(Debug)]
pub(crate) struct Failure {
    code: i32,
    /// Boxed, since it is much larger than the results beside which it is returned.
    data: Box<ErrorData>,
}

impl Failure {
    /// A failure that a sentence describes.
    pub(crate) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, data: Box::new(ErrorData { message: message.into(), ..ErrorData::default() }) }
    }

    /// A failure of the backend, with what to do about it.
    pub(crate) fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        let mut failure = Self::new(code::BACKEND, message);
        failure.data.help = Some(help.into());
        failure
    }

    /// The failure that an error means, with its causes, and with what to do about it where that is known.
    ///
    /// `directory` is that of pixi's manifest: names of files in the failure are relative to it.
    pub(crate) fn of(error: &(dyn Error + 'static), directory: &Utf8Path) -> Self {
        if let Some(problems) = problems_of(error) {
            return Self::of_problems(problems, directory);
        }
        let mut failure = Self::new(code::BACKEND, error.to_string());
        failure.data.help = help(error);
        failure.caused_by(error.source())
    }

    /// The first problem as the failure itself, and the others as errors related to it.
    fn of_problems(problems: &[Problem], directory: &Utf8Path) -> Self {
        let mut all = problems.iter().map(|problem| problem_data(problem, directory));
        let first = all.next().unwrap_or_default();
        Self { code: code::BACKEND, data: Box::new(ErrorData { related: all.collect(), ..first }) }
    }

    /// Adds an error and its own causes, if there is one. pixi takes the last element of the list for the
    /// direct cause.
    pub(crate) fn caused_by(mut self, cause: Option<&(dyn Error + 'static)>) -> Self {
        let causes = cause.into_iter().flat_map(error_chain);
        self.data.causes = causes.map(ToString::to_string).collect();
        self.data.causes.reverse();
        self
    }

    /// The same failure with another code.
    pub(crate) fn with_code(self, code: i32) -> Self {
        Self { code, ..self }
    }

    /// What pixi shows.
    pub(crate) fn data(&self) -> &ErrorData {
        &self.data
    }

    /// What pixi shows, for tests of failures.
    #[cfg(test)]
    pub(crate) fn into_data(self) -> ErrorData {
        *self.data
    }

    /// The response to the request with an id.
    pub(crate) fn response(self, id: Value) -> Response {
        Response::error(id, self.code, *self.data)
    }
}

/// The problems in manifests that an error stands for. `None` for any other error.
fn problems_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Problems> {
    match error.downcast_ref::<PlanError>() {
        Some(PlanError::Problems(problems)) => Some(problems),
        _ => error.downcast_ref::<Problems>(),
    }
}

/// A problem in a manifest, with its place if the file still has the text in which the problem was found.
fn problem_data(problem: &Problem, directory: &Utf8Path) -> ErrorData {
    let location = &problem.location;
    let path = &location.source.path;
    if fs::read_to_string(path).ok().as_ref() != Some(&location.source.text) {
        // The text is the configuration as pixi sent it, and its places are none of the file's.
        let message = format!("in the configuration of the package: {}", problem.kind);
        return ErrorData { message, help: problem.help(), ..ErrorData::default() };
    }
    let (line, column) = location.line_and_column();
    let name = pathdiff::diff_utf8_paths(path, directory).unwrap_or_else(|| path.clone());
    let span = LabelSpan { offset: location.span.start, length: location.span.len() };
    ErrorData {
        // The place is part of the message too: pixi shows labels only of files that it finds.
        message: format!("{name}:{line}:{column}: {}", problem.kind),
        help: problem.help(),
        filename: Some(name.into_string()),
        labels: vec![ErrorLabel { label: None, span }],
        ..ErrorData::default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cargo_conda::Source;
    use cargo_conda::backend::OuterConfig;
    use thiserror::Error;

    use super::*;

    #[derive(Debug, Error)]
    #[error("{message}")]
    struct Layer {
        message: &'static str,
        source: Option<Box<Layer>>,
    }

    fn layers(messages: &[&'static str]) -> Layer {
        let mut below = None;
        for message in messages.iter().rev() {
            below = Some(Box::new(Layer { message, source: below }));
        }
        *below.unwrap()
    }

    #[test]
    fn causes_are_listed_with_the_direct_one_last() {
        let error = layers(&["cannot build", "cargo failed", "no such file"]);
        let data = Failure::of(&error, Utf8Path::new("/w")).into_data();
        assert_eq!(data.message, "cannot build");
        assert_eq!(data.causes, ["no such file", "cargo failed"]);
        let failure = Failure::with_help("`tool` failed", "look above").caused_by(Some(&error));
        assert_eq!(failure.data().causes, ["no such file", "cargo failed", "cannot build"]);
    }

    /// The problems of a configuration, in a file that has another text if one is given.
    fn problems(text: &str, on_disk: &str) -> ErrorData {
        let directory = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(directory.path()).unwrap();
        let path = root.join("sub/pixi.toml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, on_disk).unwrap();
        let source = Arc::new(Source { path, text: text.to_owned() });
        let error = OuterConfig::read(&source, &["package", "build"]).unwrap_err();
        Failure::of(&error, root).into_data()
    }

    #[test]
    fn a_problem_is_shown_at_its_place_and_further_ones_below() {
        let text = "[package.build.config]\nfeature = []\nprofil = 'x'\n";
        let data = problems(text, text);
        assert_eq!(data.message, "sub/pixi.toml:2:1: unknown key `feature`");
        assert_eq!(data.filename.as_deref(), Some("sub/pixi.toml"));
        assert_eq!(data.labels[0].span, LabelSpan { offset: 23, length: 7 });
        let related: Vec<_> = data.related.iter().map(|related| related.message.as_str()).collect();
        assert_eq!(related, ["sub/pixi.toml:3:1: unknown key `profil`"]);
    }

    #[test]
    fn a_problem_has_no_place_in_a_file_of_another_text() {
        let data = problems("[package.build.config]\nfeature = []\n", "[package]\n");
        assert_eq!(data.message, "in the configuration of the package: unknown key `feature`");
        assert_eq!((data.filename, data.labels), (None, Vec::new()));
        assert_eq!(data.help.as_deref(), Some("did you mean `features`?"));
    }
}
