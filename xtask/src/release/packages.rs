//! Has `cargo-conda` make the conda packages of `cargo-conda` and `pixi-build-cargo`, installs them and
//! builds a workspace with them.

use std::path::Path;
use std::process::Command;

use super::archives::PROGRAMS;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};
use crate::{sample, venv};

/// What has to be in a prefix with both packages, besides the programs.
const INSTALLED: [&str; 3] = [
    "share/man/man1/cargo-conda-build.1",
    "share/bash-completion/completions/cargo-conda",
    "share/zsh/site-functions/_cargo-conda",
];

/// Where what the packages need comes from, if no other channel is named: the workspace's channel.
const CHANNEL: &str = "conda-forge";

/// Makes conda packages of both programs in `target/conda`. Then another conda client installs them into a
/// fresh prefix, and the program in there builds and tests the packages of the sample workspace. What they
/// need comes from `channel`, a directory or a URL; from conda-forge if it is `None`.
pub(crate) fn packages(repository: &Repository, channel: Option<&str>) -> Result<(), ChoreError> {
    venv::make(repository)?;
    let mut cargo = Command::new("cargo");
    step::run(cargo.args(["build", "--locked", "--package", "cargo-conda"]).current_dir(repository.root()))?;
    let target = repository.root().join("target");
    let mut build = Command::new(target.join("debug/cargo-conda"));
    build.arg("build").args(PROGRAMS.iter().flat_map(|program| ["--package", program]));
    build.args(channel.iter().flat_map(|channel| ["--channel", channel]));
    step::run(build.current_dir(repository.root()))?;
    let folder = tempfile::tempdir().map_err(ChoreError::File)?;
    let prefix = folder.path().join("prefix");
    let mut install = Command::new(repository.venv().join("bin/python"));
    install.arg(repository.root().join("tests/scripts/install.py"));
    install.arg("--channel").arg(target.join("conda")).arg("--channel").arg(channel.unwrap_or(CHANNEL));
    install.arg(&prefix).args(PROGRAMS).current_dir(repository.root());
    step::run(&mut install)?;
    check(&prefix)?;
    let workspace = folder.path().join("monorepo");
    sample::copy(repository, &workspace)?;
    let mut build = Command::new(prefix.join("bin/cargo-conda"));
    step::run(build.arg("build").current_dir(&workspace).env_remove("CARGO_TARGET_DIR"))
}

/// Looks for everything that the packages install.
fn check(prefix: &Path) -> Result<(), ChoreError> {
    for file in INSTALLED {
        fs_err::metadata(prefix.join(file)).map_err(ChoreError::File)?;
    }
    for program in PROGRAMS {
        let path = prefix.join("bin").join(program);
        step::run(Command::new(&path).arg("--version"))?;
        let size = fs_err::metadata(&path).map_err(ChoreError::File)?.len();
        announce(&format!("{program}: {size} bytes"));
    }
    Ok(())
}
