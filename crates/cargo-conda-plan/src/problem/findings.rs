//! What was noticed while manifests were read and a plan was made: problems and warnings.

use std::ops::Deref;

use thiserror::Error;

use super::{ProblemKind, Warning};
use crate::source::Location;

/// A problem of a manifest, and where it is.
#[derive(Debug)]
pub struct Problem {
    /// The place in a manifest that has to be corrected.
    pub location: Location,
    /// What is wrong.
    pub kind: ProblemKind,
}

impl Problem {
    /// What to write instead; `None` if the message says so already, or if no existing name is near.
    pub fn help(&self) -> Option<String> {
        self.kind.help()
    }
}

/// All problems of all manifests, in order of files and lines; at least one.
#[derive(Debug, Error)]
#[error("{} in the manifests", count(.0.len()))]
pub struct Problems(Vec<Problem>);

impl Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.0
    }
}

/// The problems and warnings of a stage, passed on to the next.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Warning>,
}

impl Findings {
    /// Adds a problem, unless one is known of the same place: a value of the workspace's table is met once
    /// for each member.
    pub(crate) fn report(&mut self, location: Location, kind: ProblemKind) {
        if !self.problems.iter().any(|known| known.location == location) {
            self.problems.push(Problem { location, kind });
        }
    }

    /// Adds a warning, unless it is known: a member is met once for each platform.
    pub(crate) fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The warnings. If there are problems, all of them, sorted by file and line, are the error instead.
    pub(crate) fn into_warnings(self) -> Result<Vec<Warning>, Problems> {
        let Self { mut problems, warnings } = self;
        if problems.is_empty() {
            return Ok(warnings);
        }
        problems.sort_by(|a, b| a.location.order().cmp(&b.location.order()));
        Err(Problems(problems))
    }
}

fn count(problems: usize) -> String {
    if problems == 1 { "a problem".to_owned() } else { format!("{problems} problems") }
}
