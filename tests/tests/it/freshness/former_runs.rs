//! What former runs left: archives that are lost, packages that failed or were not tested, other checkouts.

use super::{made, project};
use crate::support::TempProject;

#[test]
fn another_checkout_of_the_same_is_fresh() {
    let project = project();
    project.build();
    let other = project.copied();
    assert!(made(&other.build()).is_empty());
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn programs_that_know_their_checkout_are_not_fresh_in_another() {
    let main = "fn main() { println!(env!(\"CARGO_MANIFEST_DIR\")); }\n";
    let project = TempProject::workspace().program_with("tool", "", main).ready();
    project.build();
    assert!(project.made().is_empty());
    let other = project.copied();
    assert_eq!(other.made(), ["tool"]);
    other.says("tool", &format!("{}/tool\n", other.root()));
}

#[test]
fn a_lost_damaged_or_forgotten_archive_is_made_again() {
    let project = project();
    project.build();
    let archive = project.channel().archive("left");
    fs_err::remove_file(&archive).unwrap();
    assert_eq!(project.made(), ["left"]);

    let mut bytes = fs_err::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs_err::write(&archive, bytes).unwrap();
    insta::assert_snapshot!(project.why("left"), @"
    left 0.1.0 has to be built:
      the archive `[ROOT]/target/conda/[PLATFORM]/left-0.1.0-[HASH]_0.conda` is not the one that was published
    ");
    assert_eq!(project.made(), ["left"]);

    let index = archive.with_file_name("repodata.json");
    let text = fs_err::read_to_string(&index).unwrap();
    let damaged = text.replace("\"left-", "\"lift-");
    fs_err::write(&index, &damaged).unwrap();
    assert!(
        project.made().is_empty(),
        "the compressed form shows that the index is damaged, and the archive is not"
    );
    project.channel().check();
    fs_err::write(&index, &damaged).unwrap();
    fs_err::remove_file(index.with_extension("json.zst")).unwrap();
    assert_eq!(project.made(), ["left"]);
    project.channel().check();
    assert!(project.made().is_empty());
}

#[test]
fn what_was_not_tested_is_made_again_to_be_tested() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.cargo_conda("build --no-test").run().success();
    assert!(made(&project.cargo_conda("build --no-test --format json").run().success()).is_empty());
    insta::assert_snapshot!(project.why("tool"), @"
    tool 0.1.0 has to be built:
      it was not tested when it was made
    ");
    assert_eq!(project.made(), ["tool"]);
    assert!(made(&project.cargo_conda("build --no-test --format json").run().success()).is_empty());
}

#[test]
fn what_failed_is_not_fresh() {
    let project = TempProject::workspace().program("tool", "").ready();
    project.build();
    let working = fs_err::read_to_string(project.root().join("tool/src/main.rs")).unwrap();
    let project = project.file("tool/src/main.rs", "fn main() { no such thing }\n");
    project.cargo_conda("build").run().code(1);
    // The channel has the package of these sources again, but its record was deleted.
    let project = project.file("tool/src/main.rs", &working);
    assert_eq!(project.made(), ["tool"]);
    assert!(project.made().is_empty());
}
