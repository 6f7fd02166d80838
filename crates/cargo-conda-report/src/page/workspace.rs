//! The members of the workspace, what is made from them, and what is not.

use std::fmt::{self, Display, Formatter};

use super::document::Section;
use super::run::Run;
use crate::graph::graph_element;
use crate::markup::Escaped;

/// The graph of members and packages, and the members that become none.
pub(super) struct Members<'a>(pub(super) &'a Run);

impl Section for Members<'_> {
    fn title(&self) -> (&'static str, String) {
        ("workspace", "Workspace".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.planned.is_none()
    }
}

impl Display for Members<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(planned) = &self.0.planned else { return Ok(()) };
        writeln!(
            f,
            "<p>Members that become packages are filled; edges lead to what a member depends on, dashed ones "
        )?;
        writeln!(f, "for build scripts.</p>\n<div class=\"wide\">")?;
        graph_element(&planned.members, &planned.plan, f)?;
        writeln!(f, "</div>")?;
        let skipped = &planned.plan.skipped;
        if skipped.is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "<div class=\"wide\"><table class=\"filtered long\">\n<caption>Members without a package</caption>"
        )?;
        writeln!(f, "<thead><tr><th scope=\"col\">Member</th><th scope=\"col\">Why</th>")?;
        writeln!(f, "<th scope=\"col\">What to write to make it one</th></tr></thead>\n<tbody>")?;
        for skip in skipped {
            let (name, reason) = (Escaped(&skip.crate_name), Escaped(&skip.reason));
            let remedy = Escaped(skip.remedy.as_deref().unwrap_or_default());
            writeln!(f, "<tr><th scope=\"row\">{name}</th><td>{reason}</td><td>{remedy}</td></tr>")?;
        }
        writeln!(f, "</tbody></table></div>")
    }
}
