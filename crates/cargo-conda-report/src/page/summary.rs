//! The head of the page: what became of the run, in a line and in figures.

use std::fmt::{self, Display, Formatter};

use super::axis::seconds;
use super::run::{Ending, Run};
use crate::markup::Escaped;
use crate::units::{count, size};

/// The words for how packages end, in the order in which they are told.
const OUTCOMES: [&str; 8] =
    ["built", "fresh", "failed", "blocked", "interrupted", "unfinished", "not started", "other"];

/// The head of the page.
pub(super) struct Summary<'a>(pub(super) &'a Run);

impl Run {
    /// What became of the packages, in a line: `3 built, 1 failed`.
    pub(super) fn headline(&self) -> String {
        let told = OUTCOMES.iter().map(|outcome| (self.count(outcome), outcome));
        let told: Vec<_> = told.filter(|(number, _)| *number > 0).collect();
        if told.is_empty() {
            return "No packages".to_owned();
        }
        told.iter().map(|(number, outcome)| format!("{number} {outcome}")).collect::<Vec<_>>().join(", ")
    }

    /// What is to be known about the events before they are read; `None` if they are whole.
    fn warning(&self) -> Option<&'static str> {
        match self.ending {
            Ending::Finished => None,
            Ending::Interrupted => Some("The run was stopped before all packages were built."),
            Ending::Missing => Some(
                "The events have no end: the run was killed, failed before its end, or was still at work. The page \
                 shows what had happened until then.",
            ),
            Ending::Cut => Some(
                "The last line of the events is not whole: the run was killed, or the file was cut. The page shows \
                 what had happened until then.",
            ),
        }
    }
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let run = self.0;
        writeln!(f, "<header>")?;
        match run.workspace_name() {
            Some(name) => writeln!(f, "<h1>{}</h1>", Escaped(name))?,
            None => writeln!(f, "<h1>A run of cargo conda</h1>")?,
        }
        writeln!(f, "<p class=\"headline\">{}</p>", Escaped(run.headline()))?;
        if let Some(warning) = run.warning() {
            writeln!(f, "<p class=\"warning\" role=\"note\">{warning}</p>")?;
        }
        writeln!(f, "<dl class=\"figures\">")?;
        for (name, value) in self.figures() {
            writeln!(f, "<div><dt>{name}</dt><dd>{}</dd></div>", Escaped(value))?;
        }
        writeln!(f, "</dl>\n</header>")
    }
}

impl Summary<'_> {
    fn figures(&self) -> Vec<(&'static str, String)> {
        let run = self.0;
        let mut figures = vec![("Duration", seconds(run.end))];
        if let Some(jobs) = run.jobs {
            figures.push(("At the same time", count(jobs, "package")));
        }
        if !run.crates.is_empty() {
            figures.push(("Compiled", count(run.crates.len(), "target")));
        }
        let ends = || run.packages.iter().filter_map(|package| package.end.as_ref());
        let sizes: Vec<_> = ends().filter_map(|end| end.size).collect();
        if !sizes.is_empty() {
            figures.push(("Archives", size(sizes.iter().sum())));
        }
        let tested = ends().filter(|end| end.tested == Some(true)).count();
        let untested = ends().filter(|end| end.tested == Some(false)).count();
        figures.push((
            "Tests",
            match untested {
                0 => format!("{tested} passed"),
                _ => format!("{tested} passed, {untested} not run"),
            },
        ));
        if let Some(planned) = &run.planned {
            figures.push(("Began", planned.time.clone()));
            figures.push(("Made by", format!("cargo-conda {}", planned.version)));
            figures.push(("Workspace", planned.plan.workspace.to_string()));
        }
        figures.extend(run.channel.clone().map(|channel| ("Channel", channel)));
        figures
    }
}
