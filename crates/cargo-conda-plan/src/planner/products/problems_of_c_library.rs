//! Finds the places of what is wrong with a C library in its manifest.

use cargo_conda_workspace::Member;
use toml_edit::{Document, Item};

use crate::config::{CLibraryKeys, PackageConfig};
use crate::planner::checks::start_of_table;
use crate::problem::{CLibraryProblem, CLibraryWarning, Problem, ProblemKind, Warning};
use crate::source::Location;

/// The problem at the place of the key that it is about.
pub(super) fn located(member: &Member, config: &PackageConfig, problem: CLibraryProblem) -> Problem {
    let location = match (&problem, &config.c_library.is_wanted) {
        (CLibraryProblem::NoLibrary { .. } | CLibraryProblem::NoHeader { .. }, Some(wanted)) => {
            wanted.location.clone()
        }
        (CLibraryProblem::NoKind { .. } | CLibraryProblem::NothingToRun { .. }, _) => {
            let CLibraryKeys { is_shared, is_static, has_devel, is_wanted, .. } = &config.c_library;
            let keys = [has_devel, is_shared, is_static, is_wanted];
            let written = keys.into_iter().flatten().next().map(|key| key.location.clone());
            written.unwrap_or_else(|| location_in_capi(member, &[]))
        }
        _ => {
            let parts: Vec<_> = problem.key().into_iter().flat_map(|key| key.split('.')).collect();
            location_in_capi(member, &parts)
        }
    };
    Problem { location, kind: ProblemKind::CLibrary(problem) }
}

/// The warning at the place of the key that it is about.
pub(super) fn warned(member: &Member, warning: CLibraryWarning) -> Warning {
    let location = location_in_capi(member, &warning.path());
    Warning::CLibrary { warning, location }
}

/// The place of a key of cargo-c's table by its path; the header of the table if the key is not there or the
/// path is empty.
fn location_in_capi(member: &Member, path: &[&str]) -> Location {
    let start = start_of_table(member, "[package.metadata.capi");
    let Ok(document) = Document::parse(start.source.text.as_str()) else {
        return start;
    };
    let path: Vec<_> = path.iter().filter(|part| !part.is_empty()).collect();
    let mut whole = ["package", "metadata", "capi"].iter().chain(path.iter().copied());
    let found = whole.try_fold(document.as_item(), |item, part| item.get(part));
    let span = found.filter(|_| !path.is_empty()).and_then(Item::span).unwrap_or(start.span);
    Location { source: start.source, span }
}
