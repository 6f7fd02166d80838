//! Crates that were compiled more than once, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use super::axis::seconds;
use super::document::Section;
use super::run::{CrateRun, Run};
use crate::markup::Escaped;
use crate::schema::CompiledKindWord;
use crate::units::count;

/// The libraries that were compiled more than once.
pub(super) struct Repeated<'a> {
    run: &'a Run,
    /// Each with all its compilations, those that took longest first.
    libraries: Vec<Vec<&'a CrateRun>>,
}

impl<'a> Repeated<'a> {
    pub(super) fn of(run: &'a Run) -> Self {
        let mut all: BTreeMap<&str, Vec<&CrateRun>> = BTreeMap::new();
        for compiled in
            run.crates.iter().filter(|compiled| compiled.compiled.kind == CompiledKindWord::Library)
        {
            all.entry(&compiled.compiled.id).or_default().push(compiled);
        }
        let mut libraries: Vec<_> = all.into_values().filter(|runs| runs.len() > 1).collect();
        libraries.sort_by(|one, other| time(other).total_cmp(&time(one)));
        Self { run, libraries }
    }
}

/// The seconds that all compilations of a library took.
fn time(runs: &[&CrateRun]) -> f64 {
    runs.iter().filter_map(|run| run.seconds()).sum()
}

impl Section for Repeated<'_> {
    fn title(&self) -> (&'static str, String) {
        ("repeated", "Compiled more than once".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.libraries.is_empty()
    }
}

impl Display for Repeated<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let once: f64 = self
            .libraries
            .iter()
            .map(|runs| runs.iter().filter_map(|run| run.seconds()).fold(0.0, f64::max))
            .sum();
        let all: f64 = self.libraries.iter().map(|runs| time(runs)).sum();
        let libraries = count(self.libraries.len(), "crate");
        writeln!(f, "<p>{libraries} could not be shared, which took {} in all. ", seconds(all - once))?;
        writeln!(
            f,
            "<mark>Marked</mark> features are not those of every compilation. The key <code>features-of = "
        )?;
        writeln!(f, "\"workspace\"</code> gives all packages the same features.</p>")?;
        writeln!(
            f,
            "<div class=\"wide\"><table class=\"filtered long\">\n<thead><tr><th scope=\"col\">Crate</th>"
        )?;
        writeln!(
            f,
            "<th scope=\"col\">Compiled for</th><th scope=\"col\">Time</th><th scope=\"col\">Why</th>"
        )?;
        writeln!(f, "<th scope=\"col\">Features</th></tr></thead>\n<tbody>")?;
        for runs in &self.libraries {
            self.write_rows(runs, f)?;
        }
        writeln!(f, "</tbody></table></div>")
    }
}

impl Repeated<'_> {
    /// The rows of a library, one for each compilation.
    fn write_rows(&self, runs: &[&CrateRun], f: &mut Formatter<'_>) -> fmt::Result {
        let features = |run: &CrateRun| run.compiled.features.iter().cloned().collect::<BTreeSet<_>>();
        let mut common = runs.iter().map(|run| features(run)).reduce(|one, other| &one & &other);
        let common = common.get_or_insert_default();
        for (position, run) in runs.iter().enumerate() {
            let title = Escaped(run.title());
            let package = Escaped(&run.package.name);
            let why = if position == 0 { "" } else { self.why(run, &runs[..position]) };
            writeln!(f, "<tr><th scope=\"row\">{title}</th><td>{package}</td>")?;
            let time = run.seconds().map(seconds).unwrap_or_default();
            write!(f, "<td class=\"number\">{time}</td><td>{why}</td><td class=\"features\">")?;
            for (position, feature) in run.compiled.features.iter().enumerate() {
                let comma = if position == 0 { "" } else { ", " };
                let feature_text = Escaped(feature);
                if common.contains(feature) {
                    write!(f, "{comma}{feature_text}")?;
                } else {
                    write!(f, "{comma}<mark>{feature_text}</mark>")?;
                }
            }
            writeln!(f, "</td></tr>")?;
        }
        Ok(())
    }

    /// Why a compilation could not take the library of an earlier one.
    fn why(&self, run: &CrateRun, earlier: &[&CrateRun]) -> &'static str {
        let same: Vec<_> =
            earlier.iter().filter(|other| other.compiled.features == run.compiled.features).collect();
        if same.is_empty() {
            return "other features";
        }
        if same.iter().all(|other| other.package.platform != run.package.platform) {
            return "another platform";
        }
        let group = |run: &CrateRun| {
            let package = self.run.packages.iter().find(|package| package.name == run.package)?;
            package.plan.as_ref().map(|plan| (plan.group, plan.profile.clone()))
        };
        if same.iter().all(|other| group(other) != group(run)) {
            return "another group or profile";
        }
        "other features of what it needs, or for build scripts"
    }
}
