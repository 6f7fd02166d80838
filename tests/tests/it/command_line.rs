//! How the program is called, and what it takes relative paths to be relative to.

use std::process::Command;

use crate::support::{CargoConda, TempProject, clean_environment, program};

fn alpha() -> TempProject {
    TempProject::workspace().program("alpha", "").ready()
}

#[test]
fn the_program_may_be_called_without_the_word_conda() {
    let project = alpha();
    let direct = |arguments: &[&str]| {
        let mut command = Command::new(program("cargo-conda"));
        clean_environment(&mut command);
        let output = command.args(arguments).current_dir(project.root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(direct(&["plan"]), direct(&["conda", "plan"]));
    assert_eq!(direct(&["build", "--help"]), direct(&["conda", "build", "--help"]));
    assert!(direct(&["build", "--help"]).contains("Usage: cargo conda build"));
    assert_eq!(direct(&["--version"]), format!("cargo-conda {}\n", env!("CARGO_PKG_VERSION")));
}

/// The target directory of a call, from the refusal of one whose path holds a `$`.
fn target_directory(call: CargoConda) -> String {
    let stderr = call.run().code(2).redacted_stderr();
    let path = stderr.split('`').nth(1).unwrap();
    path.strip_suffix("/conda-build").unwrap_or(path).to_owned()
}

#[test]
fn a_relative_target_directory_is_relative_to_where_the_person_stands() {
    let project = alpha();
    let build = || project.cargo_conda("build").env("CARGO_TARGET_DIR", "out$");
    assert_eq!(target_directory(build()), "[ROOT]/out$");
    assert_eq!(target_directory(build().directory("alpha")), "[ROOT]/alpha/out$");
    let with_manifest = build().directory("alpha/src").args("--manifest-path ../../Cargo.toml");
    assert_eq!(target_directory(with_manifest), "[ROOT]/alpha/src/out$");
}

#[test]
fn a_configured_target_directory_is_relative_to_its_file() {
    let configuration = "[build]\ntarget-dir = 'out$'\n";
    let project = alpha().file("alpha/.cargo/config.toml", configuration);
    let build = project.cargo_conda("build").directory("alpha/src");
    assert_eq!(target_directory(build), "[ROOT]/alpha/out$");
}

#[test]
fn a_relative_output_directory_is_relative_to_where_the_person_stands() {
    let project = alpha();
    project.cargo_conda("build --output-dir channel").directory("alpha").run().success();
    assert!(project.root().join("alpha/channel/noarch/repodata.json").is_file());
}

#[test]
fn a_relative_path_of_a_member_is_relative_to_where_the_person_stands() {
    let project = TempProject::workspace().program("alpha", "").program("beta", "").ready();
    let planned = |arguments: &str, directory: &str| {
        let plan = project.cargo_conda("plan --format json").args(arguments).directory(directory);
        let plan: serde_json::Value = serde_json::from_str(&plan.run().success().stdout).unwrap();
        plan["packages"][0]["crate"].as_str().unwrap().to_owned()
    };
    assert_eq!(planned("-p .", "alpha/src/.."), "alpha");
    assert_eq!(planned("-p ../beta", "alpha"), "beta");
    assert_eq!(planned("-p alpha@0.1", "beta"), "alpha");
    assert_eq!(planned("--exclude .", "alpha"), "beta");
}
