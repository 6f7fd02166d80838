//! The conda environments that packages were built in.

use std::fmt::{self, Display, Formatter};

use super::axis::seconds;
use super::document::Section;
use super::run::{EnvironmentRun, Run};
use crate::markup::Escaped;
use crate::schema::ResolvedPackageDocument;
use crate::units::count;

/// The environments; none with the machine's toolchain.
pub(super) struct Environments<'a>(pub(super) &'a Run);

impl Section for Environments<'_> {
    fn title(&self) -> (&'static str, String) {
        ("environments", "Environments".to_owned())
    }

    fn is_empty(&self) -> bool {
        self.0.environments.is_empty()
    }
}

impl Display for Environments<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for EnvironmentRun { title, seconds: took, build, host } in &self.0.environments {
            writeln!(f, "<h3>{}</h3>\n<p>Solved and installed in {}.</p>", Escaped(title), seconds(*took))?;
            for (name, packages) in [("build", build), ("host", host)] {
                write_packages(name, packages, f)?;
            }
        }
        Ok(())
    }
}

fn write_packages(name: &str, packages: &[ResolvedPackageDocument], f: &mut Formatter<'_>) -> fmt::Result {
    if packages.is_empty() {
        return Ok(());
    }
    writeln!(f, "<details><summary>{name}: {}</summary>", count(packages.len(), "package"))?;
    writeln!(
        f,
        "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Package</th><th scope=\"col\">Version</th>"
    )?;
    writeln!(f, "<th scope=\"col\">Build</th><th scope=\"col\">Channel</th></tr></thead>\n<tbody>")?;
    for ResolvedPackageDocument { name, version, build, channel, .. } in packages {
        let (name, version) = (Escaped(name), Escaped(version));
        write!(f, "<tr><th scope=\"row\">{name}</th><td>{version}</td>")?;
        writeln!(f, "<td>{}</td><td>{}</td></tr>", Escaped(build), Escaped(channel))?;
    }
    writeln!(f, "</tbody></table></div></details>")
}
