//! The page around its sections.

use std::fmt::{self, Display, Formatter};

use super::archives::Archives;
use super::crates::Crates;
use super::environments::Environments;
use super::failures::Failures;
use super::licenses::Licenses;
use super::notes::Notes;
use super::packages::Packages;
use super::repeated::Repeated;
use super::run::Run;
use super::summary::Summary;
use super::workspace::Members;
use crate::markup::Escaped;

const STYLE: &str = include_str!("page.css");
const PROGRAM: &str = include_str!("page.js");

/// What the page may load: nothing from elsewhere, whatever the events have in them.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// A page about a run: one HTML file, which needs no other.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    run: &'a Run,
}

impl Run {
    /// The run as a page for browsers; [`Display`] writes it.
    pub fn page(&self) -> Page<'_> {
        Page { run: self }
    }

    /// The name of the workspace: that of its directory.
    pub(super) fn workspace_name(&self) -> Option<&str> {
        self.planned.as_ref().and_then(|planned| planned.plan.workspace.file_name())
    }
}

/// A part of the page that may have nothing to say.
pub(super) trait Section: Display {
    /// The name for links, and the title.
    fn title(&self) -> (&'static str, String);

    /// True if there is nothing to say, so that the section is left out.
    fn is_empty(&self) -> bool;
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let run = self.run;
        let sections: [&dyn Section; 9] = [
            &Failures(run),
            &Packages(run),
            &Crates::of(run),
            &Repeated::of(run),
            &Archives(run),
            &Members(run),
            &Environments(run),
            &Licenses(run),
            &Notes(run),
        ];
        let sections: Vec<_> = sections.into_iter().filter(|section| !section.is_empty()).collect();
        let name = Escaped(run.workspace_name().unwrap_or("cargo conda"));
        writeln!(f, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
        writeln!(f, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        writeln!(f, "<meta name=\"color-scheme\" content=\"light dark\">")?;
        writeln!(f, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
        writeln!(f, "<title>{}: {name}</title>", Escaped(run.headline()))?;
        writeln!(f, "<style>\n{STYLE}</style>\n</head>\n<body>")?;
        write!(f, "{}", Summary(run))?;
        writeln!(f, "<nav aria-label=\"Sections\"><ul>")?;
        for section in &sections {
            let (id, title) = section.title();
            writeln!(f, "<li><a href=\"#{id}\">{}</a></li>", Escaped(title))?;
        }
        writeln!(f, "</ul>\n<label class=\"filter\" hidden>Filter <input type=\"search\" id=\"filter\" ")?;
        writeln!(f, "placeholder=\"package or crate\" autocomplete=\"off\"></label></nav>\n<main>")?;
        for section in &sections {
            let (id, title) = section.title();
            let title = Escaped(title);
            writeln!(f, "<section id=\"{id}\" aria-labelledby=\"{id}-title\">")?;
            writeln!(f, "<h2 id=\"{id}-title\">{title}</h2>\n{section}</section>")?;
        }
        writeln!(f, "</main>\n<script>\n{PROGRAM}</script>\n</body>\n</html>")
    }
}
