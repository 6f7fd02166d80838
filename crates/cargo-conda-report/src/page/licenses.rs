//! The licences of the packages.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use super::document::Section;
use super::run::Run;
use crate::markup::Escaped;

/// The packages by licence.
pub(super) struct Licenses<'a>(pub(super) &'a Run);

impl Section for Licenses<'_> {
    fn title(&self) -> (&'static str, String) {
        ("licences", "Licences".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.planned.as_ref().is_none_or(|planned| planned.plan.packages.is_empty())
    }
}

impl Display for Licenses<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(planned) = &self.0.planned else { return Ok(()) };
        let mut packages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for package in &planned.plan.packages {
            let names = packages.entry(package.license.as_deref().unwrap_or("none")).or_default();
            // Packages for several platforms are told once.
            if names.last() != Some(&package.name.as_str()) {
                names.push(&package.name);
            }
        }
        writeln!(f, "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Licence</th>")?;
        writeln!(f, "<th scope=\"col\">Packages</th></tr></thead>\n<tbody>")?;
        for (license, mut names) in packages {
            names.sort_unstable();
            names.dedup();
            let names = Escaped(names.join(", "));
            writeln!(f, "<tr><th scope=\"row\">{}</th><td>{names}</td></tr>", Escaped(license))?;
        }
        writeln!(f, "</tbody></table></div>")
    }
}
