//! Runs the tests beside the code as programs of another system.

use std::path::PathBuf;

use serde_json::Value;

use super::system::System;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};
use crate::wine::{WindowsToolchain, Wine};

/// Members whose tests start programs of this machine.
const NOT_COMPILED: [&str; 3] = ["integration-tests", "xtask", "cargo-conda-fuzz"];

/// A program of tests.
#[derive(Debug, PartialEq, Eq)]
struct Program {
    package: String,
    target: String,
    path: PathBuf,
    /// The directory of the package, in which cargo would run the program.
    directory: PathBuf,
}

/// Compiles and runs the tests, and names the programs that failed.
pub(super) fn run(
    repository: &Repository,
    system: &System,
    wine: &Wine,
    toolchain: &WindowsToolchain,
) -> Result<(), ChoreError> {
    let mut cargo = system.cargo(repository, "test");
    cargo.args(["--workspace", "--no-run", "--message-format", "json-render-diagnostics"]);
    cargo.args(NOT_COMPILED.iter().flat_map(|member| ["--exclude", member]));
    let messages = step::output_of(&mut cargo)?;
    let mut failed = Vec::new();
    for Program { package, target, path, directory } in messages.lines().filter_map(program_of) {
        announce(&format!("==== {package} {target}"));
        let mut tests = wine.run(&path);
        toolchain.set(&mut tests);
        // Without this variable, insta asks cargo where the workspace is.
        tests.current_dir(directory).env("INSTA_WORKSPACE_ROOT", repository.root());
        if let Err(error) = step::run(&mut tests) {
            failed.push(format!("{package} {target}: {error}"));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(ChoreError::FailedTests(failed)) }
}

/// The program of tests that a message of cargo's announces; `None` if it announces none.
fn program_of(message: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["profile"]["test"] != true {
        return None;
    }
    let directory = PathBuf::from(message["manifest_path"].as_str()?).parent()?.to_owned();
    Some(Program {
        package: directory.file_name()?.to_string_lossy().into_owned(),
        target: message["target"]["name"].as_str()?.to_owned(),
        path: message["executable"].as_str()?.into(),
        directory,
    })
}

#[cfg(test)]
mod tests {
    use super::{Program, program_of};

    #[test]
    fn programs_of_tests_are_told_from_others() {
        let message = |test: bool| {
            format!(
                r#"{{"manifest_path":"/a/crates/one/Cargo.toml","target":{{"name":"it"}},
                    "profile":{{"test":{test}}},"executable":"/a/target/it.exe"}}"#
            )
        };
        let program = Program {
            package: "one".to_owned(),
            target: "it".to_owned(),
            path: "/a/target/it.exe".into(),
            directory: "/a/crates/one".into(),
        };
        assert_eq!(program_of(&message(true)), Some(program));
        assert_eq!(program_of(&message(false)), None);
        assert_eq!(program_of("not JSON"), None);
    }
}
