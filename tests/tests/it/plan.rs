//! `cargo conda plan`: the packages and the skipped members, in the terminal and as JSON.

use crate::support::TempProject;

#[test]
fn the_sample_workspace_for_people() {
    let ran = TempProject::sample("monorepo").cargo_conda("plan").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @"
    package             version     from                binaries                     licence            group
    logferry-agent      0.8.0       logferry-agent      logferry-agent               MIT OR Apache-2.0  1
    logferry-collector  0.8.0       logferry-collector  logferry-collector           MIT OR Apache-2.0  2
    logferry-convert    1.2.0       logferry-convert    logferry-convert             BSD-3-Clause       2
    logferry-inspect    0.4.0.rc.1  logferry-inspect    logferry-cat, logferry-stat  MIT OR Apache-2.0  2
      without `logferry-replay`, which needs the feature `replay`

    skipped
      logferry-loadgen  it has `publish = false`
      xtask             the cargo alias `xtask` runs it
      3 libraries
    ");
    assert_eq!(ran.stderr, "");
}

#[test]
fn the_sample_workspace_with_all_its_details() {
    let ran = TempProject::sample("monorepo").cargo_conda("plan -v").run().success();
    insta::assert_snapshot!(ran.redacted_stdout(), @"
    package             version     from                binaries                     licence            group
    logferry-agent      0.8.0       logferry-agent      logferry-agent               MIT OR Apache-2.0  1
      built with profile dist
    logferry-collector  0.8.0       logferry-collector  logferry-collector           MIT OR Apache-2.0  2
      built with profile release, stripped of symbols, features metrics
    logferry-convert    1.2.0       logferry-convert    logferry-convert             BSD-3-Clause       2
      built with profile release, stripped of symbols
    logferry-inspect    0.4.0.rc.1  logferry-inspect    logferry-cat, logferry-stat  MIT OR Apache-2.0  2
      built with profile release, stripped of symbols
      without `logferry-replay`, which needs the feature `replay`

    skipped
      logferry-cli      it has no binary
      logferry-loadgen  it has `publish = false`
                        to include it: `[package.metadata.conda] skip = false` in tools/logferry-loadgen/Cargo.toml
      logferry-record   it has no binary
      logferry-wire     it has no binary
      xtask             the cargo alias `xtask` runs it
                        to include it: `[package.metadata.conda] skip = false` in xtask/Cargo.toml
    ");
}

#[test]
fn the_sample_workspace_for_programs() {
    let ran = TempProject::sample("monorepo").cargo_conda("plan --format json").run().success();
    assert!(serde_json::from_str::<serde_json::Value>(&ran.stdout).is_ok());
    insta::assert_snapshot!(ran.redacted_stdout());
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_plan_is_the_same_wherever_one_stands() {
    let project = TempProject::sample("monorepo");
    let at_the_root = project.cargo_conda("plan --format json").run().success().stdout;
    let in_a_member =
        project.cargo_conda("plan --format json").directory("apps/logferry-agent/src").run().success();
    assert_eq!(in_a_member.stdout, at_the_root);
}

#[test]
fn planning_writes_nothing() {
    let project = TempProject::sample("monorepo");
    project.cargo_conda("plan").run().success();
    assert!(!project.root().join("target").exists());
}

#[test]
fn a_plan_can_be_made_for_another_platform() {
    let project = TempProject::sample("monorepo");
    let ran = project
        .cargo_conda("plan --format json --target-platform osx-arm64 -p logferry-convert")
        .run()
        .success();
    let plan: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(plan["packages"].as_array().unwrap().len(), 1);
    assert_eq!(plan["packages"][0]["platform"], "osx-arm64");
    let refusal = "warning: `build` will refuse this plan: the `system` toolchain builds for this machine";
    assert!(ran.stderr.starts_with(refusal), "{}", ran.stderr);
}

#[test]
fn a_plan_without_freshness_says_why() {
    let project = TempProject::workspace().program("alpha", "").ready();
    let ran = project.cargo_conda("plan --toolchain conda -m missing.yaml").run().success();
    assert!(ran.stdout.contains("alpha"), "{}", ran.stdout);
    insta::assert_snapshot!(ran.redacted_stderr(), @"warning: the plan does not show what is fresh: cannot read `[ROOT]/missing.yaml` as a variant file: Could not open file ([ROOT]/missing.yaml): failed to open file `[ROOT]/missing.yaml`: No such file or directory (os error [N])");
}

/// Only crates that the programs are linked from count, not all of the lock file.
#[test]
fn crates_without_a_licence_text_are_counted() {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool', 'other']\n")
        .file("LICENSE", "The licence.")
        .program("other", "")
        .program("tool", "[dependencies]\nsilent = '1'\nspeaking = '1'\n[dev-dependencies]\ntested = '1'\n")
        .file(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = 'here'\n[source.here]\ndirectory = 'vendor'\n",
        );
    let vendored = |project: TempProject, name: &str| {
        let manifest = format!("[package]\nname = '{name}'\nversion = '1.0.0'\nlicense = 'MIT'\n");
        let checksum = format!("{{\"files\":{{}},\"package\":\"{:064}\"}}", 1);
        project
            .file(&format!("vendor/{name}/Cargo.toml"), &manifest)
            .file(&format!("vendor/{name}/.cargo-checksum.json"), &checksum)
            .file(&format!("vendor/{name}/src/lib.rs"), "")
    };
    let project = ["silent", "speaking", "tested"].into_iter().fold(project, vendored);
    let project = project.file("vendor/speaking/LICENSE", "The licence of others.").ready();
    let note = |arguments: &str| {
        let ran = project.cargo_conda(arguments).run().success();
        ran.stdout.split_once("\nnote: ").map(|(_, note)| note.to_owned()).unwrap_or_default()
    };
    insta::assert_snapshot!(note("plan"), @"1 crate ships no licence text, so packages have the text of SPDX in its place; `-v` names them");
    insta::assert_snapshot!(note("plan -v"), @"
    1 crate ships no licence text, so packages have the text of SPDX in its place
      silent 1.0.0 in tool
    ");
    assert_eq!(note("plan -p other"), "");
    assert_eq!(note("plan --quiet"), "");
    assert_eq!(note("plan --format json"), "");
}
