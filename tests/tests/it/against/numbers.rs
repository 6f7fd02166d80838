//! Build numbers that follow from what a channel has.

use serde_json::Value;

use super::{build, programs};
use crate::support::{TempProject, platform};

/// The names of the archives in a project's channel, without what tells platforms and variants apart.
fn archives(project: &TempProject) -> Vec<String> {
    let archives = project.channel().archives();
    let names = archives.iter().map(|path| path.file_stem().unwrap());
    names
        .map(|name| format!("{} {}", name.split('-').next().unwrap(), name.rsplit('_').next().unwrap()))
        .collect()
}

#[test]
fn build_numbers_follow_from_the_channel() {
    let project = |project: TempProject| {
        let pin = "[package.metadata.conda]\nrun-dependencies = [\"${{ pin_subpackage('left', exact=True) }}\"]\n\
                   [dependencies]\ncommon.path = '../common'";
        programs(project)
            .program("right", pin)
            .append("Cargo.toml", "[workspace.metadata.conda]\nbuild-number = 'auto'")
    };
    let here = project(TempProject::empty());
    assert_eq!(build(&here, "").built.len(), 3);
    assert_eq!(archives(&here), ["alone 0", "left 0", "right 0"]);
    let against = format!("--against {}", here.channel().directory());

    let elsewhere = project(TempProject::empty());
    assert_eq!(build(&elsewhere, &against).fresh.len(), 3);
    // A package that pins another one pins its new build.
    let elsewhere = elsewhere.append("left/src/main.rs", "// one more line");
    let edited = fs_err::read_to_string(elsewhere.root().join("left/src/main.rs")).unwrap();
    let plan = elsewhere.cargo_conda(&format!("plan --format json {against}")).run().success();
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let numbers = plan["packages"].as_array().unwrap().iter().map(|package| package["build_number"].clone());
    assert_eq!(numbers.collect::<Vec<_>>(), [0, 1, 1]);
    assert_eq!(build(&elsewhere, &against).built, ["left", "right"]);
    assert_eq!(archives(&elsewhere), ["left 1", "right 1"]);
    let depends = elsewhere.channel().record(platform(), "right")["depends"].to_string();
    assert!(depends.contains("left ==0.1.0") && depends.contains("_1\""), "{depends}");
    // What is built here is fresh here, with the same numbers.
    assert_eq!(build(&elsewhere, &against).fresh.len(), 3);

    // Both channels in one: each content has the number that it was published with.
    let joined = elsewhere.root().join("joined");
    let channels =
        [here.channel(), elsewhere.channel()].map(|channel| channel.directory().to_string()).join(" ");
    elsewhere.cargo_conda(&format!("index --output-dir {joined} {channels}")).run().success();
    let third = project(TempProject::empty());
    let against = format!("--against {joined}");
    assert_eq!(build(&third, &against).fresh.len(), 3);
    third.write("left/src/main.rs", &edited);
    assert_eq!(build(&third, &against).fresh.len(), 3);
    third.write("left/src/main.rs", &format!("{edited}// another line\n"));
    assert_eq!(build(&third, &against).built, ["left", "right"]);
    assert_eq!(archives(&third), ["left 2", "right 2"]);
}

#[test]
fn a_written_number_that_is_taken_is_an_error_before_anything_is_compiled() {
    let here = programs(TempProject::empty());
    assert_eq!(build(&here, "-p left").built, ["left"]);
    let elsewhere = programs(TempProject::empty()).append("left/src/main.rs", "// one more line");
    let build = |arguments: &str| {
        elsewhere.cargo_conda(&format!(
            "build --no-test -p left --against {} {arguments}",
            here.channel().directory()
        ))
    };
    let elsewhere_config = elsewhere.root().join("left/Cargo.toml");
    let manifest = fs_err::read_to_string(&elsewhere_config).unwrap();
    let with_number = |number: &str| {
        fs_err::write(
            &elsewhere_config,
            format!("{manifest}[package.metadata.conda]\nbuild-number = {number}\n"),
        )
        .unwrap();
    };
    with_number("0");
    let taken = build("").run().code(2);
    let stderr = taken.redacted_stderr().replace(here.channel().directory().as_str(), "[CHANNEL]");
    insta::assert_snapshot!(stderr, @r#"
    error: the build number 0 of left is taken by other content, `file://[CHANNEL]/[PLATFORM]/left-0.1.0-[HASH]_0.conda`
      help: write `build-number = 1` for left, or `build-number = "auto"`, which takes the next number by itself; `cargo conda why` says what differs
    "#);
    assert!(!elsewhere.root().join("target/conda-build/target").exists(), "something was compiled");
    with_number("1");
    build("").run().success();
}
