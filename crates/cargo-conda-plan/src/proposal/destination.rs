//! Where proposals are written: into manifests, or into a file for `--config`.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Manifest, Workspace};

use super::proposals::Place;

/// Where proposals are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProposalDestination {
    /// Into the manifest of each member, and into the root manifest.
    #[default]
    Manifests,
    /// Into one file with configuration, in the form that `--config` reads.
    File {
        /// Absolute path of the file.
        path: Utf8PathBuf,
        /// The text of the file; `None` if there is no such file.
        before: Option<String>,
        /// What a new file begins with, such as comments.
        start: String,
    },
}

/// The table that a proposal is written into.
pub(super) struct Spot<'a> {
    /// The file.
    pub(super) path: &'a Utf8Path,
    /// The text of the file; `None` if there is no such file.
    pub(super) before: Option<&'a str>,
    /// The text that keys are added to.
    pub(super) start: &'a str,
    /// The path of the table.
    pub(super) table: Vec<&'a str>,
    /// What paths in values are relative to.
    pub(super) directory: &'a Utf8Path,
}

impl ProposalDestination {
    /// The text of the file with configuration; empty if there is none.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::File { before: Some(text), .. } => text,
            Self::File { before: None, .. } | Self::Manifests => "",
        }
    }

    /// Where the keys of a place belong; `None` if there is no such member.
    pub(super) fn spot<'a>(&'a self, workspace: &'a Workspace, place: &'a Place) -> Option<Spot<'a>> {
        let Self::File { path, before, start } = self else {
            let (manifest, table) = in_manifest(workspace, place)?;
            return Some(Spot {
                path: &manifest.path,
                before: Some(&manifest.text),
                start: &manifest.text,
                table: table.to_vec(),
                directory: manifest.path.parent().unwrap_or(&manifest.path),
            });
        };
        let root = workspace.root();
        Some(Spot {
            path,
            before: before.as_deref(),
            start: before.as_deref().unwrap_or(start),
            table: match place {
                Place::Workspace => vec!["workspace"],
                Place::Member(name) => vec!["package", name],
            },
            // Files are looked for beside this one and at the root.
            directory: path.parent().filter(|directory| directory.starts_with(root)).unwrap_or(root),
        })
    }

    /// How a reason names a key.
    pub(super) fn key(&self, place: &Place, key: &str) -> String {
        match (self, place) {
            (Self::Manifests, _) => format!("`{key}`"),
            (Self::File { .. }, Place::Workspace) => format!("`workspace.{key}`"),
            (Self::File { .. }, Place::Member(name)) => format!("`package.{name}.{key}`"),
        }
    }
}

/// The manifest that a place is in, and the path of the table; `None` if there is no such member.
fn in_manifest<'w>(workspace: &'w Workspace, place: &Place) -> Option<(&'w Manifest, [&'static str; 3])> {
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
