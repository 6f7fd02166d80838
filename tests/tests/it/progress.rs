//! The progress of a run: crates and packages that are done, and an estimate of the rest.

use serde_json::{Value, json};

use crate::support::TempProject;

/// The programs `alpha` and `beta`, which share a library.
fn project() -> TempProject {
    let shared = "[dependencies]\nshared.path = '../shared'";
    TempProject::workspace()
        .file("shared/Cargo.toml", "[package]\nname = 'shared'\nversion = '0.1.0'\nedition = '2021'\n")
        .file("shared/src/lib.rs", "pub fn one() -> u32 { 1 }\n")
        .program("alpha", shared)
        .program("beta", shared)
        .ready()
}

/// The events about progress of a build of everything.
fn progress(project: &TempProject) -> Vec<Value> {
    project.cargo_conda("build --format json").run().success().events("progress")
}

/// The crates and packages of an event, and how many of each are done.
fn counts(event: &Value) -> Value {
    json!(["crates_done", "crates", "packages_done", "packages"].map(|key| &event[key]))
}

#[test]
fn a_shared_crate_counts_once_and_the_rest_is_estimated_by_an_earlier_run() {
    let project = project();
    let first = progress(&project);
    assert_eq!(counts(&first[0]), json!([0, 3, 0, 2]));
    assert_eq!(counts(first.last().unwrap()), json!([3, 3, 2, 2]));
    assert!(first.iter().all(|event| event["seconds_left"].is_null()), "nothing was timed: {first:?}");

    project.write("shared/src/lib.rs", "pub fn one() -> u32 { 1 + 0 }\n");
    let second = progress(&project);
    assert_eq!(counts(second.last().unwrap()), json!([3, 3, 2, 2]));
    // With one package done, the crate of the other is left, or is done too.
    let done = second.iter().find(|event| event["packages_done"] == 1).unwrap();
    assert_eq!(done["seconds_left"].is_null(), done["crates_done"] == 3, "{second:?}");

    project.write("beta/src/main.rs", "fn main() {}\n");
    let third = progress(&project);
    assert_eq!(counts(&third[0]), json!([0, 2, 0, 1]), "fresh packages do not count");
    assert_eq!(counts(third.last().unwrap()), json!([2, 2, 1, 1]));
}
