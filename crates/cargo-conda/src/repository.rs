//! The git repository that a workspace lies in, as far as a workflow of a hosting service asks.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::Workspace;

use crate::git;

/// Branches that are the default one even where no remote says so.
const USUAL: [&str; 2] = ["main", "master"];

/// The git repository that a workspace lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The absolute path of the directory with all files.
    pub root: Utf8PathBuf,
    /// The workspace's root, relative to `root`, with slashes; empty if both are the same.
    pub workspace: Utf8PathBuf,
    /// The branch that the remote `origin` shows first; else the current one, if it is `main` or `master`;
    /// `None` if neither tells.
    pub default_branch: Option<String>,
}

impl Repository {
    /// The repository of a workspace; `None` outside of any, or without git.
    pub(crate) fn of(workspace: &Workspace) -> Option<Self> {
        let ask = |arguments: &[&str]| {
            git::answer(workspace.root(), arguments).map(|answer| answer.trim_end().to_owned())
        };
        let root = Utf8PathBuf::from(ask(&["rev-parse", "--show-toplevel"])?);
        let prefix = ask(&["rev-parse", "--show-prefix"])?;
        let of_remote = ask(&["symbolic-ref", "--short", "refs/remotes/origin/HEAD"])
            .and_then(|branch| branch.strip_prefix("origin/").map(str::to_owned));
        let current = || ask(&["symbolic-ref", "--short", "HEAD"]);
        Some(Self {
            root,
            workspace: Utf8Path::new(prefix.trim_end_matches('/')).to_owned(),
            default_branch: of_remote.or_else(|| current().filter(|branch| USUAL.contains(&branch.as_str()))),
        })
    }
}
