//! What git says of the sources.

use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Changes, Workspace};
use thiserror::Error;

/// Why git cannot say what has changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GitError {
    /// There is no git.
    #[error("failed to start git, which knows what has changed since a revision")]
    Missing(#[source] std::io::Error),
    /// The workspace is in no repository.
    #[error("`{root}` is in no git repository, so nothing is known of what it was")]
    NoRepository {
        /// The workspace's root.
        root: Utf8PathBuf,
    },
    /// The revision is unknown, or has nothing in common with what is checked out.
    #[error("git knows no `{revision}` that what is checked out comes from: {message}")]
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// git's own words.
        message: String,
    },
    /// Something else went wrong.
    #[error("`git {arguments}` failed: {message}")]
    Failed {
        /// The call.
        arguments: String,
        /// git's own words.
        message: String,
    },
}

/// What has changed since a revision: all that is not committed, and all commits since this branch left that of the revision.
pub(crate) fn changes(workspace: &Workspace, revision: &str) -> Result<Changes, GitError> {
    let root = workspace.root();
    let top = git(root, &["rev-parse", "--show-toplevel"])?;
    if !top.status.success() {
        return Err(GitError::NoRepository { root: root.to_owned() });
    }
    // Where the workspace lies in the repository, in git's own terms: the directory may be known by several paths.
    let prefix = text(&checked(root, &["rev-parse", "--show-prefix"])?);
    let prefix = Utf8Path::new(prefix.trim_end());
    let top = Utf8PathBuf::from(text(&top).trim_end());
    // `--end-of-options`: what is asked for is a revision, whatever it looks like.
    let base = git(root, &["merge-base", "--end-of-options", revision, "HEAD"])?;
    if !base.status.success() {
        let message = match String::from_utf8_lossy(&base.stderr).trim() {
            "" => "they have no commit in common".to_owned(),
            words => words.trim_start_matches("fatal: ").to_owned(),
        };
        return Err(GitError::UnknownRevision { revision: revision.to_owned(), message });
    }
    let base = text(&base).trim().to_owned();
    let committed = checked(&top, &["diff", "--name-only", "--no-renames", "-z", &base])?;
    let untracked = checked(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = [text(&committed), text(&untracked)];
    let depth = prefix.components().count();
    // Relative to the workspace, so that links on the way to it make no difference.
    let relative = |name: &str| match Utf8Path::new(name).strip_prefix(prefix) {
        Ok(below) => below.to_owned(),
        Err(_outside) => Utf8Path::new(&"../".repeat(depth)).join(name),
    };
    let files =
        names.iter().flat_map(|names| names.split('\0')).filter(|name| !name.is_empty()).map(relative);
    let show = |name: &str| {
        let shown = git(root, &["show", &format!("{base}:{}", prefix.join(name))])?;
        Ok(shown.status.success().then(|| text(&shown)))
    };
    Ok(Changes { files: files.collect(), lockfile: show("Cargo.lock")?, root_manifest: show("Cargo.toml")? })
}

fn checked(directory: &Utf8Path, arguments: &[&str]) -> Result<Output, GitError> {
    let output = git(directory, arguments)?;
    if output.status.success() {
        return Ok(output);
    }
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(GitError::Failed { arguments: arguments.join(" "), message })
}

fn git(directory: &Utf8Path, arguments: &[&str]) -> Result<Output, GitError> {
    Command::new("git").args(arguments).current_dir(directory).output().map_err(GitError::Missing)
}

/// Names that are not UTF-8 belong to no file that cargo reads.
fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
