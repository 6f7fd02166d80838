//! A build sees its environments and the configured variables, and nothing else of the caller's environment.

use std::collections::BTreeMap;

use walkdir::WalkDir;

use crate::support::{LocalChannel, TempProject};

/// A build script that records all variables, and whether a program on the caller's `PATH` is found.
const BUILD_SCRIPT: &str = r#"
use std::{env, fs, path::Path, process::Command};

fn main() {
    let mut lines: Vec<_> = env::vars().map(|(name, value)| format!("{name}={value}")).collect();
    let found = Command::new("acme-tool").output().is_ok();
    lines.push(format!("FOUND_ACME_TOOL={found}"));
    let directory = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&directory).join("variables.txt"), lines.join("\n")).unwrap();
}
"#;

/// A program that panics if a flag of the caller reached the compiler.
const MAIN: &str =
    "fn main() { if cfg!(from_caller) || cfg!(from_home) { panic!(\"a flag came through\") } }\n";

fn project() -> TempProject {
    TempProject::workspace()
        .program_with("alpha", "[package.metadata.conda]\nenv = { GREETING = 'good morning' }", MAIN)
        .file("alpha/build.rs", BUILD_SCRIPT)
        .ready()
}

/// The variables that the build script recorded.
fn seen(project: &TempProject) -> BTreeMap<String, String> {
    let entries = WalkDir::new(project.root().join("target/conda-build/target")).into_iter();
    let mut files = entries.map(Result::unwrap).filter(|entry| entry.file_name() == "variables.txt");
    let file = files.next().unwrap();
    assert!(files.next().is_none(), "the build script ran once");
    let text = fs_err::read_to_string(file.path()).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn variables_of_the_caller_stay_out_and_configured_ones_come_in() {
    let channel = LocalChannel::native();
    let project = project();
    let foreign = [
        ("AWS_SECRET_ACCESS_KEY", "caller-1"),
        ("CARGO_BUILD_RUSTFLAGS", "--cfg from_caller"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "caller-2"),
        ("CC", "caller-3"),
        ("CFLAGS", "caller-4"),
        ("FOO", "caller-5"),
        ("LD_LIBRARY_PATH", "/caller-6"),
        ("PKG_CONFIG_PATH", "/caller-7"),
        ("RUSTFLAGS", "--cfg from_caller"),
    ];
    let call = project.cargo_conda("build").conda(&channel);
    foreign.iter().fold(call, |call, (name, value)| call.env(name, value)).run().success();
    let seen = seen(&project);
    for (name, value) in &seen {
        assert!(!value.contains("caller"), "{name}={value}");
    }
    for name in ["AWS_SECRET_ACCESS_KEY", "FOO"] {
        assert_eq!(seen.get(name), None);
    }
    assert_eq!(seen["GREETING"], "good morning");
    assert!(seen["CC"].contains("conda"), "{}", seen["CC"]);
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_configuration_at_home_does_not_reach_a_build() {
    let channel = LocalChannel::native();
    let home =
        TempProject::empty().file("cargo/config.toml", "[build]\nrustflags = ['--cfg', 'from_home']\n");
    let project = project();
    // The test of the package runs the program, which panics if it was compiled with the flag.
    let call = project.cargo_conda("build").conda(&channel);
    call.env("CARGO_HOME", home.root().join("cargo").as_str()).run().success();
    assert_eq!(project.channel().names(), ["alpha"]);
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn programs_of_the_caller_are_not_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let channel = LocalChannel::native();
    let tools = TempProject::empty().file("acme-tool", "#!/bin/sh\n");
    let mode = std::fs::Permissions::from_mode(0o755);
    fs_err::set_permissions(tools.root().join("acme-tool"), mode).unwrap();
    let path = format!("{}:{}", tools.root(), std::env::var("PATH").unwrap());
    let project = project();
    project.cargo_conda("build").conda(&channel).env("PATH", &path).run().success();
    let seen = seen(&project);
    assert_eq!(seen["FOUND_ACME_TOOL"], "false");
    assert!(!seen["PATH"].contains(tools.root().as_str()), "{}", seen["PATH"]);
}
