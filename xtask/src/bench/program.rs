//! The program that is measured, and what it writes.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::arguments::Arguments;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// How the program is compiled.
pub(super) enum Compiled {
    /// As everybody has it here: it waits for compilers nearly all of the time.
    Debug,
    /// As it is installed: where its own work counts.
    Release,
}

/// The program that `--program` names, or one made from this checkout.
pub(super) fn program(
    repository: &Repository,
    arguments: &mut Arguments,
    compiled: &Compiled,
) -> Result<PathBuf, ChoreError> {
    match arguments.value("--program")? {
        Some(path) => std::path::absolute(path).map_err(ChoreError::File),
        None => build(repository, compiled),
    }
}

/// Makes the program from this checkout.
pub(super) fn build(repository: &Repository, compiled: &Compiled) -> Result<PathBuf, ChoreError> {
    let target = repository.root().join("target");
    let (profile, directory) = match compiled {
        Compiled::Debug => ("dev", "debug"),
        Compiled::Release => ("release", "release"),
    };
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--workspace", "--locked", "--profile", profile]).current_dir(repository.root());
    step::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join(directory).join("cargo-conda").with_extension(std::env::consts::EXE_EXTENSION))
}

/// The events that `--format json` wrote.
pub(super) fn events(output: &str) -> Vec<Value> {
    output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The events of one kind.
pub(super) fn named<'e>(events: &'e [Value], name: &'static str) -> impl Iterator<Item = &'e Value> {
    events.iter().filter(move |event| event["event"] == name)
}

/// The last event, which counts the packages.
pub(super) fn finished<'e>(events: &'e [Value], program: &Path) -> Result<&'e Value, ChoreError> {
    let end = named(events, "finished").next();
    end.ok_or_else(|| ChoreError::NoEnd { program: program.display().to_string() })
}
