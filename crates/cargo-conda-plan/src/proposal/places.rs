//! Where a workspace keeps files of a kind: in which directories one looks for them.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::proposals::Evidence;
use super::value::relative;
use crate::model::PackagePlan;

/// The directories of these names below the package's and below the workspace's root, these two themselves
/// first.
pub(super) fn places(evidence: Evidence<'_>, package: &PackagePlan, names: &[&str]) -> Vec<Utf8PathBuf> {
    let starts = [package.directory.as_path(), evidence.workspace.root()];
    let mut places: Vec<_> = starts.iter().map(|start| start.to_path_buf()).collect();
    places.extend(starts.iter().flat_map(|start| names.iter().map(|name| start.join(name))));
    let mut seen = BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}

/// A path as messages show it: relative to the workspace's root.
pub(super) fn shown(evidence: Evidence<'_>, path: &Utf8Path) -> String {
    relative(path, evidence.workspace.root())
}
