//! Files as they would be with the proposals.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Manifest, Workspace};
use thiserror::Error;

use super::configured::Configured;
use super::manifest::with_keys;
use super::proposals::{Place, Proposal, Proposals};
use super::value::ProposedValue;

/// A file as it is, and as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Absolute path of the file.
    pub path: Utf8PathBuf,
    /// The text of the file; `None` if there is no such file.
    pub before: Option<String>,
    /// The text that it would have.
    pub after: String,
    /// What the change follows from, a sentence for each key or for the file.
    pub reasons: Vec<String>,
}

/// A manifest into which nothing can be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("failed to add `[{table}]` to `{path}`: a key of its path is not a table")]
pub struct ProposalError {
    /// Absolute path of the manifest.
    pub path: Utf8PathBuf,
    /// The table that keys belong in.
    pub table: String,
}

impl Proposals {
    /// Adds the numbers of builds for packages that are published, unless the configuration says something of
    /// them.
    pub fn number_builds(&mut self, workspace: &Workspace) {
        const KEY: &str = "build-number";
        let configured = Configured::of(workspace);
        if workspace.members().any(|member| configured.has(member, KEY)) {
            return;
        }
        let root =
            workspace.members().find(|member| member.manifest().path == workspace.root_manifest().path);
        let place = match root {
            Some(root) if !configured.has_workspace_table() => Place::Member(root.name().to_owned()),
            _ => Place::Workspace,
        };
        self.proposals.push(Proposal {
            place,
            key: KEY,
            value: ProposedValue::Text("auto".to_owned()),
            reason: "a change that is published under the same version needs a higher number".to_owned(),
        });
    }

    /// The manifests as they would be, in the order of their paths. Keys keep the order of the proposals.
    ///
    /// # Errors
    ///
    /// A manifest has something else where a table belongs.
    pub fn changes(&self, workspace: &Workspace) -> Result<Vec<FileChange>, ProposalError> {
        let mut changes: BTreeMap<&Utf8Path, FileChange> = BTreeMap::new();
        for Proposal { place, key, value, reason } in &self.proposals {
            let Some((manifest, table)) = written_in(workspace, place) else {
                continue;
            };
            let directory = manifest.path.parent().unwrap_or(&manifest.path);
            let change = changes.entry(&manifest.path).or_insert_with(|| FileChange {
                path: manifest.path.clone(),
                before: Some(manifest.text.clone()),
                after: manifest.text.clone(),
                reasons: Vec::new(),
            });
            let keys = [(*key, value.to_toml(directory))];
            change.after = with_keys(&change.after, table, keys)
                .ok_or_else(|| ProposalError { path: manifest.path.clone(), table: table.join(".") })?;
            change.reasons.push(format!("`{key}`: {reason}"));
        }
        Ok(changes.into_values().collect())
    }
}

/// The manifest that a place is in, and the path of the table; `None` if there is no such member.
fn written_in<'w>(workspace: &'w Workspace, place: &Place) -> Option<(&'w Manifest, [&'static str; 3])> {
    match place {
        Place::Workspace => Some((workspace.root_manifest(), ["workspace", "metadata", "conda"])),
        Place::Member(name) => {
            let manifest = workspace.member(name)?.manifest();
            // The name of the table from before Rust 1.0.
            let is_old = !manifest.text.contains("[package") && manifest.text.contains("[project]");
            Some((manifest, [if is_old { "project" } else { "package" }, "metadata", "conda"]))
        }
    }
}
