//! The axis of time: places in percent of the whole run, so that drawings are as wide as the page.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::units::duration;

/// The most marks on an axis.
const MOST_MARKS: f64 = 8.0;

/// The distances that marks may have, in seconds.
const STEPS: [f64; 16] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0, 7200.0];

/// The time from the beginning of a run to its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    end: f64,
}

/// A part of an axis. Its text is `left…right` as attributes `x` and `width`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) left: f64,
    pub(super) width: f64,
}

impl Axis {
    /// An axis of so many seconds.
    pub(super) fn new(end: f64) -> Self {
        // Not zero: what takes no time fills the axis.
        Self { end: end.max(0.001) }
    }

    /// The place of a time, in percent.
    pub(super) fn place(self, seconds: f64) -> f64 {
        (seconds / self.end * 100.0).clamp(0.0, 100.0)
    }

    /// The span from one time to another; as wide as can be seen, however short.
    pub(super) fn span(self, from: f64, to: f64) -> Span {
        let left = self.place(from);
        Span { left, width: (self.place(to) - left).max(0.05) }
    }

    /// The times that are marked.
    pub(super) fn marks(self) -> impl Iterator<Item = f64> {
        let fits = |step: &&f64| self.end / **step <= MOST_MARKS;
        // Beyond the steps: runs of days.
        let step = STEPS.iter().find(fits).copied().unwrap_or(self.end / MOST_MARKS);
        let end = self.end;
        (0..).map(move |number| f64::from(number) * step).take_while(move |mark| *mark < end * 0.93)
    }
}

impl Display for Span {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "x=\"{:.2}%\" width=\"{:.2}%\"", self.left, self.width)
    }
}

/// The marks of an axis, with their times.
pub(super) struct Marks(pub(super) Axis);

impl Display for Marks {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "<svg class=\"marks\" width=\"100%\" height=\"16\" aria-hidden=\"true\">")?;
        for mark in self.0.marks() {
            let place = self.0.place(mark);
            write!(f, "<line x1=\"{place:.2}%\" x2=\"{place:.2}%\" y1=\"0\" y2=\"16\"/>")?;
            write!(f, "<text x=\"{place:.2}%\" dx=\"3\" y=\"12\">{}</text>", mark_text(mark))?;
        }
        write!(f, "</svg>")
    }
}

/// A time on the axis: as short as can be.
fn mark_text(seconds: f64) -> String {
    if seconds < 60.0 {
        // One decimal at most, and none if it is zero.
        let text = format!("{seconds:.1}");
        return format!("{} s", text.strip_suffix(".0").unwrap_or(&text));
    }
    let text = self::seconds(seconds);
    text.strip_suffix(" 0 s").map_or(text.clone(), ToOwned::to_owned)
}

/// A number of seconds for people.
pub(super) fn seconds(seconds: f64) -> String {
    duration(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_few() {
        let marks = |end: f64| Axis::new(end).marks().map(mark_text).collect::<Vec<_>>().join(", ");
        assert_eq!(marks(0.0), "0 s");
        assert_eq!(marks(0.7), "0 s, 0.1 s, 0.2 s, 0.3 s, 0.4 s, 0.5 s, 0.6 s");
        assert_eq!(marks(41.2), "0 s, 10 s, 20 s, 30 s");
        assert_eq!(marks(1000.0), "0 s, 5 min, 10 min, 15 min");
        assert!(Axis::new(1e9).marks().count() <= 9);
    }

    #[test]
    fn what_happened_in_no_time_can_be_seen() {
        let axis = Axis::new(1000.0);
        assert_eq!(axis.span(500.0, 500.0).to_string(), "x=\"50.00%\" width=\"0.05%\"");
        assert_eq!(axis.span(0.0, 2000.0).to_string(), "x=\"0.00%\" width=\"100.00%\"");
    }
}
