//! Builds on several machines: affected packages, shares of the plan, and joined channels.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Python, TempProject, clean_environment};

/// Two programs on a library, one on its own, in a repository with one commit.
fn repository_of_programs() -> TempProject {
    let uses = "[dependencies]\ncommon.path = '../common'";
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right', 'alone', 'common']\n")
        .program("left", uses)
        .program("right", uses)
        .program("alone", "")
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/src/lib.rs", "")
        .file(".gitignore", "target\n")
        .ready();
    for arguments in ["init --quiet --initial-branch main", "add .", "commit --quiet --message first"] {
        git(&project, arguments);
    }
    project
}

pub(crate) fn git(project: &TempProject, arguments: &str) {
    let mut git = Command::new("git");
    clean_environment(&mut git);
    git.args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]);
    let output = git.args(arguments.split(' ')).current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The crates that are affected since the first commit.
pub(crate) fn affected(project: &TempProject) -> Vec<String> {
    let ran = project.cargo_conda("affected --since main --format json").run().success();
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["since"], "main");
    let packages = document["packages"].as_array().unwrap().iter();
    packages.map(|package| package["crate"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_change_concerns_what_compiles_it() {
    let project = repository_of_programs();
    assert_eq!(affected(&project), [""; 0]);
    let project = project.append("Cargo.toml", "# a remark").file("README.md", "Read me.\n");
    assert_eq!(affected(&project), [""; 0]);
    let project = project.file("alone/src/more.rs", "");
    assert_eq!(affected(&project), ["alone"], "untracked files count");
    git(&project, "checkout --quiet -b work");
    let project = project.append("common/src/lib.rs", "pub fn word() {}");
    git(&project, "add .");
    git(&project, "commit --quiet --message second");
    assert_eq!(affected(&project), ["alone", "left", "right"], "and so do commits");

    let project = project.append("alone/Cargo.toml", "[package.metadata.conda]\nskip = true");
    let ran = project.cargo_conda("affected --since main").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @"
    left 0.1.0 [PLATFORM]
    right 0.1.0 [PLATFORM]
    ");
    // Git hosts pass a hash of zeros as the commit before the first one.
    let zeros = "0".repeat(40);
    let ran = project.cargo_conda(&format!("affected --since {zeros}")).run().success();
    assert_eq!(ran.stdout.lines().count(), 2);
}

#[test]
fn a_workspace_may_lie_within_a_repository() {
    let project = TempProject::empty()
        .file("inner/Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n")
        .file("inner/tool/Cargo.toml", "[package]\nname = 'tool'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("inner/tool/src/main.rs", "fn main() {}\n")
        .file("inner/Cargo.lock", "version = 4\n\n[[package]]\nname = \"tool\"\nversion = \"0.1.0\"\n")
        .file("outside.txt", "");
    for arguments in ["init --quiet --initial-branch main", "add .", "commit --quiet --message first"] {
        git(&project, arguments);
    }
    let affected = |project: &TempProject| {
        let ran =
            project.cargo_conda("affected --since main --manifest-path inner/Cargo.toml").run().success();
        ran.stdout.lines().count()
    };
    assert_eq!(affected(&project), 0);
    let project = project.file("outside.txt", "other");
    assert_eq!(affected(&project), 0);
    let project = project.append("inner/tool/src/main.rs", "// other");
    assert_eq!(affected(&project), 1);
}

#[test]
fn what_git_cannot_say_is_an_error() {
    let project = repository_of_programs();
    let ran = project.cargo_conda("affected --since no-such-branch").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: git knows no revision `no-such-branch` that shares commits with what is checked out: Not a valid object name no-such-branch
      help: fetch the revision first; a shallow clone lacks earlier commits: run `git fetch --unshallow`, or set `fetch-depth: 0` for `actions/checkout`
    ");
    let ran = project.cargo_conda("affected").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: `affected` needs a git revision to compare with: `--since origin/main`; or a channel: `--against CHANNEL`");
    let ran = project.cargo_conda("build --partition half").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: invalid value 'half' for '--partition <PARTITION>': `half` is not a partition; write `hash:1/4`, `count:1/4` or `cost:1/4`, for the first of four

    For more information, try '--help'.
    ");
    fs_err::remove_dir_all(project.root().join(".git")).unwrap();
    let ran = project.cargo_conda("affected --since main").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: the workspace `[ROOT]` is in no git repository, so no revision of it is known");
}

#[test]
fn a_matrix_has_a_job_for_each_package_or_each_share() {
    let project = repository_of_programs();
    let matrix = |project: &TempProject, more: &str| -> Value {
        let ran = project.cargo_conda(&format!("affected --since main --format github-matrix {more}")).run();
        let ran = ran.success();
        assert_eq!(ran.stdout.lines().count(), 1);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    assert_eq!(matrix(&project, "--partitions 4"), json!({ "include": [] }));
    let project = project.append("common/src/lib.rs", "pub fn word() {}");
    let include = matrix(&project, "")["include"].clone();
    assert_eq!(include[0]["crate"], "left");
    assert_eq!(include[1]["name"], "right");
    assert_eq!(include[0]["select"], "-p left");
    let share = |shard: usize| {
        let partition = format!("cost:{shard}/2");
        json!({ "select": format!("-p left -p right --partition {partition}"), "partition": partition, "shard": shard })
    };
    let shares = json!([share(1), share(2)]);
    assert_eq!(matrix(&project, "--partitions 4")["include"], shares);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn shares_of_several_machines_make_one_channel() {
    let project = repository_of_programs();
    let mut names = Vec::new();
    for shard in 1..=4 {
        let build = format!("build --partition hash:{shard}/4 --output-dir part{shard} --format json");
        let ran = project.cargo_conda(&build).run().success();
        names.extend(ran.events("package-finished").iter().map(|event| event["name"].clone()));
    }
    names.sort_by_key(ToString::to_string);
    assert_eq!(names, ["alone", "left", "right"]);
    project.cargo_conda("index --output-dir target/conda part1 part2 part3 part4").run().success();
    project.channel().check();
    assert_eq!(project.channel().names(), ["alone", "left", "right"]);
    let python = Python::of_venv();
    let prefix = TempDir::new().unwrap();
    let prefix = camino::Utf8Path::from_path(prefix.path()).unwrap().join("prefix");
    python.install(project.channel().directory(), &prefix, &["left", "alone"]);
    let said = Command::new(prefix.join("bin/left")).output().unwrap();
    assert_eq!(said.stdout, b"left 0.1.0\n");

    // Joining again changes nothing. An archive with a name that is taken and other content is an error, and
    // the channel stays as it is.
    project.cargo_conda("index --output-dir target/conda part1 part2").run().success();
    project.cargo_conda("build --force --no-test -p left --output-dir other").run().success();
    let ran = project.cargo_conda("index --output-dir target/conda other").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"error: `[ROOT]/target/conda/[PLATFORM]/left-0.1.0-[HASH]_0.conda` and `[ROOT]/other/[PLATFORM]/left-0.1.0-[HASH]_0.conda` have the same name, but not the same content");
    project.channel().check();
    let ran = project.cargo_conda("index nowhere").run().code(2);
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    error: failed to read the channel at `[ROOT]/nowhere`
      cause: No such file or directory (os error [N])
    ");
}

#[test]
fn a_share_may_be_empty() {
    let project = TempProject::workspace().program("tool", "").ready();
    let plan = |shard: usize| {
        let ran =
            project.cargo_conda(&format!("plan --partition count:{shard}/2 --format json")).run().success();
        let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
        (plan["packages"].as_array().unwrap().len(), plan["skipped"].clone())
    };
    assert_eq!(plan(1).0, 1);
    let (packages, skipped) = plan(2);
    assert_eq!((packages, &skipped[0]["kind"]), (0, &json!("other-partition")));
    let ran = project.cargo_conda("build --partition count:2/2").run().success();
    insta::assert_snapshot!(ran.redacted_stderr(), @"    Finished with no packages to build, in file://[ROOT]/target/conda");
    project.channel().check();
}
