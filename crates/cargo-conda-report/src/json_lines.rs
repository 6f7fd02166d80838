//! A report of a run for programs: each event is a line of JSON.

use std::io::{self, Write};
use std::time::Duration;

use camino::Utf8Path;
use cargo_conda_engine::{
    Blocker, CacheStatistics, CompiledCrate, CompiledCrates, CompiledKind, Event, EventKind, FailedPackage,
    InstalledProgram, NamedPath, Orphan, PackageLabel, PackageOutcome, Progress, ResolvedPackage, Summary,
    Tested,
};
use cargo_conda_mapping::error_chain;
use cargo_conda_plan::Plan;
use cargo_conda_workspace::{InventoryDifference, Workspace};

use crate::failure_document::failure_document;
use crate::reporter::Reporter;
use crate::schema::{
    CompiledDocument, CompiledKindWord, EventBody, EventDocument, MemberDocument, NamedPathDocument,
    OrphanDocument, Outcome, PackageRef, PlanDocument, ProgramDocument, ResolvedPackageDocument, SCHEMA,
};

/// Whether a report has events for the lines that cargo, compilers and tests print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputEvents {
    /// The lines are left out.
    Omitted,
    /// Each line is an event.
    Included,
}

/// The least time between two events about progress while no package gets done.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(1);

/// Writes each event as a line of JSON, see [`EventDocument`], and flushes it.
#[derive(Debug)]
pub struct JsonReporter<W> {
    out: W,
    output: OutputEvents,
    /// When the last event about progress was written, and how many packages were done then; `None` if there
    /// was none.
    progress: Option<(Duration, usize)>,
}

impl<W: Write> JsonReporter<W> {
    /// Makes a reporter; nothing is written before the first event.
    pub fn new(out: W, output: OutputEvents) -> Self {
        Self { out, output, progress: None }
    }

    /// Writes the first line, before the run: what is going to be built, and from what.
    ///
    /// `time` is the time when the run begins, by RFC 3339.
    ///
    /// # Errors
    ///
    /// The error of the writer.
    pub fn planned(&mut self, workspace: &Workspace, plan: &Plan, time: String) -> io::Result<()> {
        let body = EventBody::Planned {
            cargo_conda: env!("CARGO_PKG_VERSION").to_owned(),
            time,
            members: MemberDocument::all(workspace),
            plan: Box::new(PlanDocument::new(plan, &[], workspace.root())),
        };
        self.write(&EventDocument { schema: SCHEMA, at: 0.0, body })
    }

    fn write(&mut self, document: &EventDocument) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, document)?;
        // Flushed at once, for programs that follow the run.
        writeln!(self.out)?;
        self.out.flush()
    }

    /// Whether progress is worth an event: there are as many as crates, and they can come all at once.
    fn is_news(&mut self, progress: &Progress, at: Duration) -> bool {
        let packages = progress.packages.done;
        let is_old = |(told, done): (Duration, usize)| at < told + PROGRESS_INTERVAL && done == packages;
        let is_news = !self.progress.is_some_and(is_old);
        if is_news {
            self.progress = Some((at, packages));
        }
        is_news
    }

    /// Returns the writer.
    pub fn into_inner(self) -> W {
        self.out
    }
}

impl<W: Write> Reporter for JsonReporter<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        if matches!(event.kind, EventKind::Line { .. }) && self.output == OutputEvents::Omitted {
            return Ok(());
        }
        if let EventKind::Progressed { progress } = &event.kind
            && !self.is_news(progress, event.at)
        {
            return Ok(());
        }
        self.write(&document(event))
    }
}

fn waiting(blocker: &Blocker, scratch: &Utf8Path) -> EventBody {
    let (run, orphans) = match blocker {
        Blocker::Run(run) => (run, None),
        Blocker::Orphans { run, processes } => (run, Some(processes)),
    };
    let document = |orphan: &Orphan| OrphanDocument { pid: orphan.pid, program: orphan.program.clone() };
    EventBody::Waiting {
        pid: run.as_ref().map(|run| run.pid),
        since: run.as_ref().map(|run| run.since.clone()),
        orphans: orphans.map(|orphans| orphans.iter().map(document).collect()),
        scratch: scratch.to_owned(),
    }
}

/// The line of an event.
fn document(event: &Event) -> EventDocument {
    let body = match &event.kind {
        EventKind::Waiting { blocker, scratch } => waiting(blocker, scratch),
        EventKind::EnvironmentStarted { group, platform, channels } => EventBody::EnvironmentStarted {
            group: group.0,
            platform: platform.to_string(),
            channels: channels.clone(),
        },
        EventKind::EnvironmentReady { group, environment, duration } => {
            let documents = |packages: &[ResolvedPackage]| packages.iter().map(Into::into).collect();
            EventBody::EnvironmentReady {
                group: group.0,
                platform: environment.platform.to_string(),
                variant: environment.variant.clone(),
                build: documents(&environment.build),
                host: documents(&environment.host),
                seconds: seconds(*duration),
            }
        }
        EventKind::CacheStatistics { statistics } => {
            let CacheStatistics { hits, misses, uncacheable, errors } = *statistics;
            EventBody::CacheStatistics { hits, misses, uncacheable, errors }
        }
        EventKind::RunStarted { packages, jobs } => {
            EventBody::RunStarted { packages: packages.iter().map(PackageRef::from).collect(), jobs: *jobs }
        }
        EventKind::Progressed { progress: Progress { crates, packages, remaining } } => EventBody::Progress {
            crates_done: crates.map(|crates| crates.done),
            crates: crates.map(|crates| crates.total),
            packages_done: packages.done,
            packages: packages.total,
            seconds_left: remaining.map(seconds),
        },
        EventKind::PackageStarted { package } => EventBody::PackageStarted(package.into()),
        EventKind::PhaseStarted { package, phase } => {
            EventBody::PhaseStarted { package: package.into(), phase: phase.as_str().to_owned() }
        }
        EventKind::Line { package, line } => {
            EventBody::Output { package: package.into(), line: line.clone() }
        }
        EventKind::CompiledTwice { package, first, unit } => EventBody::CompiledTwice {
            package: package.into(),
            first: first.plan().name.to_string(),
            unit: unit.clone(),
        },
        EventKind::CrateCompiled { package, compiled } => {
            EventBody::CrateCompiled { package: package.into(), compiled: compiled.into() }
        }
        EventKind::ProgramsInstalled { package, programs } => EventBody::ProgramsInstalled {
            package: package.into(),
            programs: programs.iter().map(ProgramDocument::from).collect(),
        },
        EventKind::NamesMachine { package, paths } => EventBody::NamesMachine {
            package: package.into(),
            paths: paths.iter().map(NamedPathDocument::from).collect(),
        },
        EventKind::InventoryDiffers {
            package,
            difference: InventoryDifference { only_compiled, only_listed },
        } => EventBody::InventoryDiffers {
            package: package.into(),
            only_compiled: only_compiled.clone(),
            only_listed: only_listed.clone(),
        },
        EventKind::PackageRepeated { package } => EventBody::PackageRepeated(package.into()),
        EventKind::PackageFinished { package, outcome, duration, crates } => {
            package_finished(package, outcome, *duration, *crates)
        }
        EventKind::Interrupted { forced } => EventBody::Interrupted { forced: *forced },
        EventKind::ChannelIndexed { channel } => EventBody::ChannelIndexed { channel: channel.clone() },
        EventKind::RunFinished { summary } => finished(summary),
    };
    EventDocument { schema: SCHEMA, at: seconds(event.at), body }
}

fn package_finished(
    package: &PackageLabel,
    outcome: &PackageOutcome,
    duration: Duration,
    crates: CompiledCrates,
) -> EventBody {
    let (mut built, mut published, mut failed, mut blocked_by) = (None, None, None, None);
    match outcome {
        PackageOutcome::Built(package) | PackageOutcome::Fresh(package) => built = Some(package),
        PackageOutcome::Published(package) => published = Some(package),
        PackageOutcome::Failed(failure) => failed = Some(failure),
        PackageOutcome::Blocked { by } => blocked_by = Some(by.clone()),
        PackageOutcome::Interrupted => {}
    }
    EventBody::PackageFinished {
        package: package.into(),
        outcome: outcome.into(),
        url: published.map(|published| published.url.as_str().into()),
        build: built
            .map(|built| &built.build_string)
            .or(published.map(|published| &published.build_string))
            .cloned(),
        file: built.map(|built| built.file.clone()),
        size: built.map(|built| built.size).or(published.and_then(|published| published.size)),
        depends: built
            .map(|built| &built.depends)
            .or(published.map(|published| &published.depends))
            .cloned()
            .unwrap_or_default(),
        tested: built.map(|built| built.tested == Tested::Passed),
        blocked_by,
        error: failed.map(|failed| failed.error.headline()),
        cause: failed.and_then(causes),
        failure: failed.and_then(|failed| failure_document(&failed.error)).map(Box::new),
        help: failed.and_then(|failed| failed.error.help()),
        log: failed.map(|failed| failed.log.clone()),
        seconds: seconds(duration),
        crates_compiled: crates.compiled,
        crates_fresh: crates.fresh,
    }
}

/// The causes of an error, joined.
fn causes(failed: &FailedPackage) -> Option<String> {
    let causes: Vec<_> = error_chain(&*failed.error).skip(1).map(ToString::to_string).collect();
    (!causes.is_empty()).then(|| causes.join(": "))
}

fn finished(
    Summary { outcomes, channel, interrupted, compiled_twice, inventory_differs }: &Summary,
) -> EventBody {
    let count =
        |wanted: Outcome| outcomes.iter().filter(|(_, outcome)| Outcome::from(outcome) == wanted).count();
    EventBody::Finished {
        built: count(Outcome::Built),
        fresh: count(Outcome::Fresh),
        failed: count(Outcome::Failed),
        blocked: count(Outcome::Blocked),
        unfinished: count(Outcome::Interrupted),
        compiled_twice: *compiled_twice,
        inventory_differs: *inventory_differs,
        interrupted: *interrupted,
        channel: channel.clone(),
    }
}

fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

impl From<&CompiledCrate> for CompiledDocument {
    fn from(compiled: &CompiledCrate) -> Self {
        let CompiledCrate { name, version, id, kind, features, size, began } = compiled.clone();
        let kind = match kind {
            CompiledKind::BuildScript => CompiledKindWord::BuildScript,
            CompiledKind::Library => CompiledKindWord::Library,
            CompiledKind::ForeignLibrary => CompiledKindWord::ForeignLibrary,
            CompiledKind::Program => CompiledKindWord::Program,
            CompiledKind::Other => CompiledKindWord::Other,
        };
        Self { crate_name: name, version, id, kind, features, size, began: began.map(seconds) }
    }
}

impl From<&InstalledProgram> for ProgramDocument {
    fn from(InstalledProgram { file, size }: &InstalledProgram) -> Self {
        Self { file: file.clone(), size: *size }
    }
}

impl From<&PackageLabel> for PackageRef {
    fn from(label: &PackageLabel) -> Self {
        let package = label.plan();
        Self {
            crate_name: package.crate_name.clone(),
            name: package.name.to_string(),
            version: package.version.to_string(),
            platform: package.platform.to_string(),
            variant: label.variant().clone(),
        }
    }
}

impl From<&ResolvedPackage> for ResolvedPackageDocument {
    fn from(package: &ResolvedPackage) -> Self {
        let ResolvedPackage { name, version, build_string: build, channel, sha256 } = package.clone();
        Self { name, version, build, channel, sha256 }
    }
}

impl From<&PackageOutcome> for Outcome {
    fn from(outcome: &PackageOutcome) -> Self {
        match outcome {
            PackageOutcome::Built(_) => Self::Built,
            PackageOutcome::Fresh(_) | PackageOutcome::Published(_) => Self::Fresh,
            PackageOutcome::Failed(_) => Self::Failed,
            PackageOutcome::Blocked { .. } => Self::Blocked,
            PackageOutcome::Interrupted => Self::Interrupted,
        }
    }
}

impl From<&NamedPath> for NamedPathDocument {
    fn from(NamedPath { file, path, owner }: &NamedPath) -> Self {
        Self { file: file.clone(), path: path.clone(), crate_name: owner.clone() }
    }
}
