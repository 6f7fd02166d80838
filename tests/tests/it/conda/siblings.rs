//! Packages of one run that depend on each other.

use crate::support::{LocalChannel, TempProject, platform};

/// A program that runs another one that every system has.
const RUNS_EXPR: &str = r#"
fn main() {
    let output = std::process::Command::new("expr").args(["1", "+", "1"]).output().expect("expr is there");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "2", "another `expr` was run");
}
"#;

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn builds_do_not_run_the_programs_of_others() {
    let channel = LocalChannel::native();
    let project = TempProject::workspace()
        .program("expr", "")
        .program("zeta", "")
        .file("zeta/build.rs", RUNS_EXPR)
        .ready();
    project.cargo_conda("build --no-test").conda(&channel).run().success();
    // Packages of an earlier run are not used either.
    project.write("zeta/build.rs", &format!("{RUNS_EXPR}\n// changed\n"));
    project.cargo_conda("build --no-test").conda(&channel).run().success();
    assert_eq!(project.channel().names(), ["expr", "zeta"]);
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_package_can_pin_another_one_exactly() {
    let channel = LocalChannel::native();
    let pin = "[package.metadata.conda]\nrun-dependencies = [\"${{ pin_subpackage('zeta', exact=True) }}\"]";
    let project = TempProject::workspace().program("alpha", pin).program("zeta", "").ready();
    project.cargo_conda("build").conda(&channel).run().success();
    let record = |name| project.channel().record(platform(), name);
    let zeta = record("zeta");
    let (version, build) = (zeta["version"].as_str().unwrap(), zeta["build"].as_str().unwrap());
    let depends = record("alpha")["depends"].as_array().unwrap().clone();
    assert!(depends.contains(&format!("zeta =={version} {build}").into()), "{depends:?}");
}

#[test]
fn what_pins_another_one_is_made_again_with_it() {
    let pin =
        "[package.metadata.conda]\nrun-dependencies = [\"${{ pin_subpackage('zeta', upper_bound='x.x') }}\"]";
    let project = TempProject::workspace().program("alpha", pin).program("zeta", "").ready();
    project.cargo_conda("build --no-test").run().success();
    let manifest = fs_err::read_to_string(project.root().join("zeta/Cargo.toml")).unwrap();
    let project = project.file("zeta/Cargo.toml", &manifest.replace("0.1.0", "0.2.0")).locked();
    project.cargo_conda("build --no-test").run().success();
    let record = project.channel().record(platform(), "alpha");
    assert_eq!(record["depends"][0], "zeta >=0.2.0,<0.3.0a0");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_platform_without_compilers_does_not_keep_others_from_theirs() {
    let channel = LocalChannel::native();
    let project = TempProject::workspace().program("alpha", "").ready();
    let targets = format!("build --no-test --target-platform {} --target-platform osx-arm64", platform());
    let run = project.cargo_conda(&targets).conda(&channel).run().code(1);
    assert_eq!(project.channel().archives_for(platform()).len(), 1);
    assert!(run.stderr.contains("there is no environment to build it in"), "{}", run.stderr);
    assert!(run.stderr.contains("No candidates were found for"), "{}", run.stderr);
}
