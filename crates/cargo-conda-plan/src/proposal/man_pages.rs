//! Manual pages that lie in the sources.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::places::{places, shown};
use super::proposals::{Evidence, Place, Proposal};
use super::value::ProposedValue;
use crate::model::{Hint, PackagePlan};

/// Where projects keep manual pages.
const DIRECTORIES: [&str; 11] = [
    "man",
    "man/man1",
    "manpages",
    "doc",
    "doc/man",
    "docs",
    "docs/man",
    "contrib/man",
    "assets/man",
    "extra/man",
    "etc/man",
];

/// The most pages that are named one by one.
const MOST_NAMED: usize = 3;

/// The manual pages of a package's programs: those that its Debian package installs, else those that are
/// called like a program.
pub(super) fn man_pages(evidence: Evidence<'_>, package: &PackagePlan) -> Option<Proposal> {
    let member = evidence.workspace.member(&package.crate_name)?;
    if evidence.configured.has(member, "man-pages") {
        return None;
    }
    let (paths, reason) = match &package.assets.hint {
        Some(Hint::DebianManPages { sources, .. }) => {
            let paths = sources.iter().map(|source| package.directory.join(source)).collect();
            (paths, "`package.metadata.deb` installs these pages".to_owned())
        }
        None => {
            let directories = places(evidence, package, &DIRECTORIES);
            let pages = directories.iter().map(|directory| pages_in(evidence, package, directory));
            let pages = pages.into_iter().find(|pages| !pages.is_empty())?;
            let names: Vec<_> = pages.iter().map(|page| format!("`{}`", shown(evidence, page))).collect();
            (pages, format!("called like its programs: {}", names.join(", ")))
        }
    };
    let (place, value) = (Place::Member(package.crate_name.clone()), ProposedValue::Paths(paths));
    Some(Proposal { place, key: "man-pages", value, reason })
}

/// The pages of a package's programs in a directory. Many of them are a pattern, if it means no other file.
fn pages_in(evidence: Evidence<'_>, package: &PackagePlan, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut by_section: BTreeMap<String, (Vec<String>, bool)> = BTreeMap::new();
    for name in evidence.files.file_names(directory) {
        let Some((stem, section)) = name.rsplit_once('.').filter(|(_, section)| is_section(section)) else {
            continue;
        };
        let is_own = package.binaries().iter().any(|program| is_page_of(stem, program));
        let (own, all_own) = by_section.entry(section.to_owned()).or_insert((Vec::new(), true));
        *all_own &= is_own;
        if is_own {
            own.push(name.clone());
        }
    }
    let patterns = by_section.into_iter().flat_map(|(section, (own, all_own))| {
        if all_own && own.len() > MOST_NAMED { vec![format!("*.{section}")] } else { own }
    });
    patterns.map(|pattern| directory.join(pattern)).collect()
}

fn is_section(section: &str) -> bool {
    matches!(section.as_bytes(), [b'1'..=b'9'])
}

/// Whether a page is that of a program, or of one of its commands: `git` has `git-log.1`.
fn is_page_of(stem: &str, program: &str) -> bool {
    stem.strip_prefix(program).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', '_']))
}
