//! Asks git which files differ from an earlier revision, for `--since`, and other questions.
//!
//! The workspace crate decides which members a changed file concerns; it starts no git, so the answers are
//! collected here.

use std::io;
use std::process::Output;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Changes, Workspace};
use thiserror::Error;

use crate::process::Process;

/// Why git cannot say what has changed.
#[derive(Debug, Error)]
pub enum GitError {
    /// The program `git` cannot be started.
    #[error("failed to start `git`, which knows what has changed since a revision")]
    NotStarted(#[source] io::Error),
    /// The workspace does not lie in a git repository.
    #[error("the workspace `{root}` is in no git repository, so no revision of it is known")]
    NoRepository {
        /// The workspace's root.
        root: Utf8PathBuf,
    },
    /// The revision is unknown, or has no commit in common with what is checked out.
    #[error("git knows no revision `{revision}` that shares commits with what is checked out: {message}")]
    UnknownRevision {
        /// The revision as it was asked for.
        revision: String,
        /// What git wrote to standard error.
        message: String,
    },
    /// Another call of git failed.
    #[error("`{command}` failed: {message}")]
    Failed {
        /// The call, as it would be typed.
        command: String,
        /// What git wrote to standard error.
        message: String,
    },
}

impl GitError {
    /// What to do about it; `None` if the message says all there is to say.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotStarted(_) => Some("install git, or leave `--since` out".to_owned()),
            // A clone that CI makes has a single commit unless the workflow asks for more.
            Self::UnknownRevision { .. } => Some(
                "fetch the revision first; a shallow clone lacks earlier commits: run `git fetch --unshallow`, or set \
                 `fetch-depth: 0` for `actions/checkout`"
                    .to_owned(),
            ),
            Self::NoRepository { .. } | Self::Failed { .. } => None,
        }
    }
}

/// Compares the files on the disk, committed or not, with the commit at which the current branch left that of
/// `revision`.
pub(crate) fn changes(workspace: &Workspace, revision: &str) -> Result<Changes, GitError> {
    let root = workspace.root();
    let top = run(root, &["rev-parse", "--show-toplevel"])?;
    if !top.status.success() {
        return Err(GitError::NoRepository { root: root.to_owned() });
    }
    // The path of the workspace in the repository, in git's own words: links may give the root several
    // absolute paths.
    let prefix = text(&run_checked(root, &["rev-parse", "--show-prefix"])?);
    let prefix = Utf8Path::new(prefix.trim_end());
    let top = Utf8PathBuf::from(text(&top).trim_end());
    let base = merge_base(root, revision)?;
    let changed = run_checked(&top, &["diff", "--name-only", "--no-renames", "-z", &base])?;
    let untracked = run_checked(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = [text(&changed), text(&untracked)];
    let names = names.iter().flat_map(|names| names.split('\0')).filter(|name| !name.is_empty());
    let show = |name: &str| {
        let shown = run(root, &["show", &format!("{base}:{}", prefix.join(name))])?;
        Ok(shown.status.success().then(|| text(&shown)))
    };
    // A lock file outside of the workspace is not shown: if it is among the changed files, it affects all
    // members.
    let lock_file = workspace.lock_file_path().strip_prefix(root).ok();
    Ok(Changes {
        files: names.map(|name| relative_to(prefix, name)).collect(),
        lockfile: lock_file.map(|path| show(path.as_str())).transpose()?.flatten(),
        root_manifest: show("Cargo.toml")?,
    })
}

/// The last commit that `revision` and what is checked out have in common.
fn merge_base(root: &Utf8Path, revision: &str) -> Result<String, GitError> {
    // `--end-of-options`: the revision may begin with a dash.
    let base = run(root, &["merge-base", "--end-of-options", revision, "HEAD"])?;
    if base.status.success() {
        return Ok(text(&base).trim().to_owned());
    }
    let message = match String::from_utf8_lossy(&base.stderr).trim() {
        "" => "they have no commit in common".to_owned(),
        words => words.trim_start_matches("fatal: ").to_owned(),
    };
    Err(GitError::UnknownRevision { revision: revision.to_owned(), message })
}

/// A path in the repository, made relative to the workspace at `prefix`. It does not name the repository's
/// root, so links on the way there make no difference.
fn relative_to(prefix: &Utf8Path, name: &str) -> Utf8PathBuf {
    match Utf8Path::new(name).strip_prefix(prefix) {
        Ok(below) => below.to_owned(),
        Err(_outside) => Utf8Path::new(&"../".repeat(prefix.components().count())).join(name),
    }
}

/// What git answers in a directory; `None` if it fails or is not installed.
pub(crate) fn answer(directory: &Utf8Path, arguments: &[&str]) -> Option<String> {
    let output = run(directory, arguments).ok()?;
    output.status.success().then(|| text(&output))
}

/// The root of the checkout that a directory is in, unless git ignores the directory; `None` without git.
pub(crate) fn checkout_of(directory: &Utf8Path) -> Option<Utf8PathBuf> {
    let top = answer(directory, &["rev-parse", "--show-toplevel"])?;
    let top = Utf8PathBuf::from(top.trim_end());
    let is_ignored = answer(directory, &["check-ignore", "--quiet", "."]).is_some();
    (directory.starts_with(&top) && !is_ignored).then_some(top)
}

/// Gives a copy of a checkout's files the commits, the branch and the remote of it: build scripts may ask for
/// them. Objects are borrowed, not copied. Without a commit or without git, nothing is done.
pub(crate) fn borrow_commits(checkout: &Utf8Path, copy: &Utf8Path) {
    let bare = copy.join(".git");
    let clone = ["clone", "--quiet", "--shared", "--bare", checkout.as_str(), bare.as_str()];
    if answer(checkout, &["rev-parse", "--verify", "HEAD"]).is_none() || answer(checkout, &clone).is_none() {
        return;
    }
    let remote = answer(checkout, &["remote", "get-url", "origin"]);
    let lead_remote = match remote.as_deref().map(str::trim_end) {
        Some(url) => vec!["remote", "set-url", "origin", url],
        None => vec!["remote", "remove", "origin"],
    };
    let (files, index) = (["config", "core.bare", "false"], ["reset", "--quiet"]);
    // git compares the files: a script may ask what was changed, and not have git look first.
    let compare = ["status", "--porcelain"];
    for arguments in [files.as_slice(), &lead_remote, &index, &compare] {
        let _failed = answer(copy, arguments);
    }
}

/// Runs git and takes a failure for an error.
fn run_checked(directory: &Utf8Path, arguments: &[&str]) -> Result<Output, GitError> {
    let output = run(directory, arguments)?;
    if output.status.success() {
        return Ok(output);
    }
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(GitError::Failed { command: git(directory, arguments).to_string(), message })
}

fn run(directory: &Utf8Path, arguments: &[&str]) -> Result<Output, GitError> {
    git(directory, arguments).run().map_err(GitError::NotStarted)
}

fn git<'a>(directory: &'a Utf8Path, arguments: &'a [&'a str]) -> Process<'a> {
    Process { program: "git", directory, arguments }
}

/// Standard output. A name that is not UTF-8 is garbled, which is no loss: cargo reads no such file.
fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(test)]
mod tests {
    use super::relative_to;

    #[test]
    fn files_outside_the_workspace_are_reached_through_its_parents() {
        assert_eq!(relative_to("rust/app".as_ref(), "rust/app/src/main.rs"), "src/main.rs");
        assert_eq!(relative_to("rust/app".as_ref(), "docs/index.md"), "../../docs/index.md");
        assert_eq!(relative_to("".as_ref(), "Cargo.toml"), "Cargo.toml");
    }
}
