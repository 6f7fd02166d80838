//! What must never happen: foreign files deleted, credentials left behind, a failure reported as success.

use std::process::Stdio;

use walkdir::WalkDir;

use crate::support::TempProject;

#[test]
fn clean_deletes_no_directory_that_is_no_channel() {
    let project = TempProject::workspace()
        .program("tool", "")
        .ready()
        .file("target/precious/thesis.txt", "years of work");
    let ran = project.cargo_conda("clean --output-dir target/precious").run().code(2);
    assert!(ran.stderr.contains("is no channel"), "{}", ran.stderr);
    assert_eq!(project.entries("target/precious"), ["thesis.txt"]);
}

#[test]
fn clean_with_an_age_deletes_what_no_build_has_used_for_so_long_and_keeps_the_channel() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.cargo_conda("build --no-test").run().success();
    let archives = || project.channel().archives();
    let (before, scratch) = (archives(), ["logs", "records", "target"]);
    project.cargo_conda("clean --older-than 1h").run().success();
    let entries = |folder| project.entries(&format!("target/conda-build/{folder}")).len();
    assert_eq!(scratch.map(entries), [1, 1, 1]);
    // Times of last uses are whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let ran = project.cargo_conda("clean --older-than 0s").run().success();
    assert_eq!(ran.stderr.lines().count(), 3, "{}", ran.stderr);
    assert_eq!(scratch.map(entries), [0, 0, 0]);
    assert_eq!(archives(), before);
    let ran = project.cargo_conda("clean --older-than 7").run().code(2);
    assert!(ran.stderr.contains("`7d`"), "{}", ran.stderr);
}

#[test]
fn credentials_do_not_reach_a_build() {
    // The build fails, so that its directories are kept and can be searched.
    let project = TempProject::workspace().program_with("broken", "", "fn main() { no such thing }").ready();
    let ran = project
        .cargo_conda("build")
        .env("CARGO_REGISTRY_TOKEN", "hush-hush")
        .env("CARGO_REGISTRIES_ACME_TOKEN", "hush-hush")
        .run()
        .code(1);
    assert!(!ran.stderr.contains("hush-hush"));
    let mut read = 0;
    for entry in WalkDir::new(project.root().join("target/conda-build/packages")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let text = fs_err::read(entry.path()).unwrap();
            assert!(!String::from_utf8_lossy(&text).contains("hush-hush"), "{}", entry.path().display());
            read += 1;
        }
    }
    assert!(read > 0, "the build has left nothing to look at");
}

/// A reader such as `head` closes the pipe early. The run ends without its result, so the exit code is not 0.
#[test]
fn a_closed_pipe_is_no_success() {
    let project = TempProject::workspace().program("tool", "").ready();
    let mut command = project.cargo_conda("build --format json").into_command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
