//! What conda's compilers cost, in terms of the machine's.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::program::{self, Compiled, finished, named};
use super::rounds::median;
use crate::channel;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{announce, output_of};

/// How many times each side is run; the medians count.
const ROUNDS: usize = 3;

/// One side of a comparison.
struct Side {
    name: &'static str,
    arguments: Vec<String>,
}

/// What one run took, in seconds.
struct Run {
    /// Solving, installing and activating environments.
    environments: f64,
    /// All of it.
    total: f64,
}

/// Compares the two toolchains: the same packages, from nothing compiled, with the machine's compilers and with the
/// same compilers out of a channel. Beyond the environments there should be no difference.
///
/// `arguments` go to `cargo conda build`; without any, `examples/monorepo` is built.
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
        // Side by side: whatever else the machine does, it does to both.
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

/// Builds with nothing compiled before.
fn build(program: &Path, side: &Side) -> Result<Run, ChoreError> {
    let target = tempfile::tempdir().map_err(ChoreError::File)?;
    let mut command = Command::new(program);
    command.args(["conda", "build", "--no-test", "--format", "json", "--quiet"]).args(&side.arguments);
    let events = output_of(command.env("CARGO_TARGET_DIR", target.path()))?;
    let events = program::events(&events);
    let environments = named(&events, "environment-ready")
        .filter_map(|event| event["seconds"].as_f64())
        // Not `sum`: that of nothing is a negative nought.
        .fold(0.0, |sum, seconds| sum + seconds);
    let total = finished(&events, program)?["at"].as_f64().unwrap_or(f64::NAN);
    Ok(Run { environments, total })
}
