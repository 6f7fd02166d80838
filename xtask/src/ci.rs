//! `cargo xtask ci`: the checks that a change must pass before it is merged.

use std::process::Command;
use std::time::Instant;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};
use crate::{campaign, channel, deny, glibc, needs, tidy, venv};

/// The name of a step and the function that runs it.
type Step = (&'static str, fn(&Repository) -> Result<(), ChoreError>);

/// The manifest of a sample that uses the library. It is a workspace of its own, as a user's would be.
const EXAMPLE_SCRIPT: &str = "examples/xtask-release/Cargo.toml";

/// The steps in order, cheap ones first. All cargo steps use the whole workspace, one target directory and
/// one profile, so that dependencies are compiled only twice: once for running and once for checking.
const STEPS: [Step; 15] = [
    ("what tests need", needs::say),
    ("tidy", tidy::run),
    // The sample has the dependencies of the workspace in a lock file of its own, which is easily forgotten.
    ("lock file of the example script", |repository| {
        cargo(repository, &["fetch", "--locked", "--manifest-path", EXAMPLE_SCRIPT])
    }),
    ("dependencies", deny::check),
    ("archives for crates.io", archives),
    ("format", |repository| cargo(repository, &["fmt", "--all", "--check"])),
    ("lints", |repository| {
        cargo(repository, &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])
    }),
    ("Python programs", venv::make),
    ("channel of this machine", channel::make_where_possible),
    ("an old glibc", glibc::make_where_possible),
    // The integration tests run the binaries, which `cargo test` does not build. With all targets, because
    // otherwise dev-dependencies are left out of feature resolution and dependencies are compiled again with
    // fewer features.
    ("build", |repository| cargo(repository, &["build", "--workspace", "--all-targets", "--locked"])),
    // A test runs the script. It is compiled before the tests, because some of them are sensitive to load.
    ("example script", |repository| {
        cargo(repository, &["build", "--locked", "--manifest-path", EXAMPLE_SCRIPT])
    }),
    ("tests", |repository| cargo(repository, &["test", "--workspace", "--locked", "--no-fail-fast"])),
    ("campaigns", campaign::run_small),
    ("documentation", |repository| cargo(repository, &["doc", "--workspace", "--no-deps", "--locked"])),
];

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run(repository: &Repository) -> Result<(), ChoreError> {
    let began = Instant::now();
    for (number, (name, step)) in STEPS.iter().enumerate() {
        let began = Instant::now();
        announce(&format!("==== {}/{}: {name}", number + 1, STEPS.len()));
        step(repository)?;
        announce(&format!("==== {name}: {} s", began.elapsed().as_secs()));
    }
    announce(&format!("==== all steps passed after {} s", began.elapsed().as_secs()));
    Ok(())
}

/// The members that are for this repository only.
const NOT_PUBLISHED: [&str; 4] =
    ["cargo-conda-fuzz", "cargo-conda-test-support", "integration-tests", "xtask"];

/// Makes the archive of each crate that others can depend on. They are not compiled: each alone has other
/// features of its dependencies than the workspace, and hundreds of crates would be compiled again.
fn archives(repository: &Repository) -> Result<(), ChoreError> {
    let excluded = NOT_PUBLISHED.iter().flat_map(|name| ["--exclude", name]);
    let package = ["package", "--workspace", "--locked", "--no-verify", "--allow-dirty", "--quiet"];
    cargo(repository, &package.into_iter().chain(excluded).collect::<Vec<_>>())
}

fn cargo(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(repository.root());
    // `CI` makes one of the integration tests fail if others are ignored although an earlier step made what
    // they need.
    cargo.env("CI", "true").env("RUSTDOCFLAGS", "-D warnings");
    cargo.env("CARGO_TARGET_DIR", repository.root().join("target"));
    step::run(&mut cargo)
}
