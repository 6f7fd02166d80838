//! The timeline of the crates: what was compiled when, for which package, and beside what.

use std::fmt::{self, Display, Formatter};

use super::axis::{Axis, Marks, seconds};
use super::document::Section;
use super::run::{CrateRun, Run};
use crate::markup::Escaped;
use crate::schema::CompiledKindWord;
use crate::units::{count, size};

/// The height of a lane.
const LANE: usize = 18;

/// How much of the axis a target must take to have its name in it, in percent.
const NAMED: f64 = 1.2;

/// How much later than the end of a target the next one of its lane may seem to begin, in seconds: what times
/// are rounded to.
const ROUNDED: f64 = 0.0015;

/// How to read the drawing, and what it cannot tell.
const EXPLANATION: &str = "Each row has one crate at a time. What cargo found fresh is not here. A crate begins when \
    cargo says so and ends with its files; if it has a build script, its library begins with the end of that, although \
    it may have waited for other crates then.";

/// The kinds with their words, for the legend; the style sheet has a colour for each.
const KINDS: [(CompiledKindWord, &str); 5] = [
    (CompiledKindWord::Library, "library"),
    (CompiledKindWord::BuildScript, "build script"),
    (CompiledKindWord::Program, "program"),
    (CompiledKindWord::ForeignLibrary, "C library"),
    (CompiledKindWord::Other, "other"),
];

/// The targets that cargo compiled, in lanes.
pub(super) struct Crates<'a> {
    run: &'a Run,
    /// Targets that were compiled at the same time are in different lanes. In each lane by time.
    lanes: Vec<Vec<Target<'a>>>,
}

/// A target of which it is known when it began.
#[derive(Clone, Copy)]
struct Target<'a> {
    compiled: &'a CrateRun,
    began: f64,
}

impl<'a> Crates<'a> {
    /// Puts each target into the first lane that is free when it begins.
    pub(super) fn of(run: &'a Run) -> Self {
        let timed = run.crates.iter().filter_map(|compiled| {
            let began = compiled.compiled.began?;
            Some(Target { compiled, began })
        });
        let mut timed: Vec<_> = timed.collect();
        timed.sort_by(|one, other| one.began.total_cmp(&other.began));
        let mut lanes: Vec<Vec<Target<'a>>> = Vec::new();
        for target in timed {
            let is_free = |lane: &&mut Vec<Target<'_>>| {
                lane.last().is_none_or(|last| last.compiled.end <= target.began + ROUNDED)
            };
            match lanes.iter_mut().find(is_free) {
                Some(lane) => lane.push(target),
                None => lanes.push(vec![target]),
            }
        }
        Self { run, lanes }
    }
}

impl Section for Crates<'_> {
    fn title(&self) -> (&'static str, String) {
        ("crates", "Crates".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.run.crates.is_empty()
    }
}

impl Display for Crates<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<p>{EXPLANATION}</p>")?;
        writeln!(f, "<p class=\"legend\">")?;
        for (kind, word) in KINDS {
            if self.run.crates.iter().any(|compiled| compiled.compiled.kind == kind) {
                writeln!(f, "<span class=\"{}\">{word}</span>", word.replace(' ', "-"))?;
            }
        }
        writeln!(f, "</p>")?;
        if !self.lanes.is_empty() {
            self.write_lanes(f)?;
        }
        self.write_table(f)
    }
}

impl Crates<'_> {
    fn write_lanes(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let axis = Axis::new(self.run.end);
        let height = self.lanes.len() * LANE;
        let told = format!(
            "{} in {}; the table below has the same",
            count(self.run.crates.len(), "compiled target"),
            count(self.lanes.len(), "row"),
        );
        writeln!(f, "<div class=\"wide\"><div class=\"crates\">{}", Marks(axis))?;
        writeln!(
            f,
            "<svg id=\"lanes\" class=\"lanes\" width=\"100%\" height=\"{height}\" role=\"img\" tabindex=\"0\" "
        )?;
        writeln!(f, "aria-label=\"{told}\" aria-describedby=\"chosen\">")?;
        for (number, lane) in self.lanes.iter().enumerate() {
            for target in lane {
                self.write_target(*target, axis, number * LANE, f)?;
            }
        }
        writeln!(f, "</svg></div></div>\n<output id=\"chosen\" for=\"lanes\" hidden></output>")
    }

    fn write_target(&self, target: Target<'_>, axis: Axis, top: usize, f: &mut Formatter<'_>) -> fmt::Result {
        let Target { compiled, began } = target;
        let span = axis.span(began, compiled.end);
        let (class, word) = kind(compiled);
        let text = format!(
            "{}, {word}, {}, from {} on, for {}",
            compiled.title(),
            seconds(compiled.end - began),
            seconds(began),
            self.package(compiled),
        );
        write!(f, "<svg class=\"crate {class}\" {span} y=\"{top}\" height=\"{}\">", LANE - 2)?;
        write!(f, "<title>{}</title><rect width=\"100%\" height=\"100%\"/>", Escaped(text))?;
        if span.width >= NAMED {
            write!(f, "<text x=\"3\" y=\"12\">{}</text>", Escaped(&compiled.compiled.crate_name))?;
        }
        writeln!(f, "</svg>")
    }

    fn package(&self, compiled: &CrateRun) -> String {
        let name = compiled.package.name.clone();
        if self.run.has_platforms() { format!("{name} {}", compiled.package.platform) } else { name }
    }

    /// The same as a table, the slowest first.
    fn write_table(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut slowest: Vec<_> = self.run.crates.iter().collect();
        let time = |compiled: &CrateRun| compiled.seconds().unwrap_or(-1.0);
        slowest.sort_by(|one, other| time(other).total_cmp(&time(one)));
        writeln!(
            f,
            "<div class=\"wide\"><table class=\"filtered long\">\n<caption>The slowest first</caption>"
        )?;
        writeln!(
            f,
            "<thead><tr><th scope=\"col\">Crate</th><th scope=\"col\">Kind</th><th scope=\"col\">Time</th>"
        )?;
        writeln!(
            f,
            "<th scope=\"col\">Size</th><th scope=\"col\">Compiled for</th><th scope=\"col\">Features</th></tr></thead>"
        )?;
        writeln!(f, "<tbody>")?;
        for compiled in slowest {
            writeln!(
                f,
                "<tr><th scope=\"row\">{}</th><td>{}</td>",
                Escaped(compiled.title()),
                kind(compiled).1
            )?;
            let time = compiled.seconds().map(seconds).unwrap_or_default();
            let bytes = compiled.compiled.size.map(size).unwrap_or_default();
            writeln!(f, "<td class=\"number\">{time}</td><td class=\"number\">{bytes}</td>")?;
            writeln!(f, "<td>{}</td>", Escaped(self.package(compiled)))?;
            let features = Escaped(compiled.compiled.features.join(", "));
            writeln!(f, "<td class=\"features\">{features}</td></tr>")?;
        }
        writeln!(f, "</tbody></table></div>")
    }
}

/// The class and the word for what a target is.
fn kind(compiled: &CrateRun) -> (String, &'static str) {
    let known = KINDS.iter().find(|(kind, _)| *kind == compiled.compiled.kind);
    let word = known.map_or("other", |(_, word)| word);
    (word.replace(' ', "-"), word)
}
