//! Everything that has to hold before a change is merged.

use std::process::Command;
use std::time::Instant;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};
use crate::{channel, tidy, venv};

/// A step and how it is done.
type Step = (&'static str, fn(&Repository) -> Result<(), ChoreError>);

/// The manifest of a workspace of its own, as a user's would be.
const EXAMPLE_SCRIPT: &str = "examples/xtask-release/Cargo.toml";

/// Cheap steps first. All cargo steps work on the whole workspace in one target directory and one profile, so that
/// the dependencies are compiled twice and no more: once for running and once for checking.
const STEPS: [Step; 10] = [
    ("tidy", tidy::run),
    // Its dependencies are the workspace's, so that a change of these is easily forgotten there.
    ("lock file of the example script", |repository| {
        cargo(repository, &["fetch", "--locked", "--manifest-path", EXAMPLE_SCRIPT])
    }),
    ("format", |repository| cargo(repository, &["fmt", "--all", "--check"])),
    ("lints", |repository| {
        cargo(repository, &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])
    }),
    ("Python programs", venv::make),
    // After them, because one of the programs goes into the channel.
    ("channel of this machine", channel::make_where_possible),
    // The integration tests run the real binary, which `cargo test` alone would not make. With all targets, because
    // without them tests' own dependencies count for nothing and others are compiled with fewer features.
    ("build", |repository| cargo(repository, &["build", "--workspace", "--all-targets", "--locked"])),
    // A test runs it; compiled here, it is not compiled beside tests that watch the clock.
    ("example script", |repository| {
        cargo(repository, &["build", "--locked", "--manifest-path", EXAMPLE_SCRIPT])
    }),
    ("tests", |repository| cargo(repository, &["test", "--workspace", "--locked", "--no-fail-fast"])),
    ("documentation", |repository| cargo(repository, &["doc", "--workspace", "--no-deps", "--locked"])),
];

/// Takes one step after another; the first that fails is the last.
pub(crate) fn run(repository: &Repository) -> Result<(), ChoreError> {
    let began = Instant::now();
    for (number, (name, step)) in STEPS.iter().enumerate() {
        let began = Instant::now();
        announce(&format!("==== {}/{}: {name}", number + 1, STEPS.len()));
        step(repository)?;
        announce(&format!("==== {name}: {} s", began.elapsed().as_secs()));
    }
    announce(&format!("==== all is well after {} s", began.elapsed().as_secs()));
    Ok(())
}

fn cargo(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(repository.root());
    // One of the integration tests fails in CI if others are ignored for want of what CI makes.
    cargo.env("CI", "true").env("RUSTDOCFLAGS", "-D warnings");
    cargo.env("CARGO_TARGET_DIR", repository.root().join("target"));
    step::run(&mut cargo)
}
