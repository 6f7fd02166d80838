//! The library `cargo-conda`, used by a program in another workspace.

use std::process::Command;

use crate::support::{Channel, TempProject, clean_environment, repository};

/// The target directory of this test, in which the dependencies of the program are already compiled.
fn target_directory() -> camino::Utf8PathBuf {
    let program = camino::Utf8PathBuf::from_path_buf(std::env::current_exe().unwrap()).unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}

#[test]
fn a_release_script_makes_its_channel() {
    let project = TempProject::sample("xtask-release");
    let manifest = fs_err::read_to_string(project.root().join("xtask/Cargo.toml")).unwrap();
    let ours = format!("'{}'", repository().join("crates/cargo-conda"));
    let elsewhere = manifest.replace("\"../../../crates/cargo-conda\"", &ours);
    assert_ne!(manifest, elsewhere, "the path of the library is not where this test looks for it");
    project.write("xtask/Cargo.toml", &elsewhere);

    let mut cargo = Command::new("cargo");
    clean_environment(&mut cargo);
    cargo.env("CARGO_TARGET_DIR", target_directory());
    let output = cargo.args(["xtask"]).current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let channel = Channel::at(&project.root().join("dist/channel"));
    channel.check();
    assert_eq!(channel.names(), ["hello-release"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.trim_end(), channel.archives()[0].as_str());
}
