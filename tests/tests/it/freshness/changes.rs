//! Changes of every kind of input: each makes the packages that it concerns, and nothing else.

use std::path::PathBuf;
use std::time::SystemTime;

use camino::Utf8Path;
use walkdir::WalkDir;

use super::{made, project, set_time};
use crate::support::TempProject;

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn each_change_makes_what_it_concerns_and_nothing_else() {
    let project = project();
    assert_eq!(project.made(), ["alone", "left", "right"]);
    assert!(project.made().is_empty());

    for path in sources(project.root()) {
        set_time(path, SystemTime::now());
    }
    assert!(project.made().is_empty(), "touching changes nothing");
    let project = project
        .append("Cargo.toml", "# a remark")
        .append("left/Cargo.toml", "[package.metadata.other]\nkey = 1")
        .file("left/notes.txt", "To do.\n")
        .file("left/tests/it.rs", "#[test]\nfn it() {}\n");
    assert!(project.made().is_empty(), "nothing of this is in a program");

    let project = project.file("common/src/lib.rs", "pub const WORD: &str = \"two\";\n");
    assert_eq!(project.made(), ["left", "right"]);
    let project = project.file("right/word.txt", "other word");
    assert_eq!(project.made(), ["right"]);
    project.says("right", "two other word\n");
    let project = project.append("left/Cargo.toml", "[package.metadata.conda]\nbuild-number = 7");
    assert_eq!(project.made(), ["left"]);
    let project = project.append("Cargo.toml", "[profile.release]\ndebug-assertions = true");
    assert_eq!(project.made(), ["alone", "left", "right"]);
    assert!(project.made().is_empty());
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_bump_in_the_lock_file_makes_what_uses_it() {
    let project = project();
    project.build();
    let project = project.vendored("1.0.2").locked();
    insta::assert_snapshot!(project.why("alone left"), @"
    alone 0.1.0 has to be built:
      `alone 0.1.0` in `Cargo.lock` has changed
      `itoan 1.0.1` is not in `Cargo.lock` any more; there is 1.0.2
    left 0.1.0 is fresh: [ROOT]/target/conda/[PLATFORM]/left-0.1.0-[HASH]_0.conda
    ");
    assert_eq!(project.made(), ["alone"]);
    project.says("alone", "1.0.2\n");
}

#[test]
fn every_configuration_that_cargo_reads_counts() {
    let project = project();
    project.build();
    let flags = "[build]\nrustflags = ['-Cdebug-assertions']\n";
    let project = project.file("left/.cargo/config.toml", flags);
    assert_eq!(project.made(), ["left"]);
    let home = project.root().join("target/home");
    let in_home = |project: &TempProject| {
        let call = project.cargo_conda("build --format json").env("CARGO_HOME", home.as_str());
        made(&call.run().success())
    };
    assert!(in_home(&project).is_empty(), "an empty home is as good as one without configuration");
    let project = project.file("target/home/config.toml", flags);
    assert_eq!(in_home(&project), ["alone", "left", "right"]);
    let resolver = fs_err::read_to_string(project.root().join("Cargo.toml")).unwrap();
    let project = project.file("Cargo.toml", &resolver.replace("resolver = '3'", "resolver = '1'"));
    assert_eq!(in_home(&project), ["alone", "left", "right"]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
pub(crate) fn a_build_script_that_declares_nothing_may_read_all_of_its_package() {
    let script = "fn main() {\n\
        let word = std::fs::read_to_string(\"data/word.txt\").unwrap();\n\
        println!(\"cargo::rustc-env=WORD={word}\");\n}\n";
    let project = TempProject::workspace()
        .program_with("tool", "", "fn main() { println!(env!(\"WORD\")); }\n")
        .file("tool/build.rs", script)
        .file("tool/data/word.txt", "one")
        .ready();
    project.build();
    assert!(project.made().is_empty());
    let project = project.file("tool/data/word.txt", "two");
    assert_eq!(project.made(), ["tool"]);
    project.says("tool", "two\n");
}

/// Two programs over a library whose build script declares its inputs, built in the build directory's new
/// layout.
fn in_the_new_layout() -> TempProject {
    let uses_common = "[dependencies]\ncommon.path = '../common'";
    let script = "fn main() {\n\
        println!(\"cargo::rerun-if-changed=build.rs\");\n\
        println!(\"cargo::rustc-env=WORD=one\");\n}\n";
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['left', 'right', 'common']\n")
        .file("rust-toolchain.toml", "[toolchain]\nchannel = 'nightly'\n")
        .file(".cargo/config.toml", "[unstable]\nbuild-dir-new-layout = true\n")
        .program_with("left", uses_common, "fn main() { println!(\"left {}\", common::WORD); }\n")
        .program_with("right", uses_common, "fn main() { println!(\"right {}\", common::WORD); }\n")
        .file("common/Cargo.toml", "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("common/build.rs", script)
        .file("common/src/lib.rs", "pub const WORD: &str = env!(\"WORD\");\n")
        .ready()
}

#[test]
#[cfg_attr(not(has = "nightly"), ignore = "needs rustup's toolchain `nightly`")]
fn the_new_layout_of_the_build_directory_is_known() {
    let project = in_the_new_layout();
    let made = |project: &TempProject| {
        let run = project.cargo_conda("build --no-test --format json").env_remove("RUSTUP_TOOLCHAIN").run();
        made(&run.success())
    };
    assert_eq!(made(&project), ["left", "right"]);
    let mut made_by_cargo = WalkDir::new(project.root().join("target")).into_iter().map(Result::unwrap);
    assert!(!made_by_cargo.any(|entry| entry.file_name() == ".fingerprint"), "this is the former layout");
    let project = project.file("common/notes.txt", "To do.\n");
    assert!(made(&project).is_empty(), "the build script has declared that it does not read this file");
    let script =
        "fn main() { println!(\"cargo::rerun-if-changed=build.rs\\ncargo::rustc-env=WORD=two\"); }\n";
    let project = project.file("common/build.rs", script);
    assert_eq!(made(&project), ["left", "right"]);
}

#[test]
fn variables_features_and_force_count() {
    let project = TempProject::workspace().program("tool", "[features]\nfast = []").ready();
    project.build();
    let flags = |project: &TempProject| {
        project.cargo_conda("build --format json").env("RUSTFLAGS", "-Cdebug-assertions").run().success()
    };
    assert_eq!(made(&flags(&project)), ["tool"]);
    assert!(made(&flags(&project)).is_empty());
    assert_eq!(project.made(), ["tool"], "without the flags");
    let fast = project.cargo_conda("why tool -F fast").run().success();
    insta::assert_snapshot!(fast.redacted_stdout(), @r#"
    tool 0.1.0 has to be built:
      `build.script.content` has changed from ["cargo install --locked --no-track --force --root \"$PREFIX\" --path tool --message-format json 2>&1"] to ["cargo install --locked --no-track --force --root \"$PREFIX\" --path tool --message-format json --features fast 2>&1"]
    "#);
    let forced = project.cargo_conda("build --force --format json").run().success();
    assert_eq!(made(&forced), ["tool"]);
}

#[test]
fn plans_say_what_is_fresh() {
    let project = project();
    project.build();
    let project = project.file("right/word.txt", "other word");
    let plan = project.cargo_conda("plan --format json").run().success();
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let statuses: Vec<_> =
        plan["packages"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["fresh", "fresh", "pending"]);
    let table = project.cargo_conda("plan").run().success();
    assert!(table.stdout.lines().next().unwrap().ends_with("status"), "{}", table.stdout);
    let why = project.cargo_conda("why --format json right").run().success();
    let why: serde_json::Value = serde_json::from_str(&why.stdout).unwrap();
    assert_eq!(why["packages"][0]["causes"][0]["kind"], "file");
    assert_eq!(why["packages"][0]["causes"][0]["name"], "right/word.txt");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn an_included_configuration_file_is_an_input_at_any_depth() {
    let inner = |word: &str| format!("[env]\nWORD = '{word}'\n");
    let project = TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['app']\n")
        .program_with("app", "", "fn main() { print!(\"{}\", env!(\"WORD\")); }\n")
        .file(".cargo/config.toml", "include = ['outer.toml', { path = 'later.toml', optional = true }]\n")
        .file(".cargo/outer.toml", "include = ['inner.toml']\n")
        .file(".cargo/inner.toml", &inner("one"))
        .ready();
    assert_eq!(project.made(), ["app"]);
    project.says("app", "one");
    assert!(project.made().is_empty());

    let project = project.file(".cargo/inner.toml", &inner("two"));
    insta::assert_snapshot!(project.why("app"), @r"
    app 0.1.0 has to be built:
      `.cargo/inner.toml` has changed
    ");
    assert_eq!(project.made(), ["app"]);
    project.says("app", "two");

    // The later file of the list wins, from the moment at which it appears.
    let project = project.file(".cargo/later.toml", &inner("three"));
    assert_eq!(project.made(), ["app"]);
    project.says("app", "three");
}

fn sources(root: &Utf8Path) -> impl Iterator<Item = PathBuf> {
    let entries = WalkDir::new(root).into_iter().filter_entry(|entry| entry.file_name() != "target");
    entries.map(Result::unwrap).filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}
