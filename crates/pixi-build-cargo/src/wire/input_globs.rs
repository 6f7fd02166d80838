//! `InputGlobSet`, a field of the results of `conda/outputs` and `conda/build_v1`.

use serde::Serialize;

/// One element of `inputGlobSets` (`input_glob_sets` in `conda/build_v1`): files that pixi watches below a
/// directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputGlobSet {
    /// `patterns`: patterns like those of `.gitignore`, relative to `root`. The last pattern that matches a
    /// file decides, and a pattern with `!` excludes.
    pub(crate) patterns: Vec<String>,
    /// `excludeHidden`: true if names that begin with a dot match only patterns that spell the name.
    pub(crate) exclude_hidden: bool,
    /// `root`: the absolute path of the directory. `None` stands for the source directory of `initialize`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<String>,
}
