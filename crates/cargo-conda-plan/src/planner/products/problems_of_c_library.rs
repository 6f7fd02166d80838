//! Finds the places of what is wrong with a C library in its manifest.

use cargo_conda_workspace::Member;
use toml_edit::{Document, Item};

use crate::config::PackageConfig;
use crate::planner::checks::start_of_table;
use crate::problem::{CLibraryProblem, Problem, ProblemKind};
use crate::source::Location;

/// The problem at the place of the key that it is about.
pub(super) fn located(member: &Member, config: &PackageConfig, problem: CLibraryProblem) -> Problem {
    let location = match (&problem, &config.c_library.is_wanted) {
        (CLibraryProblem::NoLibrary { .. } | CLibraryProblem::NoHeader { .. }, Some(wanted)) => {
            wanted.location.clone()
        }
        _ => location_in_capi(member, problem.key().unwrap_or_default()),
    };
    Problem { location, kind: ProblemKind::CLibrary(problem) }
}

/// The place of a key of cargo-c's table; the header of the table if the key is not there or empty.
fn location_in_capi(member: &Member, key: &str) -> Location {
    let start = start_of_table(member, "[package.metadata.capi");
    let Ok(document) = Document::parse(start.source.text.as_str()) else {
        return start;
    };
    let parts = key.split('.').filter(|part| !part.is_empty());
    let mut path = ["package", "metadata", "capi"].into_iter().chain(parts);
    let found = path.try_fold(document.as_item(), |item, part| item.get(part));
    let span = found.filter(|_| !key.is_empty()).and_then(Item::span).unwrap_or(start.span);
    Location { source: start.source, span }
}
