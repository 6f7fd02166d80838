//! Which keys are written already, in whatever table. They are not proposed.

use cargo_conda_workspace::{Member, Workspace};
use serde_json::Value;
use toml_edit::{Document, Item, TableLike};

use super::destination::ProposalDestination;

/// The configuration of a workspace, as far as it matters which keys it has.
pub(super) struct Configured<'a> {
    workspace: &'a Workspace,
    /// Whether a table for all packages has a place.
    has_workspace_table: bool,
    /// The file that proposals are written into; `None` if they are written into manifests.
    file: Option<Document<String>>,
}

impl<'a> Configured<'a> {
    pub(super) fn of(workspace: &'a Workspace, destination: &ProposalDestination) -> Self {
        let root = Document::parse(workspace.root_manifest().text.as_str());
        let is_file = matches!(destination, ProposalDestination::File { .. });
        let has_workspace_table = is_file || root.is_ok_and(|root| root.contains_key("workspace"));
        // A file that is no TOML has been refused where the workspace is planned with it.
        let file = Document::parse(destination.text().to_owned()).ok();
        Self { workspace, has_workspace_table, file }
    }

    /// Whether there is a place for a table for all packages: the root manifest has `[workspace]`, or
    /// proposals are written into a file.
    pub(super) fn has_workspace_table(&self) -> bool {
        self.has_workspace_table
    }

    /// Whether a key is written for a member, in its table, in the workspace's, or for some platforms.
    pub(super) fn has(&self, member: &Member, key: &str) -> bool {
        let in_file = self.file.as_ref().and_then(|file| file.get("package")?.get(member.name()));
        writes(&member.metadata()["conda"], key) || has_key(in_file, key) || self.has_for_all(key)
    }

    /// Whether a key is written in the workspace's table.
    pub(super) fn has_for_all(&self, key: &str) -> bool {
        let in_file = self.file.as_ref().and_then(|file| file.get("workspace"));
        writes(&self.workspace.metadata()["conda"], key) || has_key(in_file, key)
    }
}

/// Whether a table has a key, itself or in one of its tables for platforms.
fn writes(table: &Value, key: &str) -> bool {
    let targets = table["target"].as_object().into_iter().flat_map(|targets| targets.values());
    std::iter::once(table).chain(targets).any(|table| table.get(key).is_some())
}

/// The same for a table of a file; false if there is no such table.
fn has_key(table: Option<&Item>, key: &str) -> bool {
    let Some(table) = table.and_then(Item::as_table_like) else {
        return false;
    };
    let targets = table.get("target").and_then(Item::as_table_like);
    let mut targets = targets.into_iter().flat_map(TableLike::iter);
    table.contains_key(key) || targets.any(|(_, target)| target.get(key).is_some())
}
