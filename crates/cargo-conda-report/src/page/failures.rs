//! The packages that were not built, and why.

use std::fmt::{self, Display, Formatter};

use super::document::Section;
use super::run::{PackageEnd, PackageRun, Run};
use crate::markup::Escaped;
use crate::schema::{FailureDocument, Outcome};

/// The packages that failed.
pub(super) struct Failures<'a>(pub(super) &'a Run);

impl<'a> Failures<'a> {
    fn failed(&self) -> impl Iterator<Item = (&'a PackageRun, &'a PackageEnd)> {
        let ended = self.0.packages.iter().filter_map(|package| Some((package, package.end.as_ref()?)));
        ended.filter(|(_, end)| end.outcome == Outcome::Failed)
    }
}

impl Section for Failures<'_> {
    fn title(&self) -> (&'static str, String) {
        ("failures", "Failures".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.failed().next().is_none()
    }
}

impl Display for Failures<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (package, end) in self.failed() {
            let title = package.title(self.0.has_platforms());
            writeln!(f, "<article class=\"failure\"><h3>{}</h3>", Escaped(title))?;
            let paragraphs = [("error", &end.error), ("help", &end.help)];
            for (class, text) in paragraphs {
                if let Some(text) = text {
                    writeln!(f, "<p class=\"{class}\">{}</p>", Escaped(text))?;
                }
            }
            if let Some(cause) = &end.cause {
                writeln!(
                    f,
                    "<details><summary>Cause</summary><pre tabindex=\"0\">{}</pre></details>",
                    Escaped(cause)
                )?;
            }
            if let Some(FailureDocument::Test { commands, .. }) = end.failure.as_deref() {
                writeln!(f, "<ul>")?;
                for command in commands {
                    writeln!(f, "<li><code>{}</code></li>", Escaped(&command.command))?;
                }
                writeln!(f, "</ul>")?;
            }
            let blocked: Vec<_> = self.blocked_by(&package.name.name).collect();
            if !blocked.is_empty() {
                writeln!(f, "<p>Not built because of it: {}</p>", Escaped(blocked.join(", ")))?;
            }
            if let Some(log) = &end.log {
                writeln!(f, "<p>All output: <code>{}</code></p>", Escaped(log))?;
            }
            writeln!(f, "</article>")?;
        }
        Ok(())
    }
}

impl Failures<'_> {
    /// The packages that were not built because one failed.
    fn blocked_by(&self, failed: &str) -> impl Iterator<Item = String> {
        let run = self.0;
        let is_blocked = move |package: &&PackageRun| {
            package.end.as_ref().is_some_and(|end| end.blocked_by.as_deref() == Some(failed))
        };
        run.packages.iter().filter(is_blocked).map(|package| package.title(run.has_platforms()))
    }
}
