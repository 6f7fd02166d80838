//! The time of packages, and where they say that they come from.

use serde_json::Value;

use crate::machines::git;
use crate::support::{Python, TempProject, unpack};

/// A project with one commit, and a remote that git needs a password for.
fn repository() -> TempProject {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n")
        .program("tool", "")
        .file(".gitignore", "target\n")
        .ready();
    for arguments in [
        "init --quiet --initial-branch main",
        "remote add origin https://ann:hush@git.example/acme/tools.git",
        "add .",
        "commit --quiet --message first",
    ] {
        git(&project, arguments);
    }
    project
}

/// The time of the package in milliseconds, and `extra` of its `about.json`.
fn built(project: &TempProject, arguments: &str, variables: &[(&str, &str)]) -> (i64, Value) {
    let build = project.cargo_conda("build --force --no-test").args(arguments);
    variables.iter().fold(build, |build, (name, value)| build.env(name, value)).run().success();
    let package = unpack(&Python::of_venv(), &project.channel().archive("tool"));
    let extra = package.json("info/about.json")["extra"].clone();
    // rattler-build's `rebuild` runs this recipe.
    let rendered = package.text("info/recipe/rendered_recipe.yaml");
    let has_source = rendered.contains("https://git.example/acme/tools.git\n    rev: ");
    assert_eq!(has_source, extra["remote_url"].is_string(), "{rendered}");
    (package.json("info/index.json")["timestamp"].as_i64().unwrap(), extra)
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_package_has_the_time_and_the_name_of_its_commit() {
    let project = repository();
    let committed: i64 = output_of_git(&project, &["log", "-1", "--format=%ct"]).parse().unwrap();
    let sha = output_of_git(&project, &["rev-parse", "HEAD"]);
    let variables = [("GITHUB_RUN_ID", "12"), ("GITHUB_TOKEN", "hush")];
    let (time, extra) = built(&project, "--extra-meta channel=tools", &variables);
    assert_eq!(time, committed * 1000);
    assert_eq!(extra["sha"], sha);
    assert_eq!(extra["remote_url"], "https://git.example/acme/tools.git");
    assert_eq!(extra["flow_run_id"], "github_12");
    assert_eq!(extra["channel"], "tools");
    assert!(extra["rustc"].as_str().unwrap().starts_with("rustc 1."), "{extra}");
    assert!(extra["cargo_conda"].is_string());

    git(&project, "commit --quiet --allow-empty --message second");
    let again =
        project.cargo_conda("build --format json --no-test --extra-meta channel=tools").run().success();
    assert_eq!(again.events("finished")[0]["built"], 0, "another commit changes no package");
    let why = project.cargo_conda("why tool").run().success().stdout;
    assert!(why.contains("extra-meta.channel"), "what the caller adds is an input: {why}");

    project.write("tool/src/more.rs", "");
    let (time, extra) = built(&project, "", &[("SOURCE_DATE_EPOCH", "1700000000")]);
    assert_eq!(time, 1_700_000_000_000, "the variable comes first");
    assert_eq!(extra["sha"], "", "with a change, the commit says nothing");
    assert_eq!(extra["remote_url"], Value::Null);

    project.write(
        "tool/Cargo.toml",
        &(fs_err::read_to_string(project.root().join("tool/Cargo.toml")).unwrap()
            + "[package.metadata.conda]\nprovenance = false\n"),
    );
    let (time, extra) = built(&project, "", &[]);
    assert!(time > committed * 1000, "with a change, the present is the time");
    assert!(extra.as_object().is_none_or(serde_json::Map::is_empty), "{extra}");
}

#[test]
fn a_time_that_is_none_is_refused() {
    let project = TempProject::workspace().program("tool", "").ready();
    let refused =
        |value: &str| project.cargo_conda("plan").env("SOURCE_DATE_EPOCH", value).run().code(2).stderr;
    insta::assert_snapshot!(refused("yesterday"), @"
    error: the environment variable `SOURCE_DATE_EPOCH` is `yesterday`, which is no number of seconds since 1970
      help: set it to decimal seconds, such as those of `git log -1 --format=%ct`, or unset it: then packages have the time of the commit if nothing was changed since, else the present
    ");
    insta::assert_snapshot!(refused("5"), @"
    error: the environment variable `SOURCE_DATE_EPOCH` is `5`, a time outside of the years 1980 to 2107, which are all that archives can hold
      help: set it to decimal seconds, such as those of `git log -1 --format=%ct`, or unset it: then packages have the time of the commit if nothing was changed since, else the present
    ");
}

fn output_of_git(project: &TempProject, arguments: &[&str]) -> String {
    let mut git = std::process::Command::new("git");
    let output = git.args(arguments).current_dir(project.root()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
