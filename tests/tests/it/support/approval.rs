//! Other people's programs that read what ours writes, and must not complain.

use std::process::Command;

use cargo_conda_test_support::clean_environment;

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
