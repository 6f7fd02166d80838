//! The members of a workspace as JSON shows them.

use std::collections::BTreeMap;

use cargo_conda_workspace::{DependencyKind, Member, Workspace};

use crate::schema::{DependencyKindWord, MemberDependencyDocument, MemberDocument};

impl MemberDocument {
    /// All members of a workspace, sorted by name.
    pub(crate) fn all(workspace: &Workspace) -> Vec<Self> {
        let mut dependencies: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for dependency in workspace.dependencies() {
            let kind = match dependency.kind {
                DependencyKind::Normal => DependencyKindWord::Normal,
                DependencyKind::Build => DependencyKindWord::Build,
                DependencyKind::Development => continue,
            };
            let crate_name = dependency.to.name().to_owned();
            let found = MemberDependencyDocument { crate_name, kind };
            dependencies.entry(dependency.from.name()).or_default().push(found);
        }
        let document = |name: &str| {
            let mut dependencies = dependencies.remove(name).unwrap_or_default();
            dependencies.sort();
            dependencies.dedup();
            Self { crate_name: name.to_owned(), dependencies }
        };
        workspace.members().map(Member::name).map(document).collect()
    }
}
