//! `cargo xtask fuzz`: runs a fuzz target under libFuzzer.
//!
//! `cargo test -p cargo-conda-fuzz` runs the same targets on stable, with a few inputs.

use std::process::Command;

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// The package with the programs, which `cargo fuzz` compiles.
const PROGRAMS: &str = "tests/fuzz/libfuzzer";

/// The number of inputs of a run that gives none.
const INPUTS: &str = "10000";

/// The longest input, in bytes.
const LONGEST: &str = "16384";

/// Runs the target `name` with a number of inputs; without a name, lists the targets.
pub(crate) fn run(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let (name, inputs) = match arguments {
        [] => return list(repository),
        [name] => (*name, INPUTS),
        [name, inputs] => (*name, *inputs),
        _ => return Err(ChoreError::Usage { help: "Usage: cargo xtask fuzz [<target> [<inputs>]]\n" }),
    };
    // The versions of dependencies are those of the workspace. cargo adds libFuzzer's and drops the others.
    let lock_file = format!("{PROGRAMS}/Cargo.lock");
    fs_err::copy(repository.root().join("Cargo.lock"), repository.root().join(lock_file))
        .map_err(ChoreError::File)?;
    let corpus = repository.root().join("target/fuzz-corpus").join(name);
    fs_err::create_dir_all(&corpus).map_err(ChoreError::File)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["+nightly", "fuzz", "run", "--fuzz-dir", PROGRAMS, "--target-dir", "target/fuzz", name]);
    cargo.arg(&corpus).arg(format!("tests/fuzz/samples/{name}"));
    cargo.args(["--", &format!("-runs={inputs}"), &format!("-max_len={LONGEST}"), "-seed=1", "-timeout=20"]);
    // This program was started by a cargo of another toolchain, whose variables would reach the nightly one.
    cargo.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").current_dir(repository.root());
    step::run(&mut cargo)
}

fn list(repository: &Repository) -> Result<(), ChoreError> {
    let start = format!("{PROGRAMS}/fuzz_targets/");
    let files = repository.files()?;
    let names = files.iter().filter_map(|file| file.strip_prefix(&start)?.strip_suffix(".rs"));
    names.for_each(announce);
    Ok(())
}
