//! Packages that were built again, as text and as JSON.

use std::fmt;
use std::io::{self, Write};

use camino::Utf8Path;
use cargo_conda_engine::{Difference, DifferenceKind, PackageLabel};

use crate::schema::{DifferenceDocument, SCHEMA, VerificationDocument, VerifiedDocument};
use crate::terminal::Names;

/// A package that was built again, and what came out.
#[derive(Debug, Clone, Copy)]
pub struct VerifiedPackage<'a> {
    /// The package.
    pub package: &'a PackageLabel,
    /// The archive that it was compared with, or that it is not. `None` if there is none.
    pub archive: Option<&'a Utf8Path>,
    /// What came out, as a word of [`VerifiedDocument::outcome`].
    pub outcome: &'a str,
    /// The file name of what was built, if no archive has it; else `None`.
    pub other: Option<&'a str>,
    /// The files that differ.
    pub differences: &'a [Difference],
    /// Where the archive that was built is kept; `None` if it is deleted.
    pub kept: Option<&'a Utf8Path>,
}

/// A line, and one more for each file that differs.
impl fmt::Display for VerifiedPackage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = self.package.plan();
        let package = format!("{} for {}", Names::default().full(self.package), plan.platform);
        match (self.outcome, self.other) {
            ("equal", _) => writeln!(f, "equal      {package}")?,
            ("different", _) => writeln!(f, "different  {package}")?,
            (_, Some(other)) => {
                let instead = self.archive.map_or_else(
                    || "which is not there".to_owned(),
                    |archive| format!("not `{}`", archive.file_name().unwrap_or_default()),
                );
                writeln!(f, "other      {package}: built again, it is `{other}`, {instead}")?;
            }
            ("no-archive", _) => writeln!(f, "missing    {package}: there is no archive of it")?,
            ("failed", _) => writeln!(f, "failed     {package}: it could not be built again")?,
            (outcome, _) => writeln!(f, "{outcome:<9}  {package}")?,
        }
        self.differences.iter().try_for_each(|difference| writeln!(f, "  {difference}"))?;
        self.kept.map_or(Ok(()), |kept| writeln!(f, "  built again: {kept}"))
    }
}

/// Writes the document of packages that were built again.
pub fn write_verified_json(packages: &[VerifiedPackage<'_>], out: &mut dyn Write) -> io::Result<()> {
    let packages = packages.iter().map(VerifiedDocument::from).collect();
    serde_json::to_writer_pretty(&mut *out, &VerificationDocument { schema: SCHEMA, packages })?;
    writeln!(out)?;
    out.flush()
}

impl From<&VerifiedPackage<'_>> for VerifiedDocument {
    fn from(verified: &VerifiedPackage<'_>) -> Self {
        Self {
            package: verified.package.into(),
            outcome: verified.outcome.to_owned(),
            file: verified.archive.map(ToOwned::to_owned),
            differences: verified.differences.iter().map(DifferenceDocument::from).collect(),
            kept: verified.kept.map(ToOwned::to_owned),
        }
    }
}

impl From<&Difference> for DifferenceDocument {
    fn from(difference: &Difference) -> Self {
        let message = difference.to_string();
        let (offset, section, keys) = match &difference.kind {
            DifferenceKind::Bytes { offset, section, keys } => (Some(*offset), section.clone(), keys.clone()),
            _ => (None, None, Vec::new()),
        };
        Self { file: difference.file.clone(), offset, section, keys, message }
    }
}
