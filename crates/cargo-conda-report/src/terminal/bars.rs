//! Progress bars: a line for each package that is being built, and one for the whole run below them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cargo_conda_engine::{Phase, Progress};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike};

use super::bar_line::{PackageLine, RunLine};
use crate::style::Color;

/// The interval at which the times in the bars are redrawn.
const TICK: Duration = Duration::from_secs(1);

/// How often a second the bars are drawn at most.
const MOST_DRAWN: u8 = 20;

/// The progress bars of a run. They are erased when the value is dropped.
#[derive(Debug)]
pub(super) struct Bars {
    lines: MultiProgress,
    /// The bar of the whole run; `None` before the run has started.
    overall: Option<Bar<RunLine>>,
    /// The bars of packages that are being built, by the packages' short names.
    running: BTreeMap<String, Bar<PackageLine>>,
    terminal: Arc<dyn TermLike>,
    color: Color,
    tick: Duration,
}

/// A line that is drawn again and again, with what it says at the moment.
#[derive(Debug)]
struct Bar<L> {
    drawn: ProgressBar,
    line: Arc<Mutex<L>>,
}

impl<L> Bar<L> {
    /// Changes what the line says, and draws it.
    fn set(&self, change: impl FnOnce(&mut L)) {
        change(&mut locked(&self.line));
        // The style knows the text; a new message, though it is empty, has the bar drawn.
        self.drawn.set_message("");
    }
}

impl Bars {
    /// Bars on a terminal, whose width counts at each drawing.
    pub(super) fn new(terminal: impl TermLike + Clone + 'static, color: Color) -> Self {
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal.clone()), MOST_DRAWN);
        Self {
            lines: MultiProgress::with_draw_target(target),
            overall: None,
            running: BTreeMap::new(),
            terminal: Arc::new(terminal),
            color,
            tick: TICK,
        }
    }

    /// Shows how far the whole run has come. The first call adds its bar.
    pub(super) fn advance(&mut self, progress: &Progress) {
        let line = |elapsed: Duration| RunLine {
            progress: *progress,
            end: progress.remaining.map(|remaining| elapsed + remaining),
        };
        if let Some(overall) = &self.overall {
            let elapsed = overall.drawn.elapsed();
            overall.set(|shown| *shown = line(elapsed));
        } else {
            let drawn = self.lines.add(ProgressBar::no_length());
            self.overall = Some(self.bar(drawn, line(Duration::ZERO), RunLine::text));
        }
    }

    /// Adds the bar of a package. `short` identifies the package in later calls, `full` is shown.
    pub(super) fn start(&mut self, short: String, full: &str) {
        let drawn = match &self.overall {
            Some(overall) => self.lines.insert_before(&overall.drawn, ProgressBar::new_spinner()),
            None => self.lines.add(ProgressBar::new_spinner()),
        };
        let line = PackageLine { phase: Phase::Preparing, name: full.to_owned(), compiled: String::new() };
        let bar = self.bar(drawn, line, PackageLine::text);
        self.running.insert(short, bar);
    }

    /// Shows the phase that the build of a package is in.
    pub(super) fn enter(&self, short: &str, phase: Phase) {
        if let Some(bar) = self.running.get(short) {
            bar.set(|line| {
                line.phase = phase;
                line.compiled.clear();
            });
        }
    }

    /// Shows the crate that is compiled for a package.
    pub(super) fn compiling(&self, short: &str, compiled: &str) {
        if let Some(bar) = self.running.get(short) {
            bar.set(|line| compiled.clone_into(&mut line.compiled));
        }
    }

    /// Erases the bar of a package, if it has one.
    pub(super) fn finish(&mut self, short: &str) {
        if let Some(Bar { drawn, .. }) = self.running.remove(short) {
            drawn.finish_and_clear();
            self.lines.remove(&drawn);
        }
    }

    /// Erases all bars.
    pub(super) fn clear(&mut self) {
        for Bar { drawn, .. } in std::mem::take(&mut self.running).into_values() {
            drawn.finish_and_clear();
        }
        if let Some(Bar { drawn, .. }) = self.overall.take() {
            drawn.finish_and_clear();
        }
    }

    /// Erases the bars while `write` writes to the same terminal, then draws them again.
    pub(super) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.lines.suspend(write)
    }

    /// Has a bar drawn as a line, whose text depends on how long the bar is there and on the columns of the
    /// terminal.
    fn bar<L: Send + 'static>(
        &self,
        drawn: ProgressBar,
        line: L,
        text: fn(&L, Duration, usize, Color) -> String,
    ) -> Bar<L> {
        let line = Arc::new(Mutex::new(line));
        let (shown, terminal, color) = (Arc::clone(&line), Arc::clone(&self.terminal), self.color);
        let write = move |state: &ProgressState, out: &mut dyn fmt::Write| {
            let text = text(&locked(&shown), state.elapsed(), usize::from(terminal.width()), color);
            // A line that cannot be written is missing until the next tick.
            let _written = out.write_str(&text);
        };
        let style = ProgressStyle::with_template("{line}").expect("the template is well-formed");
        drawn.set_style(style.with_key("line", write));
        drawn.enable_steady_tick(self.tick);
        let bar = Bar { drawn, line };
        bar.set(|_| ());
        bar
    }
}

impl Drop for Bars {
    /// Erases the bars also when a run ends early.
    fn drop(&mut self) {
        self.clear();
    }
}

/// A lock that a thread has left by a panic still holds a whole line.
fn locked<L>(line: &Mutex<L>) -> MutexGuard<'_, L> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicU16, Ordering};

    use cargo_conda_engine::Count;
    use indicatif::InMemoryTerm;
    use insta::assert_snapshot;

    use super::*;

    /// Bars that are drawn only when they change, so that no thread draws while a test reads, and then at
    /// once.
    fn bars(terminal: &(impl TermLike + Clone + 'static)) -> Bars {
        let mut bars = Bars::new(terminal.clone(), Color::Never);
        bars.tick = Duration::ZERO;
        bars.lines.set_draw_target(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
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
        bars.enter("rg", Phase::Compiling);
        bars.compiling("rg", "regex-automata v0.4.7");
        assert_snapshot!(terminal.contents(), @r"
        Preparing fd 10.1.0 (0 s)
        Compiling rg 14.1.0 (0 s): regex-automata v0.4.7
         Building [                        ] 0/88 crates, 0/3 packages, 0 s
        ");

        bars.finish("fd");
        advance(&mut bars, 44, 1, 151);
        bars.enter("rg", Phase::Testing);
        assert_snapshot!(terminal.contents(), @r"
         Testing rg 14.1.0 (0 s)
        Building [============>           ] 44/88 crates, 1/3 packages, 0 s, about 3 min left
        ");

        bars.suspend(|| TermLike::write_line(&terminal, "a line that stays")).unwrap();
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

    /// A terminal that remembers the widths of what was drawn, and whose window can change.
    #[derive(Debug, Clone)]
    struct Window {
        columns: Arc<AtomicU16>,
        drawn: Arc<Mutex<Vec<usize>>>,
    }

    impl TermLike for Window {
        fn width(&self) -> u16 {
            self.columns.load(Ordering::Relaxed)
        }

        fn move_cursor_up(&self, _n: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _n: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _n: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _n: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.drawn.lock().unwrap().push(text.chars().count());
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_fit_into_a_window_that_changes() {
        let window = Window { columns: Arc::new(AtomicU16::new(200)), drawn: Arc::default() };
        let mut bars = bars(&window);
        let name = "a-program-with-a-name-that-is-longer-than-most";
        let mut draw = || {
            window.drawn.lock().unwrap().clear();
            bars.advance(&Progress {
                crates: Some(Count { done: 440, total: 880 }),
                packages: Count { done: 12, total: 109 },
                remaining: Some(Duration::from_mins(13)),
            });
            if bars.running.is_empty() {
                bars.start(name.to_owned(), &format!("{name} 10.11.12"));
            }
            bars.compiling(name, "aws-smithy-runtime-api v1.94.1");
            window.drawn.lock().unwrap().iter().copied().max().unwrap()
        };
        // Each line is made anew when its own turn comes, and the others are drawn beside it as they were.
        let mut widest = |columns: u16| {
            window.columns.store(columns, Ordering::Relaxed);
            draw();
            draw()
        };
        assert!(widest(200) > 100);
        assert!(widest(60) <= 60);
        assert!(widest(20) <= 20);
        assert!(widest(200) > 100, "the window is wide again");
    }
}
