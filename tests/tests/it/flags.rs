//! Options of `cargo conda build`, checked by the resulting packages.

use std::process::Command;

use crate::support::{Channel, Python, TempProject, unpack};

/// A program that prints the features and the profile that it was compiled with.
const TELLING: &str = "fn main() {\n\
    println!(\"one={} two={} debug={}\", cfg!(feature = \"one\"), cfg!(feature = \"two\"), cfg!(debug_assertions));\n}\n";

/// Two programs with the same features, of which `one` is a default.
fn telling() -> TempProject {
    let features = "[features]\ndefault = ['one']\none = []\ntwo = []";
    TempProject::empty()
        .with_workspace("[profile.checked]\ninherits = 'release'\ndebug-assertions = true")
        .program_with("alpha", features, TELLING)
        .program_with("beta", features, TELLING)
        .ready()
}

/// Builds and runs the program of each package. Returns the lines that they print, in the order of their
/// names.
fn said_after(project: &TempProject, arguments: &str) -> Vec<String> {
    let python = Python::of_venv();
    project.cargo_conda("build").args(arguments).run().success();
    project.channel().check();
    let said = project.channel().archives().into_iter().map(|archive| {
        let unpacked = unpack(&python, &archive);
        let output = Command::new(unpacked.path(&unpacked.installed()[0])).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    });
    said.collect()
}

#[track_caller]
fn check_said(arguments: &str, expected: &[&str]) {
    assert_eq!(said_after(&telling(), arguments), expected);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn defaults() {
    let both = "one=true two=false debug=false";
    check_said("", &[both, both]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn features_of_one_member() {
    check_said("--features beta/two", &["one=true two=false debug=false", "one=true two=true debug=false"]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn no_default_features() {
    check_said("--no-default-features -F two -p alpha", &["one=false two=true debug=false"]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn all_features() {
    check_said("--all-features --exclude alpha", &["one=true two=true debug=false"]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_profile() {
    check_said("--profile checked -p beta", &["one=true two=false debug=true"]);
}

#[test]
fn selection() {
    let project =
        TempProject::workspace().program("alpha", "").program("alpine", "").program("beta", "").ready();
    let names = |arguments: &str| {
        project.cargo_conda("clean").run().success();
        project.cargo_conda("build --no-test").args(arguments).run().success();
        project.channel().check();
        project.channel().names()
    };
    assert_eq!(names("-p beta"), ["beta"]);
    assert_eq!(names("-p al*"), ["alpha", "alpine"]);
    assert_eq!(names("--exclude alpine --exclude beta"), ["alpha"]);
}

#[test]
fn no_test() {
    let tests = "[package.metadata.conda]\ntests = ['test -e no-such-file']";
    let project = TempProject::workspace().program("alpha", tests).ready();
    project.cargo_conda("build").run().code(1);
    project.cargo_conda("build --no-test").run().success();
    assert_eq!(project.channel().names(), ["alpha"]);
}

#[test]
fn output_dir() {
    let project = TempProject::workspace().program("alpha", "").ready();
    let ran =
        project.cargo_conda("build --output-dir ../target/elsewhere").directory("alpha").run().success();
    let channel = Channel::at(&project.root().join("target/elsewhere"));
    channel.check();
    assert_eq!(channel.names(), ["alpha"]);
    assert!(!project.root().join("target/conda").exists());
    // The path is normalised, because clients compare channels by their URLs.
    let install = format!("--channel file://{}/target/elsewhere alpha\n", project.root());
    assert!(ran.stderr.contains(&install), "{}", ran.stderr);
    project.cargo_conda("clean --output-dir target/elsewhere").run().success();
    assert!(!channel.directory().exists());
}

#[test]
fn clean_deletes_all_that_builds_leave() {
    let project = TempProject::workspace().program("alpha", "").ready();
    project.cargo_conda("build").run().success();
    project.write("target/mine", "");
    project.cargo_conda("clean").run().success();
    // The other file is a note of cargo about the compiler.
    let mut left = project.entries("target");
    left.retain(|name| name != ".rustc_info.json");
    assert_eq!(left, ["mine"]);
    project.cargo_conda("clean").run().success();
}

#[test]
fn offline_and_one_job() {
    let project = TempProject::workspace().program("alpha", "").program("beta", "").ready();
    let ran = project.cargo_conda("build --offline -j 1 --format json").run().success();
    let events = ran.json_lines();
    assert_eq!(events[0]["event"], "planned");
    assert_eq!(ran.events("run-started")[0]["jobs"], 1);
    // With one job, a package is finished before the next one starts.
    let order: Vec<_> = events
        .iter()
        .filter(|event| ["package-started", "package-finished"].contains(&event["event"].as_str().unwrap()))
        .map(|event| format!("{} {}", event["event"].as_str().unwrap(), event["name"].as_str().unwrap()))
        .collect();
    assert_eq!(
        order,
        ["package-started alpha", "package-finished alpha", "package-started beta", "package-finished beta"]
    );
}

#[test]
fn json() {
    let project = TempProject::workspace()
        .program("alpha", "")
        .program_with("bad", "", "fn main() { nothing_of_this_name() }\n")
        .ready();
    let ran = project.cargo_conda("build --format json").run().code(1);
    let events = ran.json_lines();
    assert!(events.iter().all(|event| event["schema"] == 1 && event["at"].is_f64()));
    let finished = events.last().unwrap();
    assert_eq!(finished["event"], "finished");
    let counts =
        ["built", "fresh", "failed", "blocked", "unfinished"].map(|key| finished[key].as_u64().unwrap());
    assert_eq!(counts, [1, 0, 1, 0, 0]);
    assert_eq!(finished["interrupted"], false);
    let ends: Vec<_> = events.iter().filter(|event| event["event"] == "package-finished").collect();
    assert_eq!(ends.len(), 2);
    for end in ends {
        let is_built = end["outcome"] == "built";
        assert_eq!(end["name"], if is_built { "alpha" } else { "bad" });
        let path = end[if is_built { "file" } else { "log" }].as_str().unwrap();
        assert!(camino::Utf8Path::new(path).is_file(), "{path}");
    }
    assert!(events.iter().all(|event| event["event"] != "output"));
    let verbose = project.cargo_conda("build --format json -v").run().code(1).json_lines();
    assert!(verbose.iter().any(|event| event["event"] == "output"));
}

#[test]
fn quiet() {
    let project = TempProject::workspace().program("alpha", "").ready();
    let ran = project.cargo_conda("build -q").run().success();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    project.write("alpha/src/main.rs", "fn main() { nothing_of_this_name() }\n");
    let ran = project.cargo_conda("build -q").run().code(1);
    assert!(ran.stderr.contains("error[E0425]"), "{}", ran.stderr);
}

#[test]
fn verbose() {
    let project = TempProject::workspace().program("alpha", "").ready();
    let ran = project.cargo_conda("build -v").run().success();
    let line = format!("alpha |    Compiling alpha v0.1.0 ({}/alpha)", project.root());
    assert!(ran.stderr.contains(&line), "{}", ran.stderr);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn the_callers_flags_for_the_compiler_count() {
    let project = TempProject::workspace()
        .program_with("alpha", "", "fn main() { println!(\"{}\", cfg!(of_the_caller)); }\n")
        .file("alpha/build.rs", "fn main() { println!(\"cargo::rustc-check-cfg=cfg(of_the_caller)\"); }\n")
        .ready();
    let python = Python::of_venv();
    project.cargo_conda("build").env("RUSTFLAGS", "--cfg of_the_caller").run().success();
    let unpacked = unpack(&python, &project.channel().archives()[0]);
    let output = Command::new(unpacked.path("bin/alpha")).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "true\n");
}

#[test]
fn a_build_directory_of_the_workspace_is_left_alone() {
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['demo']\n")
        .program("demo", "")
        .file(".cargo/config.toml", "build.build-dir = 'elsewhere'\n")
        .ready();
    project.cargo_conda("build --no-test").run().success();
    assert!(!project.root().join("elsewhere").exists());
}
