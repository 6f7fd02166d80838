//! Finds what a member installs by other package managers and not by conda.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::candidate::Candidate;
use super::super::configured::Configured;
use super::man_pages::section_of;
use super::sources::{Found, Sources, is_pattern};
use crate::model::Hint;
use crate::source::{Located, Location, Source};

/// The most files that a hint names one by one.
const MOST_NAMED: usize = 3;

/// The directory of manual pages in Debian packages; paths there may begin with a slash.
const DEBIAN_PAGES: &str = "usr/share/man/";

/// The manual pages of a member's Debian package, as
/// [cargo-deb](https://github.com/kornelski/cargo-deb#packagemetadatadeb-options) has them, if they are in the
/// sources and the member's configuration says nothing of pages.
pub(super) fn hint(configured: &Configured<'_>, candidate: &Candidate<'_>) -> Option<Hint> {
    let Candidate { member, platform, .. } = candidate;
    let mut layers =
        configured.workspace_layers(*platform).chain(configured.member_layers(member.name(), *platform));
    if platform.is_windows() || layers.any(|layer| layer.man_pages.is_some()) {
        return None;
    }
    let sources = Sources::of(configured);
    let manifest = Source::of(member.manifest());
    let found = |source: &str| {
        let location = Location { source: manifest.clone(), span: 0..0 };
        sources.find(&Located { value: source.to_owned(), location }).unwrap_or_default()
    };
    let assets = member.metadata()["deb"]["assets"].as_array()?;
    let listed: Vec<_> =
        assets.iter().filter_map(page_source).filter(|source| !found(source).is_empty()).collect();
    let pages: BTreeSet<_> =
        listed.iter().flat_map(|source| found(source)).map(|Found { path, .. }| path).collect();
    if pages.is_empty() {
        return None;
    }
    let (crate_name, count) = (member.name().to_owned(), pages.len());
    // Many pages in a directory of their own are one pattern.
    let directory = listed.first()?.rsplit_once('/').map(|(directory, _)| format!("{directory}/*"));
    let all = directory.filter(|all| {
        listed.len() > MOST_NAMED
            && found(all).into_iter().map(|found| found.path).collect::<BTreeSet<_>>() == pages
    });
    let sources = all.map_or(listed, |all| vec![all]);
    Some(Hint::DebianManPages { crate_name, pages: count, sources })
}

/// The source of an entry of cargo-deb's `assets` that is a manual page: `[source, destination, mode]`, or a
/// table with `source` and `dest`. `None` for any other entry.
fn page_source(entry: &Value) -> Option<String> {
    let part = |index: usize, key: &str| entry.get(index).or_else(|| entry.get(key)).and_then(Value::as_str);
    let (source, destination) = (part(0, "source")?, part(1, "dest")?);
    let name = source.rsplit('/').next().unwrap_or(source);
    let is_page = destination.trim_start_matches('/').starts_with(DEBIAN_PAGES)
        && section_of(name.strip_suffix(".gz").unwrap_or(name)).is_some()
        // What other characters mean there is not what they mean here.
        && (!is_pattern(source) || source.matches(['*', '?', '[', '{']).all(|c| c == "*"));
    is_page.then(|| source.to_owned())
}
