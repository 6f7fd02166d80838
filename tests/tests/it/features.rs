//! Packages that need features which other members of the workspace turn on.

use std::process::Command;

use camino::Utf8Path;

use crate::support::{Python, TempProject, unpack};

/// `lonely` uses an item of `common` that only `rich` turns on; `table` ends its manifest.
fn project(table: &str) -> TempProject {
    let main = "fn main() {\n    println!(\"{}\", common::extra());\n}\n";
    TempProject::workspace()
        .file(
            "common/Cargo.toml",
            "[package]\nname = 'common'\nversion = '0.1.0'\nedition = '2021'\n[features]\nextra = []\nmore = []\n",
        )
        .file(
            "common/src/lib.rs",
            "#[cfg(feature = \"extra\")]\npub fn extra() -> &'static str { \"extra\" }\n\
             pub const MORE: bool = cfg!(feature = \"more\");\n",
        )
        .program_with("rich", "[dependencies]\ncommon = { path = '../common', features = ['extra'] }", main)
        .program_with("lonely", &format!("[dependencies]\ncommon = {{ path = \"../common\" }}\n{table}"), main)
        .ready()
}

const UNITED: &str = "[package.metadata.conda]\nfeatures-of = 'workspace'";

fn said(program: &Utf8Path) -> String {
    String::from_utf8(Command::new(program).output().unwrap().stdout).unwrap()
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_package_with_the_features_of_the_workspace() {
    let python = Python::of_venv();
    let project = project(UNITED);
    let ran = project.cargo_conda("build --format json").run().success();
    let finished = &ran.events("finished")[0];
    assert_eq!(finished["built"], 2);
    // Both packages use one `common` with the feature.
    assert_eq!(finished["compiled_twice"], 0);
    let lonely = unpack(&python, &project.channel().archive("lonely"));
    assert_eq!(lonely.installed(), ["bin/lonely"]);
    assert_eq!(said(&lonely.path("bin/lonely")), "extra\n");

    project.cargo_conda("build").run().success();
    insta::assert_snapshot!(project.cargo_conda("why lonely").run().success().redacted_stdout(), @"lonely 0.1.0 is fresh: [ROOT]/target/conda/[PLATFORM]/lonely-0.1.0-[HASH]_0.conda");
    // The manifest of a member that the package does not compile decides about its features.
    let manifest = project.root().join("rich/Cargo.toml");
    let text = fs_err::read_to_string(&manifest).unwrap();
    project.write("rich/Cargo.toml", &text.replace("['extra']", "['extra', 'more']"));
    insta::assert_snapshot!(project.cargo_conda("why lonely").run().success().redacted_stdout(), @"
    lonely 0.1.0 has to be built:
      `features and dependencies of all members` has changed from f2a383f34a20 to c147d22f0019
      `features of common 0.1.0` has changed from extra to extra, more
    ");
}

#[test]
fn a_package_that_lacks_a_feature_of_another_member_is_told_the_line_to_write() {
    let ran = project("").cargo_conda("build -p lonely").run().code(1);
    let stderr = ran.redacted_stderr();
    for part in [
        "without the feature `extra` of `common`, which `rich` turns on",
        "`common = { path = \"../common\", features = [\"extra\"] }` in lonely/Cargo.toml",
        "`features-of = \"workspace\"` in `[package.metadata.conda]`",
    ] {
        assert!(stderr.contains(part), "{part}\n{stderr}");
    }
    // An error that has nothing to do with features brings no such help.
    let typo = project(UNITED).program_with("typo", "", "fn main() { nothing_of_this_name() }\n").locked();
    let stderr = typo.cargo_conda("build -p typo").run().code(1).redacted_stderr();
    assert!(!stderr.contains("features-of"), "{stderr}");
}
