//! What a package installs besides its programs: the keys `files`, `completions` and `man-pages`.

mod collector;
mod command;
mod completions;
mod files;
mod hints;
mod man_pages;
mod sources;
mod target;

use camino::Utf8PathBuf;

use self::collector::Collector;
use self::hints::hint;
use super::candidate::Candidate;
use super::configured::Configured;
use crate::model::Assets;
use crate::problem::Findings;

pub(super) use sources::patterns;

/// Finds the files, and checks that each can be installed at its path, beside the `own_files` of the package.
/// What cannot goes to `findings`.
///
/// Windows has no place for completion scripts of these shells and for manual pages, so packages for Windows
/// have none.
pub(super) fn assets(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    own_files: Vec<Utf8PathBuf>,
    findings: &mut Findings,
) -> Assets {
    let mut collector = Collector::new(configured, candidate, own_files, findings);
    collector.add_files(&candidate.config.files);
    if !candidate.platform.is_windows() {
        collector.add_completions(&candidate.config.completions);
        collector.add_man_pages(&candidate.config.man_pages);
    }
    Assets { hint: hint(configured, candidate), ..collector.into_assets() }
}
