//! The timeline of the packages: when each phase began, and what a package waited for.

use std::fmt::{self, Display, Formatter};

use super::axis::{Axis, Marks, seconds};
use super::document::Section;
use super::run::{PackageRun, Run};
use crate::markup::Escaped;
use crate::schema::Outcome;

/// The phases of this version and of earlier ones, for the legend; the style sheet has a colour for each.
const PHASES: [&str; 6] = ["preparing", "compiling", "inspecting", "packaging", "testing", "publishing"];

/// How long before a package begins something may have ended to count as what it waited for, in seconds. The
/// dispatcher starts the next package at once.
const AT_ONCE: f64 = 0.15;

/// The least time that counts as waiting, in seconds: what is written as `0.1 s`.
const WAITED: f64 = 0.05;

/// The timeline of the packages.
pub(super) struct Packages<'a>(pub(super) &'a Run);

impl Section for Packages<'_> {
    fn title(&self) -> (&'static str, String) {
        ("packages", "Packages".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.packages.is_empty()
    }
}

impl Display for Packages<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let run = self.0;
        let is_fresh =
            |package: &&PackageRun| package.end.as_ref().is_some_and(|end| end.outcome == Outcome::Fresh);
        let (fresh, mut worked): (Vec<_>, Vec<_>) = run.packages.iter().partition(is_fresh);
        worked.sort_by(|one, other| {
            let start = |package: &PackageRun| package.started.unwrap_or(f64::MAX);
            start(one).total_cmp(&start(other))
        });
        if !worked.is_empty() {
            self.write_timeline(&worked, f)?;
        }
        if !fresh.is_empty() {
            let titles: Vec<_> = fresh.iter().map(|package| package.title(run.has_platforms())).collect();
            writeln!(
                f,
                "<p class=\"fresh\">Fresh, so nothing was built: {}.</p>",
                Escaped(titles.join(", "))
            )?;
        }
        Ok(())
    }
}

impl Packages<'_> {
    fn write_timeline(&self, packages: &[&PackageRun], f: &mut Formatter<'_>) -> fmt::Result {
        let run = self.0;
        let axis = Axis::new(run.end);
        writeln!(f, "<p class=\"legend\"><span class=\"waiting\">waiting</span>")?;
        let is_there = |phase: &&str| packages.iter().any(|package| package.has_phase(phase));
        for phase in PHASES.into_iter().filter(is_there) {
            writeln!(f, "<span class=\"{phase}\">{phase}</span>")?;
        }
        writeln!(f, "</p>\n<div class=\"wide\"><table class=\"timeline filtered\">")?;
        writeln!(f, "<thead><tr><th scope=\"col\">Package</th><th scope=\"col\">{}</th>", Marks(axis))?;
        writeln!(f, "<th scope=\"col\">Time</th><th scope=\"col\">Outcome</th></tr></thead>\n<tbody>")?;
        for package in packages {
            let title = Escaped(package.title(run.has_platforms()));
            let outcome = package.outcome();
            writeln!(f, "<tr class=\"{}\"><th scope=\"row\">{title}</th>", outcome.replace(' ', "-"))?;
            write!(f, "<td>")?;
            self.write_track(package, axis, f)?;
            let time = package.end.as_ref().filter(|end| end.seconds > 0.0).map(|end| seconds(end.seconds));
            writeln!(f, "</td><td class=\"number\">{}</td>", time.unwrap_or_default())?;
            writeln!(f, "<td>{outcome}{}</td></tr>", Escaped(why(package)))?;
        }
        writeln!(f, "</tbody></table></div>")
    }

    /// The bars of a package.
    fn write_track(&self, package: &PackageRun, axis: Axis, f: &mut Formatter<'_>) -> fmt::Result {
        let run = self.0;
        let stretches = self.stretches(package);
        let told: Vec<_> =
            stretches.iter().map(|(phase, from, to)| format!("{phase} {}", seconds(to - from))).collect();
        let told = Escaped(told.join(", "));
        write!(f, "<svg class=\"track\" width=\"100%\" height=\"16\" role=\"img\" aria-label=\"{told}\">")?;
        if let Some(started) = package.started.filter(|started| started - run.started >= WAITED) {
            let span = axis.span(run.started, started);
            let waited = seconds(started - run.started);
            let after = self.waited_for(started, package).map(|name| format!(", until {name}"));
            let text = format!("waited {waited}{}", after.unwrap_or_default());
            write!(
                f,
                "<rect class=\"waiting\" {span} y=\"7\" height=\"2\"><title>{}</title></rect>",
                Escaped(text)
            )?;
        }
        for (phase, from, to) in &stretches {
            let text = format!("{phase} {}, from {} on", seconds(to - from), seconds(*from));
            let (span, class, text) = (axis.span(*from, *to), Escaped(phase), Escaped(text));
            write!(f, "<rect class=\"{class}\" {span} y=\"1\" height=\"14\"><title>{text}</title></rect>")?;
        }
        write!(f, "</svg>")
    }

    /// The phases of a package with their begins and ends, in order.
    fn stretches<'p>(&self, package: &'p PackageRun) -> Vec<(&'p str, f64, f64)> {
        let end = package.end.as_ref().map_or(self.0.end, |end| end.at);
        let ends = package.phases.iter().skip(1).map(|(_, at)| *at).chain([end]);
        package.phases.iter().zip(ends).map(|((phase, from), to)| (phase.as_str(), *from, to)).collect()
    }

    /// What made room for a package that began at a time: the compiling of another package that ended just
    /// then, or that package itself.
    fn waited_for(&self, started: f64, package: &PackageRun) -> Option<String> {
        let run = self.0;
        let others = run.packages.iter().filter(|other| other.name != package.name);
        let compiled = others.clone().flat_map(|other| {
            let phases = other.phases.iter().filter(|(phase, _)| phase == "inspecting");
            phases.map(move |(_, at)| (*at, other, "was compiled"))
        });
        let done = others.filter_map(|other| Some((other.end.as_ref()?.at, other, "was done")));
        let (_, other, what) = compiled
            .chain(done)
            .filter(|(at, ..)| *at <= started && started - at <= AT_ONCE)
            .max_by(|one, other| one.0.total_cmp(&other.0))?;
        Some(format!("{} {what}", other.title(run.has_platforms())))
    }
}

/// Why a package was not built, to be added to the outcome; empty if it was.
fn why(package: &PackageRun) -> String {
    let by = package.end.as_ref().and_then(|end| end.blocked_by.as_deref());
    by.map(|by| format!(": it needs {by}")).unwrap_or_default()
}
