//! Which keys are written already, in whatever table. They are not proposed.

use cargo_conda_workspace::{Member, Workspace};
use serde_json::Value;
use toml_edit::Document;

/// The configuration of a workspace, as far as it matters which keys it has.
pub(super) struct Configured<'a> {
    workspace: &'a Workspace,
    has_workspace_table: bool,
}

impl<'a> Configured<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Self {
        let root = Document::parse(workspace.root_manifest().text.as_str());
        let has_workspace_table = root.is_ok_and(|root| root.contains_key("workspace"));
        Self { workspace, has_workspace_table }
    }

    /// Whether the root manifest has a table `[workspace]`, so that one for all packages has a place.
    pub(super) fn has_workspace_table(&self) -> bool {
        self.has_workspace_table
    }

    /// Whether a key is written for a member, in its table, in the workspace's, or for some platforms.
    pub(super) fn has(&self, member: &Member, key: &str) -> bool {
        writes(&member.metadata()["conda"], key) || self.has_for_all(key)
    }

    /// Whether a key is written in the workspace's table.
    pub(super) fn has_for_all(&self, key: &str) -> bool {
        writes(&self.workspace.metadata()["conda"], key)
    }
}

/// Whether a table has a key, itself or in one of its tables for platforms.
fn writes(table: &Value, key: &str) -> bool {
    let targets = table["target"].as_object().into_iter().flat_map(|targets| targets.values());
    std::iter::once(table).chain(targets).any(|table| table.get(key).is_some())
}
