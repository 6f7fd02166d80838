//! Files of extreme size and depth: an error that names the file, and soon.

use std::time::{Duration, Instant};

use crate::support::TempProject;

/// The longest time that an error may take on a busy machine.
const SOON: Duration = Duration::from_mins(1);

fn project(manifest: &str) -> TempProject {
    let project = TempProject::workspace().program("tool", "").ready();
    project.append("tool/Cargo.toml", manifest)
}

/// The message of a plan that is refused.
fn refusal(project: &TempProject, code: i32) -> String {
    let began = Instant::now();
    let ran = project.cargo_conda("plan").run().code(code);
    assert!(began.elapsed() < SOON, "it took {:?}", began.elapsed());
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran.stderr
}

#[test]
fn a_requirement_of_a_megabyte_is_refused_with_its_line() {
    let requirement = format!("zlib >=1{}", ",<2".repeat(350_000));
    let project = project(&format!("[package.metadata.conda]\nhost-dependencies = ['{requirement}']\n"));
    let message = refusal(&project, 2);
    let location = message.lines().find(|line| line.contains("tool/Cargo.toml:")).is_some();
    assert!(location && message.contains("write it in at most 1024 bytes"), "{}", &message[..300]);
}

#[test]
fn a_manifest_of_a_hundred_thousand_brackets_is_refused() {
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let message = refusal(&project(&format!("[package.metadata]\nx = {nested}\n")), 2);
    assert!(message.contains("tool/Cargo.toml"), "{}", &message[..300]);
}

/// Cargo shows the line that it cannot read, which is all of the file.
#[test]
fn a_lock_file_that_a_disk_has_filled_with_zeros_is_refused() {
    let project = project("");
    let file = fs_err::OpenOptions::new().append(true).open(project.root().join("Cargo.lock")).unwrap();
    file.file().set_len(16 * 1024 * 1024).unwrap();
    let message = refusal(&project, 2);
    assert!(message.contains("Cargo.lock"), "{}", &message[..300]);
    assert!(message.len() < 10_000, "the message has {} bytes", message.len());
}
