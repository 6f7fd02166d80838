//! The events of a run that is shown to people, kept for the page that `build --report` writes.

use std::io;

use camino::Utf8Path;
use cargo_conda::{Event, JsonReporter, OutputEvents, Plan, Reporter, Timestamp, Workspace};
use cargo_conda_report::Run;

use super::failure::Failure;

/// What a run begins with.
pub(super) struct PlannedRun<'a> {
    workspace: &'a Workspace,
    plan: &'a Plan,
    /// The time by RFC 3339, to the second.
    time: String,
}

impl<'a> PlannedRun<'a> {
    /// A run that begins now.
    pub(super) fn now(workspace: &'a Workspace, plan: &'a Plan) -> Self {
        let now = Timestamp::now();
        let time = Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
        Self { workspace, plan, time }
    }

    /// Writes the first event of the run.
    pub(super) fn tell<W: io::Write>(&self, reporter: &mut JsonReporter<W>) -> io::Result<()> {
        reporter.planned(self.workspace, self.plan, self.time.clone())
    }
}

/// Shows a run, and keeps its events.
pub(super) struct KeptEvents {
    shown: Box<dyn Reporter>,
    kept: JsonReporter<Vec<u8>>,
}

impl KeptEvents {
    /// Keeps what `shown` shows.
    pub(super) fn beside(shown: Box<dyn Reporter>, planned: &PlannedRun<'_>) -> io::Result<Self> {
        let mut kept = JsonReporter::new(Vec::new(), OutputEvents::Omitted);
        planned.tell(&mut kept)?;
        Ok(Self { shown, kept })
    }

    /// Writes the page about what has happened so far.
    pub(super) fn write_page(self, path: &Utf8Path) -> Result<(), Failure> {
        let run = Run::read(&self.kept.into_inner()).map_err(Failure::Events)?;
        fs_err::write(path, run.page().to_string()).map_err(Failure::Write)
    }
}

impl Reporter for KeptEvents {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.kept.event(event)?;
        self.shown.event(event)
    }
}
