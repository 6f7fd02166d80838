//! The `cargo-conda` that is measured, and the events that it writes.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::arguments::Arguments;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// The profile that the program is compiled with.
pub(super) enum Compiled {
    /// `dev`, for builds: the program waits for compilers nearly all the time, and developers have it
    /// compiled.
    Debug,
    /// `release`, as installed: for runs in which the program's own work counts.
    Release,
}

/// The program that `--program` names, or one built from this checkout.
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

/// Builds the program from this checkout and returns its path.
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

/// The events in the output of `--format json`.
pub(super) fn events(output: &str) -> Vec<Value> {
    output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The events of one kind.
pub(super) fn named<'e>(events: &'e [Value], name: &'static str) -> impl Iterator<Item = &'e Value> {
    events.iter().filter(move |event| event["event"] == name)
}

/// The event `finished`, which counts the packages; an error if the output ends before it.
pub(super) fn finished<'e>(events: &'e [Value], program: &Path) -> Result<&'e Value, ChoreError> {
    let end = named(events, "finished").next();
    end.ok_or_else(|| ChoreError::NoEnd { program: program.display().to_string() })
}
