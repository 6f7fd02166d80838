//! Files as they would be with the proposals.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::Workspace;
use thiserror::Error;

use super::configured::Configured;
use super::destination::Spot;
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

/// A file into which nothing can be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("failed to add `[{table}]` to `{path}`: a key of its path is not a table")]
pub struct ProposalError {
    /// Absolute path of the file.
    pub path: Utf8PathBuf,
    /// The table that keys belong in.
    pub table: String,
}

impl Proposals {
    /// Adds the numbers of builds for packages that are published, unless the configuration says something of
    /// them.
    pub fn number_builds(&mut self, workspace: &Workspace) {
        const KEY: &str = "build-number";
        let configured = Configured::of(workspace, &self.destination);
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

    /// The files as they would be, in the order of their paths. Keys keep the order of the proposals.
    ///
    /// # Errors
    ///
    /// A file has something else where a table belongs.
    pub fn changes(&self, workspace: &Workspace) -> Result<Vec<FileChange>, ProposalError> {
        let mut changes: BTreeMap<&Utf8Path, FileChange> = BTreeMap::new();
        for Proposal { place, key, value, reason } in &self.proposals {
            let Some(Spot { path, before, start, table, directory }) =
                self.destination.spot(workspace, place)
            else {
                continue;
            };
            let change = changes.entry(path).or_insert_with(|| FileChange {
                path: path.to_owned(),
                before: before.map(str::to_owned),
                after: start.to_owned(),
                reasons: Vec::new(),
            });
            let keys = [(*key, value.to_toml(directory))];
            change.after = with_keys(&change.after, &table, keys)
                .ok_or_else(|| ProposalError { path: path.to_owned(), table: table.join(".") })?;
            change.reasons.push(format!("{}: {reason}", self.destination.key(place, key)));
        }
        Ok(changes.into_values().collect())
    }
}
