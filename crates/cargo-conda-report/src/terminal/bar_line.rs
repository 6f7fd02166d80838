//! The texts of progress bars, each a line that fits into the terminal as wide as it is at the moment.
//!
//! A line that wraps takes two rows, and what is drawn over it later leaves one of them behind. People change
//! the size of a window while it shows a run, so each line is made anew for each drawing.

use std::time::Duration;

use cargo_conda_engine::{Count, Phase, Progress};
use unicode_width::UnicodeWidthChar as _;

use super::progress;
use crate::style::{Color, Meaning};
use crate::units::running_duration;

/// The width of the bar between its brackets, in columns.
const BAR_COLUMNS: usize = 24;

/// The line of a package that is being built: what is done for it, for how long, and the crate that is
/// compiled.
#[derive(Debug)]
pub(super) struct PackageLine {
    pub(super) phase: Phase,
    /// The name of the package as it is shown.
    pub(super) name: String,
    /// The crate that is compiled; empty if none is known.
    pub(super) compiled: String,
}

/// The line of the whole run: what is done, for how long, and what is left.
#[derive(Debug)]
pub(super) struct RunLine {
    pub(super) progress: Progress,
    /// How long the run will have taken at its end; `None` if that cannot be told.
    pub(super) end: Option<Duration>,
}

impl PackageLine {
    /// The line in a terminal of so many columns. What does not fit is cut off.
    pub(super) fn text(&self, took: Duration, columns: usize, color: Color) -> String {
        let Self { phase, name, compiled } = self;
        let compiled = if compiled.is_empty() { String::new() } else { format!(": {compiled}") };
        Line { verb: verb(*phase), text: format!("{name} ({}){compiled}", running_duration(took)) }
            .cut(columns, color)
    }
}

impl RunLine {
    /// The line in a terminal of so many columns: everything if that fits, else without the bar, then without
    /// the number of packages, then without what is left.
    pub(super) fn text(&self, took: Duration, columns: usize, color: Color) -> String {
        let Self { progress, end } = self;
        let left = progress::left(end.map(|end| end.saturating_sub(took)));
        let took = running_duration(took);
        let (done, most) = (progress::done(progress), progress::most(progress));
        let texts = [
            format!("[{}] {done}, {took}{left}", bar(progress::decisive(progress))),
            format!("{done}, {took}{left}"),
            format!("{most}, {took}{left}"),
            format!("{most}, {took}"),
        ];
        let lines = texts.map(|text| Line { verb: "Building", text });
        let line = lines.iter().find(|line| line.fits(columns)).unwrap_or(&lines[3]);
        line.cut(columns, color)
    }
}

/// A verb and a text after it.
struct Line {
    verb: &'static str,
    text: String,
}

impl Line {
    fn fits(&self, columns: usize) -> bool {
        cut(&self.plain(), columns).len() == self.plain().len()
    }

    /// The beginning of the line that fits.
    fn cut(&self, columns: usize, color: Color) -> String {
        let verb = Color::Never.verb(Meaning::Activity, self.verb);
        let plain = self.plain();
        let shown = cut(&plain, columns);
        match shown.strip_prefix(&verb) {
            Some(text) => format!("{}{text}", color.verb(Meaning::Activity, self.verb)),
            None => shown.to_owned(),
        }
    }

    fn plain(&self) -> String {
        format!("{} {}", Color::Never.verb(Meaning::Activity, self.verb), self.text)
    }
}

/// The beginning of a text that takes at most so many columns.
fn cut(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let too_much = text.char_indices().find(|(_, character)| {
        taken += character.width().unwrap_or(0);
        taken > columns
    });
    too_much.map_or(text, |(end, _)| &text[..end])
}

/// A bar that is filled up to the share that is done.
fn bar(Count { done, total }: Count) -> String {
    let filled = (BAR_COLUMNS * done).checked_div(total).unwrap_or(0).min(BAR_COLUMNS);
    let head = if (1..BAR_COLUMNS).contains(&filled) { ">" } else { "" };
    format!("{:<BAR_COLUMNS$}", "=".repeat(filled) + head)
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
    use insta::assert_snapshot;

    use super::*;

    /// The line of a run with large numbers.
    fn run_line(columns: usize) -> String {
        let line = RunLine {
            progress: Progress {
                crates: Some(Count { done: 440, total: 880 }),
                packages: Count { done: 12, total: 109 },
                remaining: None,
            },
            end: Some(Duration::from_mins(20)),
        };
        line.text(Duration::from_mins(7), columns, Color::Never)
    }

    #[test]
    fn the_less_room_the_less_is_said() {
        let lines = [200, 100, 80, 60, 45, 20, 5].map(run_line);
        assert_snapshot!(lines.join("\n"), @"
        Building [============>           ] 440/880 crates, 12/109 packages, 7 min 0 s, about 13 min left
        Building 440/880 crates, 12/109 packages, 7 min 0 s, about 13 min left
        Building 440/880 crates, 12/109 packages, 7 min 0 s, about 13 min left
        Building 440/880 crates, 7 min 0 s, about 13 min left
        Building 440/880 crates, 7 min 0 s
        Building 440/880
        B
        ");
    }

    #[test]
    fn a_bar_shows_the_share() {
        let bars = [(0, 10), (1, 100), (5, 10), (99, 100), (10, 10), (0, 0)]
            .map(|(done, total)| format!("[{}]", bar(Count { done, total })));
        assert_snapshot!(bars.join("\n"), @"
        [                        ]
        [                        ]
        [============>           ]
        [=======================>]
        [========================]
        [                        ]
        ");
    }

    #[test]
    fn wide_characters_count_twice_and_colours_not_at_all() {
        let line = PackageLine {
            phase: Phase::Compiling,
            name: "道具 1.0.0".to_owned(),
            compiled: "serde v1.0.0".to_owned(),
        };
        let text = |columns, color| line.text(Duration::ZERO, columns, color);
        assert_eq!(text(16, Color::Never), "   Compiling 道");
        assert_eq!(text(16, Color::Always), "\u{1b}[36;1m   Compiling\u{1b}[0m 道");
        assert_eq!(text(80, Color::Never), "   Compiling 道具 1.0.0 (0 s): serde v1.0.0");
    }
}
