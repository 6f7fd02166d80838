//! The programs of a package are those that `cargo install` installs, section for section.
//!
//! The package has one section more: the list of its crates. `cargo install` is told what to strip, and which
//! names stand for directories, as the book says that builds are.

use std::process::Command;

use camino::Utf8Path;
use tempfile::TempDir;

use crate::support::{Python, built_monorepo, clean_environment, sections, tell_as_builds, unpack};

/// Compares a package with the result of `cargo install` from the same sources, with an empty target
/// directory.
fn check(member: &str, binary: &str, flags: &[&str]) {
    let python = Python::of_venv();
    let project = &built_monorepo().project;
    let directory = TempDir::new().unwrap();
    let directory = Utf8Path::from_path(directory.path()).unwrap();
    let mut cargo = Command::new("cargo");
    clean_environment(&mut cargo);
    cargo.args(["install", "--locked", "--no-track", "--path", member]).args(flags);
    cargo.args([
        "--root",
        directory.join("root").as_str(),
        "--target-dir",
        directory.join("target").as_str(),
    ]);
    tell_as_builds(&mut cargo, project.root(), &directory.join("target"));
    let output = cargo.current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let archive = project.channel().archive(Utf8Path::new(member).file_name().unwrap());
    let packaged = unpack(&python, &archive).read(&format!("bin/{binary}"));
    let installed = fs_err::read(directory.join("root/bin").join(binary)).unwrap();
    assert_eq!(sections(&packaged), sections(&installed), "{binary}");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_program_with_default_settings() {
    check("apps/logferry-convert", "logferry-convert", &[]);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn a_program_with_a_feature() {
    check("apps/logferry-collector", "logferry-collector", &["--features", "metrics"]);
}
