//! Variables that only builds see: their values are in no package, log or message.

use std::process::Command;

use camino::Utf8Path;

use crate::support::{CargoConda, LocalChannel, Python, TempProject, unpack};

const VALUE: &str = "hush-hush-1234567";

/// A build script that fails without the secret.
const NEEDS_IT: &str = "fn main() {\n    let token = std::env::var(\"TOKEN\").expect(\"the token is there\");\n    \
    assert!(token.starts_with(\"hush\"), \"it is another\");\n}\n";

/// A build script that prints the secret.
const PRINTS_IT: &str = "fn main() {\n    let token = std::env::var(\"TOKEN\").expect(\"the token is there\");\n    \
    println!(\"cargo::warning=the token is {token}.\");\n}\n";

fn with_build_script(script: &str) -> TempProject {
    TempProject::workspace()
        .program("alpha", "[package.metadata.conda]\nsecrets = ['TOKEN']")
        .file("alpha/build.rs", script)
        .ready()
}

fn build(project: &TempProject, channel: &LocalChannel) -> CargoConda {
    project.cargo_conda("build").conda(channel)
}

/// The files below a directory that contain the secret.
fn files_with_it(directory: &Utf8Path) -> Vec<String> {
    assert!(directory.exists(), "{directory} is not there to be looked at");
    let output = Command::new("grep").args(["-rlF", "-e", VALUE]).arg(directory).output().unwrap();
    // grep ends with 1 if no file matches.
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect()
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_build_sees_the_secret_and_leaves_it_nowhere() {
    let channel = LocalChannel::native();
    let python = Python::of_venv();
    let project = with_build_script(NEEDS_IT);
    let run = build(&project, &channel).args("--format json -v").env("TOKEN", VALUE).run().success();
    assert!(!run.stdout.contains(VALUE) && !run.stderr.contains(VALUE));
    assert_eq!(files_with_it(&project.root().join("target")), nothing());
    // Archives are compressed, so their contents are searched too.
    let unpacked = unpack(&python, &project.channel().archives()[0]);
    assert_eq!(files_with_it(&unpacked.path("")), nothing());
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn the_value_is_masked_in_all_that_builds_print() {
    let channel = LocalChannel::native();
    let project = with_build_script(PRINTS_IT);
    let run = build(&project, &channel).args("--format json -v").env("TOKEN", VALUE).run().success();
    assert!(!run.stdout.contains(VALUE) && !run.stderr.contains(VALUE));
    let lines = run.events("output");
    let warning = lines.iter().find(|event| event["line"].as_str().unwrap().contains("the token is"));
    assert!(warning.unwrap()["line"].as_str().unwrap().ends_with("the token is ********."));
    for directory in ["conda", "conda-build/logs", "conda-build/environments", "conda-build/packages"] {
        assert_eq!(files_with_it(&project.root().join("target").join(directory)), nothing());
    }
}

/// A failed build keeps its directories, which must not contain the secret either.
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_failed_build_leaves_it_nowhere_either() {
    let channel = LocalChannel::native();
    let project = with_build_script(NEEDS_IT).file("alpha/src/main.rs", "fn main() { no such thing }");
    let run = build(&project, &channel).env("TOKEN", VALUE).run().code(1);
    assert!(!run.stdout.contains(VALUE) && !run.stderr.contains(VALUE));
    assert_eq!(files_with_it(&project.root().join("target")), nothing());
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn without_a_value_nothing_begins() {
    let channel = LocalChannel::native();
    let project = with_build_script(NEEDS_IT);
    let run = build(&project, &channel).run().code(2);
    insta::assert_snapshot!(run.redacted_stderr(), @"
    error: the secret `TOKEN` is not set
      help: set the environment variable `TOKEN`, or remove it from `secrets` in the manifests
    ");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_program_that_holds_it_is_refused() {
    let channel = LocalChannel::native();
    let main = "fn main() { println!(\"alpha {}\", option_env!(\"TOKEN\").unwrap_or(\"none\")); }\n";
    let project = with_build_script(NEEDS_IT).file("alpha/src/main.rs", main);
    let run = build(&project, &channel).env("TOKEN", VALUE).run().code(1);
    assert!(!run.stderr.contains(VALUE), "{}", run.stderr);
    assert!(project.channel().archives().is_empty());
    let stderr = run.redacted_stderr().replace(channel.directory().as_str(), "[CHANNEL]");
    insta::assert_snapshot!(&stderr[stderr.find("error: ").unwrap()..], @"
    error: `bin/alpha` contains the value of the secret `TOKEN`
      help: a build script or `env!` writes `TOKEN` into the program; use it during the build only
          Failed 1 of 1 package
                 alpha 0.1.0: `bin/alpha` contains the value of the secret `TOKEN`
                   log: [ROOT]/target/conda-build/logs/alpha-[PLATFORM].log
                   again: cargo conda build --toolchain conda --channel [CHANNEL] --variant-config [CHANNEL]/variants.yaml -p alpha
    ");
}
