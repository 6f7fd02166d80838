//! What moves on a terminal: a line for each package at work, and one for the whole run beneath them.

use std::collections::BTreeMap;
use std::time::Duration;

use cargo_conda_engine::Phase;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::style::{Color, Meaning};
use crate::units::running_duration;

/// How often the times are drawn anew.
const TICK: Duration = Duration::from_secs(1);

/// The line of a package: verb and name, time, and what is compiled, cut off at the edge of the terminal.
const PACKAGE_TEMPLATE: &str = "{prefix} ({took}){wide_msg}";

/// The line of the whole run.
const OVERALL_TEMPLATE: &str = "{prefix} [{bar:24}] {pos}/{len} packages, {took}";

/// The moving lines. They disappear with the value.
#[derive(Debug)]
pub(super) struct Bars {
    lines: MultiProgress,
    overall: Option<ProgressBar>,
    /// By the short names of the packages.
    running: BTreeMap<String, ProgressBar>,
    color: Color,
    tick: Duration,
}

impl Bars {
    pub(super) fn new(target: ProgressDrawTarget, color: Color) -> Self {
        Self {
            lines: MultiProgress::with_draw_target(target),
            overall: None,
            running: BTreeMap::new(),
            color,
            tick: TICK,
        }
    }

    /// Begins to count packages.
    pub(super) fn begin(&mut self, packages: usize) {
        let length = u64::try_from(packages).unwrap_or(u64::MAX);
        let overall = self.lines.add(ProgressBar::new(length));
        overall.set_style(style(OVERALL_TEMPLATE).progress_chars("=> "));
        overall.set_prefix(self.color.verb(Meaning::Activity, "Building"));
        overall.enable_steady_tick(self.tick);
        self.overall = Some(overall);
    }

    /// Adds the line of a package. `short` names it from here on, `full` stands in the line.
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

    pub(super) fn enter(&self, short: &str, full: &str, phase: Phase) {
        if let Some(bar) = self.running.get(short) {
            bar.set_message("");
            bar.set_prefix(self.title(phase, full));
        }
    }

    /// Shows which crate is compiled for a package.
    pub(super) fn compiling(&self, short: &str, compiled: &str) {
        if let Some(bar) = self.running.get(short) {
            bar.set_message(format!(": {compiled}"));
        }
    }

    /// Takes the line of a package away, if it has one, and counts the package.
    pub(super) fn finish(&mut self, short: &str) {
        if let Some(bar) = self.running.remove(short) {
            bar.finish_and_clear();
            self.lines.remove(&bar);
        }
        if let Some(overall) = &self.overall {
            overall.inc(1);
        }
    }

    /// Takes everything away.
    pub(super) fn clear(&mut self) {
        for bar in std::mem::take(&mut self.running).into_values().chain(self.overall.take()) {
            bar.finish_and_clear();
        }
    }

    /// Runs something that writes to the same terminal.
    pub(super) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.lines.suspend(write)
    }

    fn title(&self, phase: Phase, full: &str) -> String {
        format!("{} {full}", self.color.verb(Meaning::Activity, verb(phase)))
    }
}

impl Drop for Bars {
    /// A run that ends early leaves no half-drawn lines behind.
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("the templates of this file are well-formed")
        // A time that cannot be written is left out until the next tick.
        .with_key("took", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _written = write!(out, "{}", running_duration(state.elapsed()));
        })
}

fn verb(phase: Phase) -> &'static str {
    match phase {
        Phase::Preparing => "Preparing",
        Phase::Compiling => "Compiling",
        Phase::Inspecting => "Inspecting",
        Phase::Packaging => "Packaging",
        Phase::Testing => "Testing",
        Phase::Publishing => "Publishing",
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;
    use insta::assert_snapshot;

    use super::*;

    /// Bars that are only drawn when they change, so that no thread draws while a test reads.
    fn bars(terminal: &InMemoryTerm) -> Bars {
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let mut bars = Bars::new(target, Color::Never);
        bars.tick = Duration::ZERO;
        bars
    }

    #[test]
    fn running_packages_stand_above_the_count() {
        let terminal = InMemoryTerm::new(10, 60);
        let mut bars = bars(&terminal);
        bars.begin(3);
        bars.start("fd".to_owned(), "fd 10.1.0");
        bars.start("rg".to_owned(), "rg 14.1.0");
        bars.enter("rg", "rg 14.1.0", Phase::Compiling);
        bars.compiling("rg", "regex-automata v0.4.7");
        assert_snapshot!(terminal.contents(), @r"
        Preparing fd 10.1.0 (0 s)
        Compiling rg 14.1.0 (0 s): regex-automata v0.4.7
         Building [                        ] 0/3 packages, 0 s
        ");

        bars.finish("fd");
        bars.enter("rg", "rg 14.1.0", Phase::Testing);
        assert_snapshot!(terminal.contents(), @r"
         Testing rg 14.1.0 (0 s)
        Building [========>               ] 1/3 packages, 0 s
        ");

        bars.suspend(|| indicatif::TermLike::write_line(&terminal, "a line that stays")).unwrap();
        assert_snapshot!(terminal.contents(), @r"
        a line that stays
             Testing rg 14.1.0 (0 s)
            Building [========>               ] 1/3 packages, 0 s
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
