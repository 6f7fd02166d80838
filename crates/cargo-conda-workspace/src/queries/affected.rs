//! Collects what a change affects, up to the members that are compiled from it.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::files::SHARED_FILES;
use crate::graph::PackageIndex;
use crate::members::Member;
use crate::workspace::Workspace;

/// The packages that changes affect directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Affected {
    /// Every package of the workspace.
    All,
    /// These packages.
    Packages(BTreeSet<PackageIndex>),
}

impl Affected {
    pub(super) fn nothing() -> Self {
        Self::Packages(BTreeSet::new())
    }

    /// The packages that a changed or deleted file affects, given by its absolute path without `..`.
    ///
    /// The files of [`SHARED_FILES`] affect all. Any other file affects the package in the innermost
    /// directory around it, be that a member or another path dependency. A file in no package affects
    /// nothing.
    pub(super) fn by_file(workspace: &Workspace, path: &Utf8Path) -> Self {
        let is_shared = path
            .strip_prefix(workspace.root())
            .is_ok_and(|relative| SHARED_FILES.iter().any(|shared| relative == *shared));
        if is_shared { Self::All } else { Self::Packages(workspace.graph.owner(path).into_iter().collect()) }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Packages(mut packages), Self::Packages(more)) => {
                packages.extend(more);
                Self::Packages(packages)
            }
            (Self::All, _) | (_, Self::All) => Self::All,
        }
    }

    /// The affected members and the members that are compiled against an affected package, sorted by name.
    pub(super) fn members(self, workspace: &Workspace) -> Vec<&Member> {
        match self {
            Self::All => workspace.members().collect(),
            Self::Packages(packages) => {
                let reached = workspace.graph.members_reaching(packages);
                reached.into_iter().map(|index| &workspace.members[index]).collect()
            }
        }
    }
}
