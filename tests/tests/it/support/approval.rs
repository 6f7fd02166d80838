//! Other people's programs that read what ours writes, and must not complain.

use std::process::{Command, Output};

use cargo_conda_test_support::clean_environment;

use super::{Python, TempProject};

/// Runs a program that must succeed without a word of complaint.
#[track_caller]
pub(crate) fn approves(program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    clean_environment(&mut command);
    let output = command.args(arguments).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{program} {arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// What check-jsonschema says of a text by GitHub's schema of workflows.
pub(crate) fn validated_workflow(project: &TempProject, text: &str) -> Output {
    project.write("workflow.yml", text);
    let mut check = Python::of_venv().module("check_jsonschema");
    check.args(["--builtin-schema", "vendor.github-workflows", "workflow.yml"]);
    check.current_dir(project.root()).output().unwrap()
}
