//! A line about a package whose manifest says nothing of it.

use camino::Utf8Path;
use cargo_conda_mapping::about;

use super::places::shown;
use super::proposals::{Evidence, Place, Proposal};
use super::value::ProposedValue;
use crate::model::PackagePlan;

/// The longest sentence that is taken for a summary, in characters.
const LONGEST: usize = 120;

/// The first sentence of the documentation of a program, if the manifest has no description.
pub(super) fn summary(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let member = evidence.workspace.member(&package.crate_name)?;
    let is_written = |key| evidence.configured.has(member, key);
    if package.about.summary.is_some() || is_written("summary") || is_written("description") {
        return None;
    }
    let program = package.binaries().iter().find(|name| **name == package.crate_name);
    let program = program.or(package.binaries().first())?;
    let source = &member.binaries().iter().find(|binary| binary.name == *program)?.source;
    let sentence = first_sentence(&evidence.files.text(source)?)?;
    Some(Proposal {
        place: Place::Member(package.crate_name.clone()),
        key: "summary",
        value: ProposedValue::Text(sentence),
        reason: format!(
            "the manifest gives no `description`, and the documentation of `{}` begins so",
            shown(evidence, Utf8Path::new(source))
        ),
    })
}

/// The first sentence of the documentation at the beginning of a file; `None` if it has none, or if that is a
/// heading, an image or the like.
fn first_sentence(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty() || is_before_docs(line));
    let docs: Vec<_> = lines.map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let sentence = about(Some(&docs.join("\n"))).summary?;
    let is_prose = sentence.starts_with(|first: char| first.is_alphabetic() || first == '`')
        && !sentence.contains(['[', '<'])
        && sentence.contains(' ')
        && sentence.chars().count() <= LONGEST;
    is_prose.then_some(sentence)
}

/// Whether a line may stand before the documentation: a comment, such as one about the licence.
fn is_before_docs(line: &str) -> bool {
    line.starts_with("//") && !line.starts_with("//!")
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn the_documentation_is_at_the_beginning() {
        let sentence = |text: &str| first_sentence(text).unwrap_or_default();
        assert_eq!(
            sentence("// MIT\n\n//! Prints the time\n//! of tides. And more.\n"),
            "Prints the time of tides."
        );
        assert_eq!(sentence("//! `tide` prints tides.\nuse std::io;\n"), "`tide` prints tides.");
        for text in [
            "",
            "fn main() {}\n//! Late.",
            "//! # Title\n",
            "//! tide\n",
            "//! ![logo](logo.png) of it\n",
            "//!\n",
        ] {
            assert_eq!(sentence(text), "", "{text}");
        }
    }
}
