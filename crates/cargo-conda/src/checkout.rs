//! What git says about the sources of a workspace: the commit, when it was made, and where others find it.
//!
//! A commit says what a package was made from only if nothing was changed since, so that a checkout with
//! changes counts as none.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{Timestamp, is_time_of_archive};
use cargo_conda_workspace::Workspace;

use crate::git;
use crate::remote::public_url;

/// A checkout without changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checkout {
    /// The full hash of the commit.
    pub(crate) commit: String,
    /// When it was committed; `None` if archives cannot hold that time.
    pub(crate) committed: Option<Timestamp>,
    /// Where others find the repository; `None` if its remote `origin` names a place on this machine, or if
    /// there is none.
    pub(crate) remote: Option<String>,
    /// The workspace's root, relative to the repository's; empty if both are the same.
    pub(crate) directory: Utf8PathBuf,
}

impl Checkout {
    /// The checkout that a workspace lies in; `None` if git is not installed, knows no commit of the
    /// workspace, or sees a change below the workspace's root or in a local package outside of it.
    pub(crate) fn of(workspace: &Workspace) -> Option<Self> {
        let root = workspace.root();
        let ask = |arguments: &[&str]| git::answer(root, arguments);
        // Fails in a bare repository without files, and where nothing is committed yet.
        let place = ask(&["rev-parse", "--is-inside-work-tree", "--show-prefix", "HEAD"])?;
        let mut lines = place.lines();
        let (Some("true"), Some(directory), Some(commit)) = (lines.next(), lines.next(), lines.next()) else {
            return None;
        };
        // The workspace may be an ignored directory of some other project.
        ask(&["ls-files", "--error-unmatch", "--", "Cargo.toml"])?;
        if !is_clean(workspace) {
            return None;
        }
        let time = ask(&["rev-list", "--timestamp", "--max-count=1", "HEAD"])?;
        let seconds = time.split_whitespace().next().and_then(|seconds| seconds.parse().ok());
        let committed = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let remote = ask(&["remote", "get-url", "origin"]);
        Some(Self {
            commit: commit.to_owned(),
            committed: committed.filter(|time| is_time_of_archive(*time)),
            remote: remote.and_then(|url| public_url(url.trim())),
            directory: Utf8Path::new(directory.trim_end_matches('/')).to_owned(),
        })
    }
}

/// Whether git sees no change below the workspace's root and in local packages outside of it, and knows all
/// of these directories. The target directory is for outputs, whether or not git was told to ignore it.
fn is_clean(workspace: &Workspace) -> bool {
    let root = workspace.root();
    let outside = workspace.local_packages().map(|package| package.directory);
    let outside = outside.filter(|directory| !directory.starts_with(root));
    let outside = outside.filter_map(|directory| pathdiff::diff_utf8_paths(directory, root));
    let paths = outside.map(|path| format!(":(literal){path}"));
    let target = workspace.target_directory().strip_prefix(root).ok();
    let target = target.map(|target| format!(":(exclude,literal){target}"));
    // The user's configuration may hide new files and changes in submodules.
    let options = ["--porcelain", "--untracked-files=normal", "--ignore-submodules=none", "--", "."];
    let mut arguments: Vec<_> =
        ["--no-optional-locks", "status"].into_iter().chain(options).map(ToOwned::to_owned).collect();
    arguments.extend(paths.chain(target));
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    git::answer(root, &arguments).is_some_and(|changes| changes.is_empty())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use camino::{Utf8Path, Utf8PathBuf};
    use cargo_conda_test_support::{TempWorkspace, clean_environment, withheld_variables};
    use cargo_conda_workspace::{LoadOptions, Workspace};

    use super::Checkout;

    /// The time of the commits.
    const SECONDS: i64 = 1_700_000_000;

    fn git(directory: &Utf8Path, arguments: &str) {
        let mut git = Command::new("git");
        clean_environment(&mut git);
        git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]).args(arguments.split(' '));
        let time = format!("{SECONDS} +0100");
        git.env("GIT_COMMITTER_DATE", &time).env("GIT_AUTHOR_DATE", "1600000000 +0000");
        let output = git.current_dir(directory).output().unwrap();
        assert!(output.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn checkout(root: &Utf8Path) -> Option<Checkout> {
        let workspace = Workspace::load(&LoadOptions {
            cargo: Utf8PathBuf::from("cargo"),
            directory: root.to_owned(),
            manifest_path: None,
            offline: true,
            cargo_home: None,
            lock_file: None,
            withheld: withheld_variables(),
        });
        Checkout::of(&workspace.unwrap())
    }

    /// A workspace that uses a crate beside it, in the same directory.
    fn workspace() -> TempWorkspace {
        let workspace = TempWorkspace::below("app");
        workspace.write(
            "Cargo.toml",
            "[package]\nname = 'app'\nedition = '2021'\n[dependencies]\nbeside.path = '../beside'",
        );
        workspace.write("src/main.rs", "fn main() {}");
        workspace.write("../beside/Cargo.toml", "[package]\nname = 'beside'\nedition = '2021'");
        workspace.write("../beside/src/lib.rs", "");
        workspace.lock();
        workspace
    }

    #[test]
    fn only_a_commit_without_changes_is_a_checkout() {
        let workspace = workspace();
        let (root, top) = (workspace.root(), workspace.root().parent().unwrap());
        assert_eq!(checkout(root), None, "there is no repository");
        git(top, "init --quiet --initial-branch main");
        assert_eq!(checkout(root), None, "nothing is committed");
        workspace.write("../.gitignore", "app\n");
        git(top, "add beside .gitignore");
        git(top, "commit --quiet --message first");
        assert_eq!(checkout(root), None, "git ignores the workspace");

        workspace.write("../.gitignore", "");
        git(top, "add .");
        git(top, "commit --quiet --message second");
        let clean = checkout(root).unwrap();
        assert_eq!(clean.committed.unwrap().as_second(), SECONDS);
        assert_eq!((clean.commit.len(), clean.directory.as_str(), clean.remote.as_ref()), (40, "app", None));
        workspace.write("target/debug/app", "");
        assert_eq!(checkout(root).as_ref(), Some(&clean), "outputs do not count");

        for (file, was) in
            [("src/more.rs", None), ("src/main.rs", Some("fn main() {}")), ("../beside/src/lib.rs", Some(""))]
        {
            workspace.write(file, "// changed");
            assert_eq!(checkout(root), None, "{file} has changed");
            match was {
                Some(text) => workspace.write(file, text),
                None => fs_err::remove_file(root.join(file)).unwrap(),
            }
        }
        git(top, "config status.showUntrackedFiles no");
        workspace.write("src/more.rs", "");
        assert_eq!(checkout(root), None, "a new file counts, whatever the user's configuration hides");
    }

    #[test]
    fn shallow_clones_and_credentials() {
        let workspace = workspace();
        let top = workspace.root().parent().unwrap();
        git(top, "init --quiet --initial-branch main");
        git(top, "add .");
        git(top, "commit --quiet --message first");
        git(top, "commit --quiet --allow-empty --message second");
        let commit = checkout(workspace.root()).unwrap().commit;
        let elsewhere = TempWorkspace::empty();
        git(elsewhere.root(), &format!("clone --quiet --depth 1 file://{top} clone"));
        let clone = elsewhere.root().join("clone");
        let found = checkout(&clone.join("app")).unwrap();
        assert_eq!((found.commit, found.remote), (commit, None), "the remote is a place on this machine");

        git(&clone, "remote set-url origin https://ann:hush@git.example/acme/app.git");
        let remote = checkout(&clone.join("app")).unwrap().remote;
        assert_eq!(remote.as_deref(), Some("https://git.example/acme/app.git"));
        git(&clone, "config core.bare true");
        assert_eq!(checkout(&clone.join("app")), None, "a bare repository has no checkout");
    }
}
