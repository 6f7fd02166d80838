//! `--config`: a workspace is packaged as its packager wants, without a change to it.

use std::process::Command;

use insta::assert_snapshot;
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::machines::git;
use crate::support::{CargoConda, Channel, Python, TempProject, unpack};

/// What the packager wants.
const ACME: &str = "\
[workspace]
name-prefix = 'acme-'
license-files = ['terms/LICENSE']

[package.git]
skip = false
version = '2024.5'
license = 'LicenseRef-Acme'
summary = 'A hand for git'
homepage = 'https://acme.example/git'

[package.helper]
skip = true
";

/// A workspace of others, committed and read-only, in `theirs`; beside it the packager's file `acme.toml`.
fn fetched() -> TempProject {
    let project = TempProject::below("theirs")
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['acme', 'git', 'helper']\n")
        .program("acme", "")
        .program("git", "publish = false")
        .program("helper", "")
        .file("../acme.toml", ACME)
        .file("../terms/LICENSE", "Ask us.\n")
        .locked();
    for arguments in ["init --quiet", "add .", "commit --quiet --message first"] {
        git(&project, arguments);
    }
    for entry in WalkDir::new(project.root()) {
        let entry = entry.unwrap();
        let mut permissions = entry.metadata().unwrap().permissions();
        // Git refreshes its index, and a directory has to stay removable for the end of the test.
        if entry.file_type().is_file() && !entry.path().iter().any(|name| name == ".git") {
            permissions.set_readonly(true);
            fs_err::set_permissions(entry.path(), permissions).unwrap();
        }
    }
    project
}

/// A call that writes nothing into the workspace.
fn beside(project: &TempProject, arguments: &str) -> CargoConda {
    let target = project.root().parent().unwrap().join("target");
    project.cargo_conda(arguments).args("--config ../acme.toml").env("CARGO_TARGET_DIR", target.as_str())
}

/// Builds; how many packages were built, and how many were fresh.
fn built_and_fresh(project: &TempProject) -> Value {
    let ran = beside(project, "build --format json").run().success();
    let finished = &ran.events("finished")[0];
    json!([finished["built"], finished["fresh"]])
}

/// Checks that the workspace is what was committed, with no file more.
#[track_caller]
fn assert_untouched(project: &TempProject) {
    let status = ["status", "--porcelain", "--ignored"];
    let output = Command::new("git").args(status).current_dir(project.root()).output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_fetched_workspace_is_packaged_without_touching_it() {
    let project = fetched();
    assert_snapshot!(beside(&project, "plan").run().success().redacted_stdout(), @"
    package   version  from  binaries  licence
    acme      0.1.0    acme  acme      MIT
    acme-git  2024.5   git   git       LicenseRef-Acme

    skipped
      helper  its configuration says `skip = true`
    ");
    assert_eq!(built_and_fresh(&project), json!([2, 0]));
    assert_untouched(&project);

    let channel = Channel::at(&project.root().parent().unwrap().join("target/conda"));
    assert_eq!(channel.names(), ["acme", "acme-git"]);
    let package = unpack(&Python::of_venv(), &channel.archive("acme-git"));
    assert_eq!(package.json("info/index.json")["version"], "2024.5");
    assert_eq!(package.json("info/index.json")["license"], "LicenseRef-Acme");
    assert_eq!(package.json("info/about.json")["summary"], "A hand for git");
    assert_eq!(package.json("info/about.json")["home"], "https://acme.example/git");
    assert_eq!(package.text("info/licenses/LICENSE"), "Ask us.\n");

    // A remark changes no package, a key changes those that it is about.
    let project = project.append("../acme.toml", "# a remark\n");
    assert_eq!(built_and_fresh(&project), json!([0, 2]));
    let project = project.append("../acme.toml", "[package.acme]\nbuild-number = 3\n");
    assert_snapshot!(beside(&project, "why acme").run().success().redacted_stdout(), @"
    acme 0.1.0 has to be built:
      `build.number` has changed from 0 to 3
    ");
    assert_eq!(built_and_fresh(&project), json!([1, 1]));
    assert_untouched(&project);
}

#[test]
fn a_changed_file_concerns_all_members() {
    let project = fetched().file("packaging.toml", "");
    git(&project, "add .");
    git(&project, "commit --quiet --message second");
    let affected = |config: &str| {
        let ran = project.cargo_conda("affected --since HEAD").args(config).run().success();
        let name = |line: &str| line.split(' ').next().unwrap().to_owned();
        ran.stdout.lines().map(name).collect::<Vec<_>>()
    };
    assert_eq!(affected("--config packaging.toml"), [""; 0]);
    project.write("packaging.toml", "[workspace]\nskip = false\n");
    assert_eq!(affected("--config ./packaging.toml"), ["acme", "git", "helper"]);
    assert_eq!(affected(""), [""; 0]);
}

#[test]
fn mistakes_are_shown_with_their_lines() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.write("acme.toml", "[package.tol]\nskip = true\n[workspace]\nversion = 'v1.0'\n");
    let stderr = |arguments: &str| project.cargo_conda(arguments).run().code(2).redacted_stderr();
    assert_snapshot!(stderr("plan --config acme.toml"), @"
    error: the workspace has no member `tol`
     --> [ROOT]/acme.toml:1:10
      |
    1 | [package.tol]
      |          ^^^
      help: did you mean `tool`?

    error: `v1.0` begins with a letter, and conda puts such a version below all others
     --> [ROOT]/acme.toml:4:11
      |
    4 | version = 'v1.0'
      |           ^^^^^^
      help: write `1.0`
    ");
    assert_snapshot!(stderr("plan --config missing.toml"), @"
    error: failed to read the configuration file `missing.toml`
      cause: failed to open file `[ROOT]/missing.toml`: No such file or directory (os error [N])
    ");
    assert_snapshot!(stderr("plan --config profile.release.lto=true"), @r#"
    error: failed to read the configuration file `profile.release.lto=true`
      cause: failed to open file `[ROOT]/profile.release.lto=true`: No such file or directory (os error [N])
      help: the option takes the path of a file; to hand cargo a setting, write `extra-args = ["--config", "…"]` in that file
    "#);
}

#[test]
fn a_path_starts_at_the_working_directory() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.write("acme.toml", "[package.tool]\nname = 'here'\n");
    let ran = project.cargo_conda("plan --config ../acme.toml").directory("tool").run().success();
    assert!(ran.stdout.contains("here"), "{}", ran.stdout);
}
