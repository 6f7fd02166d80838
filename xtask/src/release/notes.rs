//! The text of a release: the section of the changelog for its version.

use std::io::{self, Write as _};

use crate::error::ChoreError;
use crate::repository::Repository;

/// Writes the section for the version of a tag such as `v0.1.0` to standard output. The tag has to be that of
/// the workspace's version.
pub(crate) fn notes(repository: &Repository, tag: &str) -> Result<(), ChoreError> {
    let read = |file| repository.text(file).map(Option::unwrap_or_default);
    let version = workspace_version(&read("Cargo.toml")?).unwrap_or_default();
    if tag != format!("v{version}") {
        return Err(ChoreError::OtherTag { tag: tag.to_owned(), version });
    }
    let changelog = read("CHANGELOG.md")?;
    let text = section(&changelog, &version).ok_or(ChoreError::NoNotes { version })?;
    writeln!(io::stdout(), "{text}").map_err(ChoreError::Write)
}

/// `version` of `[workspace.package]`; `None` if the manifest has none.
pub(super) fn workspace_version(manifest: &str) -> Option<String> {
    let manifest: toml_edit::DocumentMut = manifest.parse().ok()?;
    Some(manifest.get("workspace")?.get("package")?.get("version")?.as_str()?.to_owned())
}

/// The text below the heading of a version, such as `## [0.1.0] - 2026-12-01`; `None` without one, or if
/// nothing is below it.
fn section<'t>(changelog: &'t str, version: &str) -> Option<&'t str> {
    let heading = format!("\n## [{version}]");
    let (_, rest) = changelog.split_once(&heading)?;
    let (_, rest) = rest.split_once('\n')?;
    let text = rest.split("\n## ").next().unwrap_or(rest).trim();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{section, workspace_version};

    #[test]
    fn a_section_ends_before_the_next() {
        let changelog = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-24\n\n### Added\n\n- this\n\n## [0.1.0]\n";
        assert_eq!(section(changelog, "0.2.0"), Some("### Added\n\n- this"));
        assert_eq!(section(changelog, "0.1.0"), None);
        assert_eq!(section(changelog, "0.3.0"), None);
    }

    #[test]
    fn the_version_is_that_of_the_workspace() {
        let manifest = "[workspace.package]\nversion = '0.2.0'\n[dependencies]\na = { version = '1.0.0' }";
        assert_eq!(workspace_version(manifest).as_deref(), Some("0.2.0"));
    }
}
