//! `cargo conda report` and `build --report`: the page about a run.

use serde_json::Value;

use crate::support::{Ran, TempProject};

/// A workspace of two programs and a library that both are linked with.
fn project() -> TempProject {
    let depends = "[dependencies]\nshared = { path = \"../shared\" }\n";
    TempProject::workspace()
        .program("alpha", depends)
        .program("beta", depends)
        .file("shared/Cargo.toml", "[package]\nname = \"shared\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
        .file("shared/src/lib.rs", "")
        .ready()
}

#[test]
fn a_kept_file_gives_the_page_that_the_build_has_written() {
    let project = project();
    let built = project.cargo_conda("build --format json --report run.html").run().success();
    project.write("run.jsonl", &built.stdout);
    let page = fs_err::read_to_string(project.root().join("run.html")).unwrap();
    assert!(page.contains("<title>2 built: "), "{page}");
    let compiled: Vec<_> = built.events("crate-compiled").iter().map(named).collect();
    assert_eq!(compiled.iter().filter(|name| *name == "shared").count(), 1, "{compiled:?}");
    assert!(compiled.contains(&"alpha".to_owned()) && compiled.contains(&"beta".to_owned()), "{compiled:?}");
    let later = project.cargo_conda("report run.jsonl").run().success();
    assert_eq!(later.stdout, page);
    project.cargo_conda("report run.jsonl --output later.html").run().success();
    assert_eq!(fs_err::read_to_string(project.root().join("later.html")).unwrap(), page);
}

/// The crate of an event `crate-compiled`, which has all that a page needs.
fn named(event: &Value) -> String {
    let compiled = &event["compiled"];
    let (began, at) = (compiled["began"].as_f64().unwrap(), event["at"].as_f64().unwrap());
    assert!(0.0 < began && began <= at && compiled["size"].as_u64().unwrap() > 0, "{event}");
    compiled["crate"].as_str().unwrap().to_owned()
}

#[test]
fn a_run_that_failed_has_a_page_too() {
    let project = TempProject::workspace()
        .program("good", "")
        .program_with("broken", "", "fn main() { missing() }")
        .ready();
    project.cargo_conda("build --report run.html").run().code(1);
    let page = fs_err::read_to_string(project.root().join("run.html")).unwrap();
    assert!(page.contains("<title>1 built, 1 failed: "), "{page}");
    assert!(page.contains("cannot find function `missing` in this scope"), "{page}");
}

#[test]
fn what_is_no_run_is_refused() {
    let project = TempProject::empty()
        .file("empty.jsonl", "")
        .file("page.jsonl", "<!DOCTYPE html>\n")
        .file("later.jsonl", "{\"schema\":2,\"at\":0.0,\"event\":\"planned\"}\n");
    let refused = |file: &str| -> Ran { project.cargo_conda(&format!("report {file}")).run().code(2) };
    for file in ["missing.jsonl", "empty.jsonl", "page.jsonl", "later.jsonl"] {
        let ran = refused(file);
        assert_eq!(ran.stdout, "", "{file}");
        insta::assert_snapshot!(format!("refused_{file}"), ran.redacted_stderr());
    }
}
