//! `cargo xtask bench toolchains`: the time of a build with conda's compilers beside the machine's.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::program::{self, Compiled, finished, named};
use super::rounds::median;
use crate::channel;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{announce, output_of};

/// How many times each side runs; the medians are compared.
const ROUNDS: usize = 3;

/// One of the two toolchains.
struct Side {
    name: &'static str,
    /// The arguments of `cargo conda build`.
    arguments: Vec<String>,
}

/// The times of one run, in seconds.
struct Run {
    /// Spent on solving, installing and activating environments.
    environments: f64,
    /// The whole run.
    total: f64,
}

/// Compares cold builds of the same packages with the machine's compilers, and with the same compilers
/// installed from a channel. Apart from the environments both should take the same time.
///
/// `arguments` are passed to `cargo conda build`; without any, `examples/monorepo` is built.
pub(super) fn run(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    channel::make(repository)?;
    let program = program::build(repository, &Compiled::Debug)?;
    let example = repository.root().join("examples").join("monorepo").join("Cargo.toml");
    let example = ["--manifest-path".to_owned(), example.display().to_string()];
    let given: Vec<String> = match arguments {
        [] => example.to_vec(),
        given => given.iter().map(|&argument| argument.to_owned()).collect(),
    };
    let local = repository.root().join("target").join("channel");
    let conda = [
        "--toolchain".to_owned(),
        "conda".to_owned(),
        "--channel".to_owned(),
        local.display().to_string(),
        "--variant-config".to_owned(),
        local.join("variants.yaml").display().to_string(),
    ];
    let sides = [
        Side { name: "system", arguments: given.clone() },
        Side { name: "conda", arguments: given.into_iter().chain(conda).collect() },
    ];
    let mut runs: BTreeMap<&str, Vec<Run>> = BTreeMap::new();
    for round in 1..=ROUNDS {
        // Alternating, so that load from other programs slows both alike.
        for side in &sides {
            let run = build(&program, side)?;
            announce(&format!(
                "round {round}, {}: {:.1} s, {:.1} s of it for environments",
                side.name, run.total, run.environments
            ));
            runs.entry(side.name).or_default().push(run);
        }
    }
    let median_of = |name, of: fn(&Run) -> f64| median(runs[name].iter().map(of));
    let system = median_of("system", |run| run.total);
    let whole = median_of("conda", |run| run.total) / system;
    let without = median_of("conda", |run| run.total - run.environments) / system;
    announce(&format!("conda : system                       {whole:.2}"));
    announce(&format!("conda without environments : system  {without:.2}"));
    Ok(())
}

/// Builds into an empty target directory.
fn build(program: &Path, side: &Side) -> Result<Run, ChoreError> {
    let target = tempfile::tempdir().map_err(ChoreError::File)?;
    let mut command = Command::new(program);
    command.args(["conda", "build", "--no-test", "--format", "json", "--quiet"]).args(&side.arguments);
    let events = output_of(command.env("CARGO_TARGET_DIR", target.path()))?;
    let events = program::events(&events);
    let environments = named(&events, "environment-ready")
        .filter_map(|event| event["seconds"].as_f64())
        // The `sum` of no floats is -0.0, which would be printed.
        .fold(0.0, |sum, seconds| sum + seconds);
    let total = finished(&events, program)?["at"].as_f64().unwrap_or(f64::NAN);
    Ok(Run { environments, total })
}
