//! What deserves a look: warnings of the plan, and what happened on the way.

use std::fmt::{self, Display, Formatter};

use super::document::Section;
use super::run::{Note, Run};
use crate::markup::Escaped;

/// The notes of a run.
pub(super) struct Notes<'a>(pub(super) &'a Run);

impl Section for Notes<'_> {
    fn title(&self) -> (&'static str, String) {
        ("warnings", "Warnings".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.notes.is_empty()
    }
}

impl Display for Notes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<ul class=\"notes\">")?;
        for Note { package, text } in &self.0.notes {
            match package {
                Some(package) => writeln!(f, "<li><b>{}</b> {}</li>", Escaped(package), Escaped(text))?,
                None => writeln!(f, "<li>{}</li>", Escaped(text))?,
            }
        }
        writeln!(f, "</ul>")
    }
}
