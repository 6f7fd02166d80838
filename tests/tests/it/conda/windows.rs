//! Packages for Windows, built on Linux and run in Wine.

use std::process::Command;

use camino::Utf8PathBuf;

use crate::support::{LocalChannel, Program, Python, Ran, TempProject, repository};

const TEXT: &[u8] = b"the same again and again, the same again and again\n";

/// The script that runs a program in Wine.
fn wine() -> Utf8PathBuf {
    repository().join("target/wine/run")
}

/// Builds packages of a sample workspace for Windows, with tests in Wine.
fn build(project: &TempProject, packages: &str) -> Ran {
    let call = project.cargo_conda(&format!("build --target-platform win-64 --format json {packages}"));
    let emulator = format!("win-64={}", wine());
    let call = call.args("--variant c_compiler=gcc").arg("--emulator").arg(&emulator);
    call.conda(&LocalChannel::windows()).run()
}

/// Installs packages of a project, and returns the directory of their programs.
fn install(project: &TempProject, packages: &[&str]) -> Utf8PathBuf {
    let prefix = project.root().join("target/prefix");
    let (built, channel) = (project.channel(), LocalChannel::windows());
    let channels = [built.directory(), channel.directory()];
    Python::of_venv().install_for("win-64", &channels, &prefix, packages);
    prefix.join("Library/bin")
}

fn run(program: &Utf8PathBuf, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    Program::at(program).run_under(Command::new(wine()), arguments, input)
}

#[test]
#[cfg_attr(not(has = "wine"), ignore = "needs `cargo xtask channel cross win-64`")]
fn programs_for_windows_are_tested_and_run() {
    let project = TempProject::sample("monorepo");
    let ran = build(&project, "-p logferry-convert -p logferry-inspect").success();
    let finished = ran.events("package-finished");
    assert_eq!(finished.len(), 2);
    let built = project.channel();
    let mut packages = Vec::new();
    for event in &finished {
        assert_eq!(event["tested"], true, "{event}");
        let name = event["name"].as_str().unwrap();
        // The C library, and none of Visual C++.
        assert_eq!(built.record("win-64", name)["depends"], serde_json::json!(["ucrt >=10.0.20348.0"]));
        packages.push(name);
    }
    let directory = install(&project, &packages);
    let mut programs = Vec::new();
    for entry in directory.read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path();
        let name = path.file_stem().unwrap().to_owned();
        let said = run(&path, &["--version"], b"");
        assert!(String::from_utf8(said).unwrap().starts_with(&name), "{name}");
        programs.push(name);
    }
    programs.sort();
    assert_eq!(programs, ["logferry-cat", "logferry-convert", "logferry-stat"]);
}

#[test]
#[cfg_attr(not(has = "wine"), ignore = "needs `cargo xtask channel cross win-64`")]
fn c_code_is_compiled_for_windows() {
    let project = TempProject::sample("native");
    build(&project, "-p sealbox-pack").success();
    let program = install(&project, &["sealbox-pack"]).join("sealbox-pack.exe");
    assert_eq!(run(&program, &["--unpack"], &run(&program, &[], TEXT)), TEXT);
}

#[test]
#[cfg_attr(not(has = "wine"), ignore = "needs `cargo xtask channel cross win-64`")]
fn a_test_that_fails_in_the_emulator_names_its_command() {
    let project = TempProject::sample("monorepo");
    let manifest = project.root().join("apps/logferry-inspect/Cargo.toml");
    let text = fs_err::read_to_string(&manifest).unwrap();
    let tests = "\n[package.metadata.conda.target.win-64]\ntests = [\"if not defined PREFIX exit /b 3\", \
                 \"logferry-cat --no-such-option\"]\n";
    fs_err::write(&manifest, text + tests).unwrap();
    let ran = build(&project, "-p logferry-inspect").code(1);
    let message = ran.events("package-finished")[0]["error"].to_string();
    assert!(message.contains("`logferry-cat --no-such-option`"), "{message}");
}
