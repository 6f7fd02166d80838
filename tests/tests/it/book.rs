//! What the book shows is what there is.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use crate::support::{TempProject, built_monorepo, redact, repository};

fn page(name: &str) -> String {
    fs_err::read_to_string(repository().join("docs/book/src").join(name)).unwrap()
}

#[test]
fn every_file_beside_the_channel_has_a_row() {
    let page = page("directories.md");
    let scratch = built_monorepo().project.root().join("target/conda-build");
    let mut missing = BTreeSet::new();
    let entries = |directory: &str| scratch.join(directory).read_dir_utf8().unwrap().map(Result::unwrap);
    let groups = entries("target").filter(|entry| entry.path().is_dir());
    let of_groups = groups.flat_map(|group| group.into_path().read_dir_utf8().unwrap().map(Result::unwrap));
    for entry in entries("").chain(of_groups) {
        // What cargo writes is cargo's to describe.
        let is_cargos = ["CACHEDIR.TAG", ".rustc_info.json"].contains(&entry.file_name())
            || entry.path().join(".fingerprint").is_dir();
        let quoted = [format!("/{}`", entry.file_name()), format!("/{}/", entry.file_name())];
        if !is_cargos && !quoted.iter().any(|name| page.contains(name)) {
            missing.insert(entry.file_name().to_owned());
        }
    }
    assert_eq!(missing, BTreeSet::new(), "docs/book/src/directories.md has no row for them");
}

#[test]
fn the_picture_of_a_run_shows_what_a_build_prints() {
    let recorded = fs_err::read_to_string(repository().join("docs/picture/run.ansi")).unwrap();
    let plain = Regex::new("\u{1b}\\[[0-9;]*m").unwrap().replace_all(&recorded, "");
    // Packages are built side by side, so the order of lines differs. A slow build prints its progress too.
    let sorted = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("    Progress"));
        let mut lines: Vec<_> = lines.map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    let shown =
        sorted(redact("/home/me/monorepo".into(), &plain).strip_prefix("$ cargo conda build\n").unwrap());
    assert_eq!(shown, sorted(&built_monorepo().run.redacted_stderr()), "run `cargo xtask picture`");
}

#[test]
fn the_package_of_a_plan_has_the_keys_that_are_printed() {
    let project = TempProject::sample("monorepo");
    let ran = project.cargo_conda("plan --format json -p logferry-inspect").run().success();
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    let page = page("json.md");
    let samples = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let samples: Vec<Value> = samples.filter_map(|sample| serde_json::from_str(sample).ok()).collect();
    let sample = samples.iter().find(|sample| sample["crate"] == "logferry-inspect").unwrap();
    let keys = |object: &Value| -> Vec<String> { object.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(sample), keys(&plan["packages"][0]));
}
