//! Runs each target on stable, with its samples and with random changes of them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::path::{Path, PathBuf};

use cargo_conda_fuzz::TARGETS;
use cargo_conda_test_support::fuzz;

/// The files of a directory of this package, sorted.
fn files(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let entries = fs_err::read_dir(directory).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn run(name: &str, inputs: usize) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let samples: Vec<_> =
        files(&format!("samples/{name}")).iter().map(|file| fs_err::read(file).unwrap()).collect();
    assert!(!samples.is_empty(), "a target needs a sample");
    fuzz(&samples, inputs, target);
}

/// A test for each target, which runs beside the others.
macro_rules! targets {
    ($($name:ident: $inputs:expr,)*) => {
        $(#[test]
        fn $name() {
            run(stringify!($name), $inputs);
        })*

        #[test]
        fn every_target_is_run_here_and_by_libfuzzer() {
            let here = [$(stringify!($name)),*];
            assert_eq!(TARGETS.map(|(name, _)| name), here);
            let programs = files("libfuzzer/fuzz_targets");
            let programs: Vec<_> = programs.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
            assert_eq!(programs, here);
        }
    };
}

targets! {
    configuration: 500,
    license: 2000,
    lock_file: 2000,
    metadata: 300,
    name: 5000,
    requirement: 2000,
    version: 5000,
    workspace: 300,
}
