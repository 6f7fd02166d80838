//! What each package consists of: sizes, programs, crates, tests, licence and features.

use std::fmt::{self, Display, Formatter};

use super::document::Section;
use super::run::{PackageRun, Run};
use crate::markup::Escaped;
use crate::schema::PackageDocument;
use crate::units::size;

/// A table of the packages.
pub(super) struct Archives<'a>(pub(super) &'a Run);

impl Section for Archives<'_> {
    fn title(&self) -> (&'static str, String) {
        ("contents", "Contents".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.packages.is_empty()
    }
}

impl Display for Archives<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<div class=\"wide\"><table class=\"filtered\">\n<thead><tr>")?;
        let heads = [
            "Package", "Version", "Archive", "Programs", "Compiled", "Fresh", "Tests", "Licence", "Features",
        ];
        for head in heads {
            write!(f, "<th scope=\"col\">{head}</th>")?;
        }
        writeln!(f, "</tr></thead>\n<tbody>")?;
        for package in &self.0.packages {
            self.write_row(package, f)?;
        }
        writeln!(f, "</tbody></table></div>")
    }
}

impl Archives<'_> {
    fn write_row(&self, package: &PackageRun, f: &mut Formatter<'_>) -> fmt::Result {
        let end = package.end.as_ref();
        let number = |text: Option<String>| text.unwrap_or_default();
        writeln!(f, "<tr><th scope=\"row\">{}</th>", Escaped(package.title(self.0.has_platforms())))?;
        writeln!(f, "<td>{}</td>", Escaped(&package.name.version))?;
        writeln!(f, "<td class=\"number\">{}</td>", number(end.and_then(|end| end.size).map(size)))?;
        writeln!(f, "<td>{}</td>", Escaped(programs(package)))?;
        let counts = end.filter(|end| end.crates_compiled + end.crates_fresh > 0);
        let compiled = counts.map(|end| end.crates_compiled.to_string());
        let fresh = counts.map(|end| end.crates_fresh.to_string());
        writeln!(
            f,
            "<td class=\"number\">{}</td><td class=\"number\">{}</td>",
            number(compiled),
            number(fresh)
        )?;
        let tested = match end.and_then(|end| end.tested) {
            Some(true) => "passed",
            Some(false) => "not run",
            None => "",
        };
        let plan = package.plan.as_ref();
        let license = plan.map(|plan| plan.license.as_deref().unwrap_or("none"));
        writeln!(f, "<td>{tested}</td><td>{}</td>", Escaped(license.unwrap_or_default()))?;
        writeln!(f, "<td class=\"features\">{}</td></tr>", Escaped(plan.map(features).unwrap_or_default()))
    }
}

/// The programs and libraries of a package, with their sizes if they are known.
fn programs(package: &PackageRun) -> String {
    let installed = package.programs.iter().map(|program| {
        let name = program.file.file_name().unwrap_or(program.file.as_str());
        format!("{name} {}", size(program.size))
    });
    let installed: Vec<_> = installed.collect();
    if installed.is_empty() {
        let binaries = package.plan.as_ref().map(|plan| plan.binaries.as_slice());
        return binaries.unwrap_or_default().join(", ");
    }
    installed.join(", ")
}

/// The features that were asked for.
fn features(plan: &PackageDocument) -> String {
    if plan.all_features {
        return "all".to_owned();
    }
    let without = plan.no_default_features.then(|| "no default features".to_owned());
    without.into_iter().chain(plan.features.iter().cloned()).collect::<Vec<_>>().join(", ")
}
