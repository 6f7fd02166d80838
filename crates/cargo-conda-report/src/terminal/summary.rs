//! The summary at the end of a run.

use std::collections::BTreeMap;
use std::time::Duration;

use cargo_conda_engine::{PackageLabel, PackageOutcome, Summary};

use super::names::Names;
use crate::install::{channel_url, commands};
use crate::style::{Meaning, Surface, TextOptions, Verbosity};
use crate::units::{count, duration};

/// The indentation of lines that belong to a line with a verb: the width of the verb and a space.
const INDENT: &str = "             ";

/// Writes the summary of a run.
pub(super) struct SummaryText<'a> {
    pub(super) names: &'a Names,
    /// The command that is repeated with a selection after it.
    pub(super) command: &'a str,
    pub(super) options: TextOptions,
    pub(super) surface: Surface,
    /// The duration of the run.
    pub(super) took: Duration,
}

impl SummaryText<'_> {
    /// Returns the text of a summary, with line ends: the packages that were built and how to install them,
    /// the packages that were not built, and how to try again.
    pub(super) fn render(&self, summary: &Summary) -> String {
        let mut lines = Vec::new();
        if self.options.verbosity > Verbosity::Quiet {
            lines.extend(self.built(summary));
            lines.extend(self.unfinished(summary));
        }
        lines.extend(self.failed(summary));
        lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
    }

    fn built(&self, summary: &Summary) -> Vec<String> {
        if summary.outcomes.is_empty() {
            let nothing = format!("with no packages to build, in {}", channel_url(&summary.channel));
            return vec![self.line(Meaning::Success, "Finished", &nothing)];
        }
        let channel = channel_url(&summary.channel);
        let took = duration(self.took);
        let Some((first, _)) = summary.built().chain(summary.fresh()).next() else {
            return published(summary)
                .map(|text| self.fresh(&format!("{text}, {took}")))
                .into_iter()
                .collect();
        };
        let finished = match (summary.built().count(), summary.fresh().count()) {
            (0, fresh) => {
                let here = format!("{} in {channel}", count(fresh, "package"));
                let all: Vec<_> = [here].into_iter().chain(published(summary)).collect();
                return vec![self.fresh(&format!("{}, {took}", all.join(", ")))];
            }
            (built, 0) => format!("{} in {channel}, {took}", count(built, "package")),
            (built, fresh) => {
                format!("{}, {fresh} more fresh, in {channel}, {took}", count(built, "package"))
            }
        };
        let published = published(summary).map(|text| self.fresh(&text));
        let [pixi, conda] = commands(&channel, first.plan().name.as_str());
        let install = [
            self.line(Meaning::Success, "Finished", &finished),
            self.line(Meaning::Success, "To install", &pixi),
            self.line(Meaning::Success, "or", &conda),
        ];
        published.into_iter().chain(install).collect()
    }

    fn fresh(&self, text: &str) -> String {
        self.line(Meaning::Success, "Fresh", text)
    }

    fn unfinished(&self, summary: &Summary) -> Option<String> {
        let is_unfinished = |outcome: &PackageOutcome| matches!(outcome, PackageOutcome::Interrupted);
        let unfinished = summary.outcomes.iter().filter(|(_, outcome)| is_unfinished(outcome)).count();
        if unfinished == 0 && !summary.interrupted {
            return None;
        }
        let verb = if summary.interrupted { "Interrupted" } else { "Stopped" };
        let all = count(summary.outcomes.len(), "package");
        Some(self.line(Meaning::Warning, verb, &format!("with {unfinished} of {all} not built")))
    }

    fn failed(&self, summary: &Summary) -> Vec<String> {
        let failed: Vec<_> = summary.failed().collect();
        if failed.is_empty() {
            return Vec::new();
        }
        let all = count(summary.outcomes.len(), "package");
        let mut lines = vec![self.line(Meaning::Failure, "Failed", &format!("{} of {all}", failed.len()))];
        for (package, outcome) in failed {
            lines.extend(self.failure(package, outcome));
        }
        lines
    }

    fn failure(&self, package: &PackageLabel, outcome: &PackageOutcome) -> Vec<String> {
        let name = self.names.full(package);
        match outcome {
            PackageOutcome::Failed(failed) => vec![
                format!("{INDENT}{name}: {}", first_line(&failed.error.headline())),
                format!("{INDENT}  log: {}", self.surface.path(&failed.log)),
                format!("{INDENT}  again: {} {}", self.command, self.names.selection(package)),
            ],
            PackageOutcome::Blocked { by } => vec![format!("{INDENT}{name}: needs {by}, which failed")],
            PackageOutcome::Built(_)
            | PackageOutcome::Fresh(_)
            | PackageOutcome::Published(_)
            | PackageOutcome::Interrupted => Vec::new(),
        }
    }

    fn line(&self, meaning: Meaning, verb: &str, text: &str) -> String {
        format!("{} {text}", self.options.color.verb(meaning, verb))
    }
}

/// How many packages were not built because they are in which channel; `None` if there are none.
fn published(summary: &Summary) -> Option<String> {
    let mut channels: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, published) in summary.published() {
        *channels.entry(&published.channel).or_default() += 1;
    }
    let text = |(channel, packages)| format!("{} in {channel}", count(packages, "package"));
    let texts: Vec<_> = channels.into_iter().map(text).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// The first line of a text that may be another program's.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
