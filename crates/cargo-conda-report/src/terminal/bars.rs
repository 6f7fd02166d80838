//! Progress bars: a line for each package that is being built, and one for the whole run below them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cargo_conda_engine::{Count, Phase, Progress};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::progress;
use crate::style::{Color, Meaning};
use crate::units::running_duration;

/// The interval at which the times in the bars are redrawn.
const TICK: Duration = Duration::from_secs(1);

/// The line of a package: verb and name, duration, and the crate that is compiled, cut off at the edge of the
/// terminal.
const PACKAGE_TEMPLATE: &str = "{prefix} ({took}){wide_msg}";

/// The line of the whole run: what is done, the duration, and what is left.
const OVERALL_TEMPLATE: &str = "{prefix} [{bar:24}] {msg}, {took}{left}";

/// The progress bars of a run. They are erased when the value is dropped.
#[derive(Debug)]
pub(super) struct Bars {
    lines: MultiProgress,
    /// The bar of the whole run; `None` before the run has started.
    overall: Option<ProgressBar>,
    /// The bars of packages that are being built, by the packages' short names.
    running: BTreeMap<String, ProgressBar>,
    /// How long the run will have taken at its end; `None` if that cannot be told.
    end: Arc<Mutex<Option<Duration>>>,
    color: Color,
    tick: Duration,
}

impl Bars {
    pub(super) fn new(target: ProgressDrawTarget, color: Color) -> Self {
        Self {
            lines: MultiProgress::with_draw_target(target),
            overall: None,
            running: BTreeMap::new(),
            end: Arc::default(),
            color,
            tick: TICK,
        }
    }

    /// Shows how far the whole run has come. The first call adds its bar, which counts crates, or packages
    /// if the crates are not known.
    pub(super) fn advance(&mut self, progress: &Progress) {
        let is_new = self.overall.is_none();
        let overall = self.overall.get_or_insert_with(|| {
            let overall = self.lines.add(ProgressBar::no_length());
            overall.set_style(overall_style(Arc::clone(&self.end)));
            overall.set_prefix(self.color.verb(Meaning::Activity, "Building"));
            overall
        });
        // Before the bar is drawn with the new message.
        let end = progress.remaining.map(|remaining| overall.elapsed() + remaining);
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
        let Count { done, total } = progress.crates.unwrap_or(progress.packages);
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        overall.set_length(number(total));
        overall.set_position(number(done));
        overall.set_message(progress::done(progress));
        if is_new {
            overall.enable_steady_tick(self.tick);
        }
    }

    /// Adds the bar of a package. `short` identifies the package in later calls, `full` is shown.
    pub(super) fn start(&mut self, short: String, full: &str) {
        let bar = match &self.overall {
            Some(overall) => self.lines.insert_before(overall, ProgressBar::new_spinner()),
            None => self.lines.add(ProgressBar::new_spinner()),
        };
        bar.set_style(style(PACKAGE_TEMPLATE));
        bar.set_prefix(self.title(Phase::Preparing, full));
        bar.enable_steady_tick(self.tick);
        self.running.insert(short, bar);
    }

    /// Shows the phase that the build of a package is in.
    pub(super) fn enter(&self, short: &str, full: &str, phase: Phase) {
        if let Some(bar) = self.running.get(short) {
            bar.set_message("");
            bar.set_prefix(self.title(phase, full));
        }
    }

    /// Shows the crate that is compiled for a package.
    pub(super) fn compiling(&self, short: &str, compiled: &str) {
        if let Some(bar) = self.running.get(short) {
            bar.set_message(format!(": {compiled}"));
        }
    }

    /// Erases the bar of a package, if it has one.
    pub(super) fn finish(&mut self, short: &str) {
        if let Some(bar) = self.running.remove(short) {
            bar.finish_and_clear();
            self.lines.remove(&bar);
        }
    }

    /// Erases all bars.
    pub(super) fn clear(&mut self) {
        for bar in std::mem::take(&mut self.running).into_values().chain(self.overall.take()) {
            bar.finish_and_clear();
        }
    }

    /// Erases the bars while `write` writes to the same terminal, then draws them again.
    pub(super) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.lines.suspend(write)
    }

    fn title(&self, phase: Phase, full: &str) -> String {
        format!("{} {full}", self.color.verb(Meaning::Activity, verb(phase)))
    }
}

impl Drop for Bars {
    /// Erases the bars also when a run ends early.
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("the templates of this file are well-formed")
        // A duration that cannot be written is missing until the next tick.
        .with_key("took", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _written = write!(out, "{}", running_duration(state.elapsed()));
        })
}

/// The style of the bar of the whole run. `end` is how long the run will have taken at its end.
fn overall_style(end: Arc<Mutex<Option<Duration>>>) -> ProgressStyle {
    let style = style(OVERALL_TEMPLATE).progress_chars("=> ");
    style.with_key("left", move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let end = *end.lock().unwrap_or_else(PoisonError::into_inner);
        let remaining = end.map(|end| end.saturating_sub(state.elapsed()));
        let _written = write!(out, "{}", progress::left(remaining));
    })
}

fn verb(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparing => "Preparing",
        Phase::Compiling => "Compiling",
        Phase::Inspecting => "Inspecting",
        Phase::Packaging => "Packaging",
        Phase::Testing => "Testing",
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;
    use insta::assert_snapshot;

    use super::*;

    /// Bars that are drawn only when they change, so that no thread draws while a test reads.
    fn bars(terminal: &InMemoryTerm) -> Bars {
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let mut bars = Bars::new(target, Color::Never);
        bars.tick = Duration::ZERO;
        bars
    }

    #[test]
    fn running_packages_stand_above_the_count() {
        let terminal = InMemoryTerm::new(10, 100);
        let mut bars = bars(&terminal);
        let advance = |bars: &mut Bars, crates, packages, remaining: u64| {
            bars.advance(&Progress {
                crates: Some(Count { done: crates, total: 88 }),
                packages: Count { done: packages, total: 3 },
                remaining: Some(Duration::from_secs(remaining)),
            });
        };
        advance(&mut bars, 0, 0, 0);
        bars.start("fd".to_owned(), "fd 10.1.0");
        bars.start("rg".to_owned(), "rg 14.1.0");
        bars.enter("rg", "rg 14.1.0", Phase::Compiling);
        bars.compiling("rg", "regex-automata v0.4.7");
        assert_snapshot!(terminal.contents(), @r"
        Preparing fd 10.1.0 (0 s)
        Compiling rg 14.1.0 (0 s): regex-automata v0.4.7
         Building [                        ] 0/88 crates, 0/3 packages, 0 s
        ");

        bars.finish("fd");
        advance(&mut bars, 44, 1, 151);
        bars.enter("rg", "rg 14.1.0", Phase::Testing);
        assert_snapshot!(terminal.contents(), @r"
         Testing rg 14.1.0 (0 s)
        Building [============>           ] 44/88 crates, 1/3 packages, 0 s, about 3 min left
        ");

        bars.suspend(|| indicatif::TermLike::write_line(&terminal, "a line that stays")).unwrap();
        assert_snapshot!(terminal.contents(), @r"
        a line that stays
             Testing rg 14.1.0 (0 s)
            Building [============>           ] 44/88 crates, 1/3 packages, 0 s, about 3 min left
        ");

        drop(bars);
        assert_snapshot!(terminal.contents(), @"a line that stays");
    }

    #[test]
    fn a_line_ends_at_the_edge_of_the_terminal() {
        let terminal = InMemoryTerm::new(10, 40);
        let mut bars = bars(&terminal);
        bars.start("rg".to_owned(), "rg 14.1.0");
        bars.compiling("rg", "a-crate-with-a-very-long-name v0.4.7");
        assert_snapshot!(terminal.contents(), @"   Preparing rg 14.1.0 (0 s): a-crate-wi");
    }
}
