//! A run of the program, as its text.

use std::process::Command;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::{sample, step};

/// Where the text says that the sample workspace is.
const SHOWN: &str = "/home/me/monorepo";

/// The verb of lines that a slow build prints now and then; a terminal has bars instead.
const PROGRESS: &str = "    Progress";

/// Builds the sample workspace anew and returns what was printed, with the command before it.
pub(super) fn record(repository: &Repository) -> Result<String, ChoreError> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--package", "cargo-conda"]).current_dir(repository.root());
    step::run(&mut cargo)?;
    let folder = tempfile::tempdir().map_err(ChoreError::File)?;
    sample::copy(repository, folder.path())?;
    let program = repository.root().join("target/debug/cargo-conda");
    let mut build = Command::new(program);
    build.arg("build").current_dir(folder.path());
    build.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").env_remove("CARGO_TARGET_DIR");
    let output = build
        .output()
        .map_err(|source| ChoreError::Start { command: "cargo-conda build".to_owned(), source })?;
    if !output.status.success() {
        let command = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(ChoreError::Failed { command, status: output.status });
    }
    let text = String::from_utf8_lossy(&output.stderr).replace(&*folder.path().to_string_lossy(), SHOWN);
    let lines = text.lines().filter(|line| !line.contains(PROGRESS)).map(|line| format!("{line}\n"));
    Ok(format!("$ cargo conda build\n{}", lines.collect::<String>()))
}
