//! Turns each event of a run into lines on the terminal.

use std::io::{self, Write};
use std::time::Duration;

use camino::Utf8Path;
use cargo_conda_engine::{
    Blocker, BuiltPackage, Event, EventKind, FailedPackage, Holder, NamedPath, Orphan, PackageLabel,
    PackageOutcome, Phase, Progress, ResolvedEnvironment, ResolvedPackage, Summary, Tested,
};
use cargo_conda_workspace::InventoryDifference;
use indicatif::TermLike;

use super::bars::Bars;
use super::cargo_line::compiled_crate;
use super::environment::{cache_summary, environment_table};
use super::failure::{explanation, output_frame};
use super::names::Names;
use super::progress::{self, LogPace};
use super::summary::SummaryText;
use crate::reporter::Reporter;
use crate::style::{Meaning, Surface, TextOptions, Verbosity};
use crate::units::{duration, size};

/// Reports a run to people, in the manner of cargo: a line for each finished package, the output and the
/// error of each failed package, and a summary at the end.
///
/// Each message is one write of whole lines, so that lines of two packages are never mixed.
#[derive(Debug)]
pub struct TerminalReporter<W> {
    out: W,
    bars: Option<Bars>,
    options: TextOptions,
    names: Names,
    pace: LogPace,
    surface: Surface,
    /// The command with its options but for those that select packages, as it is typed again.
    command: String,
}

/// The command that people repeat if the caller is no command line.
const COMMAND: &str = "cargo conda build";

impl<W: Write> TerminalReporter<W> {
    /// Makes a reporter without progress bars, for files and pipes. In place of bars, it writes a line when
    /// the build of a package begins, and now and then how far the run has come.
    pub fn plain(out: W, options: TextOptions) -> Self {
        Self {
            out,
            bars: None,
            options,
            names: Names::default(),
            command: COMMAND.to_owned(),
            pace: LogPace::default(),
            surface: Surface::Plain,
        }
    }

    /// Makes a reporter with progress bars below its lines, which fit into the terminal whenever they are
    /// drawn. `out` and `terminal` must be the same terminal. Quiet options turn the bars off.
    pub fn with_bars(out: W, terminal: impl TermLike + Clone + 'static, options: TextOptions) -> Self {
        let bars = (options.verbosity > Verbosity::Quiet).then(|| Bars::new(terminal, options.color));
        Self { bars, ..Self::plain(out, options) }
    }

    /// Says what the lines are written to. Without this, it takes lines and nothing else.
    #[must_use]
    pub fn on(self, surface: Surface) -> Self {
        Self { surface, ..self }
    }

    /// Names the command that the summary tells people to repeat for a package that failed: the words of a
    /// shell, without options that select packages. Without this, it is `cargo conda build`.
    #[must_use]
    pub fn with_command(self, command: String) -> Self {
        Self { command, ..self }
    }

    /// Writes whole lines above the bars, in one write.
    fn print(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let Self { out, bars, .. } = self;
        let mut write = || {
            out.write_all(text.as_bytes())?;
            out.flush()
        };
        match bars {
            Some(bars) => bars.suspend(write),
            None => write(),
        }
    }

    /// Writes a line with a verb in front, unless the options are quiet.
    fn tell(&mut self, meaning: Meaning, verb: &str, text: &str) -> io::Result<()> {
        if self.options.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let line = self.line(meaning, verb, text);
        self.print(&line)
    }

    fn line(&self, meaning: Meaning, verb: &str, text: &str) -> String {
        format!("{} {text}\n", self.options.color.verb(meaning, verb))
    }

    fn waiting(&mut self, blocker: &Blocker, scratch: &Utf8Path) -> io::Result<()> {
        let text = match blocker {
            Blocker::Run(Some(Holder { pid, since })) => {
                format!("for process {pid}, which has held {scratch} since {since}")
            }
            Blocker::Run(None) => format!("for another run, which holds {scratch}"),
            Blocker::Orphans { run, processes } => {
                let since = run.as_ref().map(|run| format!(" since {}", run.since)).unwrap_or_default();
                let orphan = |orphan: &Orphan| format!("{} ({})", orphan.program, orphan.pid);
                let names: Vec<_> = processes.iter().map(orphan).collect();
                let names = if names.is_empty() {
                    "processes that cannot be seen from here".to_owned()
                } else {
                    names.join(", ")
                };
                format!("for {names}: a run that has ended has left them at work in {scratch}{since}")
            }
        };
        self.tell(Meaning::Activity, "Waiting", &text)
    }

    fn environment_ready(&mut self, environment: &ResolvedEnvironment, took: Duration) -> io::Result<()> {
        let ResolvedEnvironment { build, host, .. } = environment;
        let count = |packages: &[ResolvedPackage], name| match packages.len() {
            1 => format!("1 package in {name}"),
            count => format!("{count} packages in {name}"),
        };
        let text = format!("{}, {} ({})", count(build, "build"), count(host, "host"), duration(took));
        self.tell(Meaning::Success, "Installed", &text)?;
        if self.options.verbosity < Verbosity::Verbose {
            return Ok(());
        }
        self.print(&environment_table(environment, self.options.color))
    }

    fn run_started(&mut self, packages: &[PackageLabel], at: Duration) {
        self.names = Names::for_run(packages);
        self.pace = LogPace::starting(at);
    }

    fn progressed(&mut self, progress: &Progress, at: Duration) -> io::Result<()> {
        if let Some(bars) = &mut self.bars {
            bars.advance(progress);
        } else if self.pace.is_due(at) {
            let text = format!("{}{}", progress::done(progress), progress::left(progress.remaining));
            self.tell(Meaning::Activity, "Progress", &text)?;
        }
        Ok(())
    }

    fn package_started(&mut self, package: &PackageLabel) -> io::Result<()> {
        let full = self.names.full(package);
        match &mut self.bars {
            Some(bars) => {
                bars.start(self.names.short(package), &full);
                Ok(())
            }
            None => self.tell(Meaning::Success, "Building", &full),
        }
    }

    fn phase_started(&self, package: &PackageLabel, phase: Phase) {
        if let Some(bars) = &self.bars {
            bars.enter(&self.names.short(package), phase);
        }
    }

    fn output(&mut self, package: &PackageLabel, line: &str) -> io::Result<()> {
        let name = self.names.short(package);
        if let (Some(bars), Some(compiled)) = (&self.bars, compiled_crate(line)) {
            bars.compiling(&name, compiled);
        }
        if self.options.verbosity < Verbosity::Verbose {
            return Ok(());
        }
        let prefix = self.options.color.paint(Meaning::Heading, &format!("{name} |"));
        self.print(&format!("{prefix} {line}\n"))
    }

    fn compiled_twice(&mut self, package: &PackageLabel, first: &PackageLabel, unit: &str) -> io::Result<()> {
        if self.options.verbosity < Verbosity::Verbose {
            return Ok(());
        }
        let (name, first) = (self.names.short(package), self.names.short(first));
        self.tell(Meaning::Warning, "Twice", &format!("{unit} was compiled for {first} and again for {name}"))
    }

    fn inventory_differs(
        &mut self,
        package: &PackageLabel,
        difference: &InventoryDifference,
    ) -> io::Result<()> {
        let name = self.names.short(package);
        let InventoryDifference { only_compiled, only_listed } = difference;
        for (crates, text) in [
            (only_compiled, "cargo compiled crates that were not expected and are listed in the package now"),
            (only_listed, "its lists name crates that cargo did not compile"),
        ] {
            if !crates.is_empty() {
                self.tell(Meaning::Warning, "Differs", &format!("{name}: {text}: {}", crates.join(", ")))?;
            }
        }
        Ok(())
    }

    fn names_machine(&mut self, package: &PackageLabel, paths: &[NamedPath]) -> io::Result<()> {
        let name = self.names.short(package);
        paths.iter().try_for_each(|NamedPath { file, path, owner }| {
            let owner = owner
                .as_ref()
                .map_or_else(String::new, |owner| format!(", the directory of the crate `{owner}`"));
            let text = format!(
                "{name}: {file} contains `{path}`{owner}; another machine would make another package"
            );
            self.tell(Meaning::Warning, "Named", &text)
        })
    }

    fn package_finished(
        &mut self,
        package: &PackageLabel,
        outcome: &PackageOutcome,
        took: Duration,
    ) -> io::Result<()> {
        if let Some(bars) = &mut self.bars {
            bars.finish(&self.names.short(package));
        }
        let full = self.names.full(package);
        let never_began = took.is_zero();
        let took = duration(took);
        match outcome {
            PackageOutcome::Built(BuiltPackage { size: bytes, tested, .. }) => {
                let untested = match tested {
                    Tested::CannotRunHere => ", not tested: its programs do not run on this machine",
                    Tested::Passed | Tested::NotAskedFor => "",
                };
                self.tell(Meaning::Success, "Built", &format!("{full} ({}, {took}{untested})", size(*bytes)))
            }
            // The summary counts them; a line for each would bury what is made.
            outcome if outcome.is_fresh() && self.options.verbosity < Verbosity::Verbose => Ok(()),
            PackageOutcome::Fresh(_) => self.tell(Meaning::Success, "Fresh", &full),
            PackageOutcome::Published(published) => {
                self.tell(Meaning::Success, "Fresh", &format!("{full}: {}", published.url))
            }
            PackageOutcome::Failed(failed) => self.failed(&full, failed, &took),
            PackageOutcome::Blocked { by } => {
                self.tell(Meaning::Warning, "Blocked", &format!("{full}: needs {by}, which failed"))
            }
            // The summary counts them; a line for each would bury what was going on.
            PackageOutcome::Interrupted if never_began => Ok(()),
            PackageOutcome::Interrupted => {
                self.tell(Meaning::Warning, "Stopped", &format!("{full} ({took})"))
            }
        }
    }

    fn failed(&mut self, full: &str, failed: &FailedPackage, took: &str) -> io::Result<()> {
        let mut text = self.line(Meaning::Failure, "Failed", &format!("{full} ({took})"));
        text.push_str(&output_frame(full, failed, self.options.color, self.surface));
        text.push_str(&explanation(failed, self.options.color));
        self.print(&text)
    }

    fn interrupted(&mut self, forced: bool) -> io::Result<()> {
        if forced {
            self.tell(Meaning::Warning, "Killing", "what is still running")
        } else {
            self.tell(Meaning::Warning, "Stopping", "what is running; interrupt again to kill it")
        }
    }

    fn channel_indexed(&mut self, channel: &Utf8Path) -> io::Result<()> {
        if self.options.verbosity < Verbosity::Verbose {
            return Ok(());
        }
        self.tell(Meaning::Success, "Indexed", channel.as_str())
    }

    fn run_finished(&mut self, summary: &Summary, took: Duration) -> io::Result<()> {
        if let Some(bars) = &mut self.bars {
            bars.clear();
        }
        let Self { names, command, options, surface, .. } = self;
        let text = SummaryText { names, command, options: *options, surface: *surface, took }.render(summary);
        self.print(&text)
    }
}

impl<W: Write> Reporter for TerminalReporter<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Waiting { blocker, scratch } => self.waiting(blocker, scratch),
            EventKind::EnvironmentStarted { group: _, platform, channels } => {
                let text = format!("an environment for {platform} from {}", channels.join(", "));
                self.tell(Meaning::Activity, "Solving", &text)
            }
            EventKind::EnvironmentReady { group: _, environment, duration } => {
                self.environment_ready(environment, *duration)
            }
            EventKind::CacheStatistics { statistics } => {
                self.tell(Meaning::Success, "Cached", &cache_summary(statistics))
            }
            EventKind::RunStarted { packages, jobs: _ } => {
                self.run_started(packages, event.at);
                Ok(())
            }
            EventKind::Progressed { progress } => self.progressed(progress, event.at),
            EventKind::PackageStarted { package } => self.package_started(package),
            EventKind::PhaseStarted { package, phase } => {
                self.phase_started(package, *phase);
                Ok(())
            }
            EventKind::Line { package, line } => self.output(package, line),
            EventKind::CompiledTwice { package, first, unit } => self.compiled_twice(package, first, unit),
            EventKind::InventoryDiffers { package, difference } => {
                self.inventory_differs(package, difference)
            }
            // The count of crates says as much, and the archive's size.
            EventKind::CrateCompiled { .. } | EventKind::ProgramsInstalled { .. } => Ok(()),
            EventKind::NamesMachine { package, paths } => self.names_machine(package, paths),
            EventKind::PackageRepeated { package } => {
                let text = format!("{}, with no other package beside it", self.names.full(package));
                self.tell(Meaning::Warning, "Repeating", &text)
            }
            EventKind::PackageFinished { package, outcome, duration, crates: _ } => {
                self.package_finished(package, outcome, *duration)
            }
            EventKind::Interrupted { forced } => self.interrupted(*forced),
            EventKind::ChannelIndexed { channel } => self.channel_indexed(channel),
            EventKind::RunFinished { summary } => self.run_finished(summary, event.at),
        }
    }
}
