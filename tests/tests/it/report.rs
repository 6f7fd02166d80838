//! `cargo conda report` and `build --report`: the page about a run.

use std::fmt::Write as _;

use camino::Utf8Path;
use serde_json::{Value, json};

use crate::support::{Python, Ran, TempProject};

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

/// The events of a run as large as those of the largest workspaces: 109 packages, 545 crates on 8 processors.
/// The last package fails.
fn large_run() -> String {
    let mut lines = String::new();
    let mut line = |at: f64, event: &str, keys: Value| {
        let mut document = json!({ "schema": 1, "at": at, "event": event });
        document.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        writeln!(lines, "{document}").unwrap();
    };
    let package = |number: u32| {
        let name = format!("package-{number}");
        json!({ "crate": name, "name": name, "version": "1.0.0", "platform": "linux-64" })
    };
    let with = |number: u32, keys: Value| {
        let mut all = package(number);
        all.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        all
    };
    let all: Vec<_> = (0..109).map(package).collect();
    line(0.0, "run-started", json!({ "packages": all, "jobs": 8 }));
    for number in 0..109 {
        let began = f64::from(number) * 0.9;
        line(began, "package-started", package(number));
        line(began, "phase-started", with(number, json!({ "phase": "compiling" })));
        for of_package in 0..5 {
            let began = began + f64::from(of_package) * 0.2;
            let compiled = json!({
                "crate": format!("crate-{}", number * 5 + of_package), "version": "0.1.0", "id": format!("{number}.{of_package}"),
                "kind": "library", "features": ["default", "std"], "size": 123_456, "began": began,
            });
            line(began + 6.5, "crate-compiled", with(number, json!({ "compiled": compiled })));
        }
        line(began + 7.5, "phase-started", with(number, json!({ "phase": "testing" })));
        let outcome = if number == 108 { "failed" } else { "built" };
        let end = json!({
            "outcome": outcome, "build": null, "file": null, "size": 1_234_567, "depends": [], "tested": true,
            "blocked_by": null, "error": "its test failed", "cause": null, "failure": null, "help": null,
            "log": null, "seconds": 8.0,
        });
        line(began + 8.0, "package-finished", with(number, end));
    }
    lines
}

/// What the steps on a page gave, in their order. See `tests/scripts/browser.py`.
fn looked_at(page: &Utf8Path, steps: &Value) -> Vec<Value> {
    let given = Python::of_venv().run_with("browser.py", &[page.as_str()], &steps.to_string());
    let mut given: Vec<Value> = serde_json::from_str(&given).unwrap();
    assert_eq!(given.pop(), Some(json!([])), "nothing is said to the console");
    given.into_iter().filter(|value| !value.is_null()).collect()
}

/// How many rows of a table are shown.
fn shown_rows(section: &str) -> Value {
    json!({ "evaluate": format!("document.querySelectorAll('#{section} tbody tr:not([hidden])').length") })
}

#[test]
#[cfg_attr(not(has = "browser"), ignore = "needs `apt-get install chromium`, and `cargo xtask venv`")]
fn a_browser_shows_a_large_run() {
    let project = TempProject::empty().file("run.jsonl", &large_run());
    project.cargo_conda("report run.jsonl --output run.html").run().success();
    let page = project.root().join("run.html");
    let wide = json!({ "evaluate": "document.documentElement.scrollWidth <= innerWidth" });
    let ground = json!({ "evaluate": "getComputedStyle(document.body).backgroundColor" });
    let picture = |name: &str| json!({ "screenshot": project.root().join(name) });
    let given = looked_at(
        &page,
        &json!([
            { "size": [1280, 900] }, wide, ground, picture("desktop.png"),
            { "size": [390, 844] }, wide, picture("phone.png"),
            { "media": { "prefers-color-scheme": "dark" } }, ground, picture("phone-dark.png"),
            { "size": [1280, 900] }, wide, picture("desktop-dark.png"),
            { "media": { "media": "print" } }, { "evaluate": "getComputedStyle(document.querySelector('nav')).display" },
            picture("print.png"),
            { "evaluate": "performance.getEntriesByType('resource').length" },
        ]),
    );
    let (light, dark) = (json!("rgb(255, 255, 255)"), json!("rgb(13, 17, 23)"));
    assert_eq!(given, [json!(true), light, json!(true), dark, json!(true), json!("none"), json!(0)]);
    for name in ["desktop.png", "phone.png", "phone-dark.png", "desktop-dark.png", "print.png"] {
        assert!(fs_err::metadata(project.root().join(name)).unwrap().len() > 20_000, "{name}");
    }
}

#[test]
#[cfg_attr(not(has = "browser"), ignore = "needs `apt-get install chromium`, and `cargo xtask venv`")]
fn keys_and_a_pointer_lead_through_the_page() {
    let project = TempProject::empty().file("run.jsonl", &large_run());
    project.cargo_conda("report run.jsonl --output run.html").run().success();
    let told = json!({ "evaluate": "document.getElementById('chosen').textContent" });
    let given = looked_at(
        &project.root().join("run.html"),
        &json!([
            { "size": [1280, 900] },
            // A long table is short at first, and whole after a click.
            shown_rows("packages"), shown_rows("crates"), { "click": "#crates .more" }, shown_rows("crates"),
            // A slash leads to the filter.
            { "key": "/" }, { "type": "package-7" }, shown_rows("packages"), shown_rows("crates"),
            { "evaluate": "document.querySelectorAll('.crate:not(.other-one)').length" },
            { "evaluate": "document.getElementById('filter').value = ''; \
                           document.getElementById('filter').dispatchEvent(new Event('input'))" },
            shown_rows("packages"),
            // The pointer chooses a crate, and from there the arrow keys walk in the order of time.
        { "point": "#lanes .crate" }, told,
        { "evaluate": "document.getElementById('lanes').focus({ preventScroll: true })" },
        { "key": "ArrowRight" }, told, { "key": "ArrowLeft" }, { "key": "ArrowLeft" }, told,
        // The links lead to sections that are there.
            { "evaluate": "[...document.querySelectorAll('nav a')].every(a => document.querySelector(a.hash))" },
        ]),
    );
    let of = |number: u32, from: &str, package: u32| {
        json!(format!("crate-{number} 0.1.0, library, 6.5 s, from {from} on, for package-{package}"))
    };
    let (first, second, last) = (of(0, "0.0 s", 0), of(1, "0.2 s", 0), of(544, "1 min 38 s", 108));
    assert_eq!(
        given,
        [
            json!(109),
            json!(15),
            json!(545),
            // 7, and 70 to 79.
            json!(11),
            json!(55),
            json!(55),
            json!(true),
            json!(109),
            first,
            second,
            last,
            json!(true),
        ]
    );
}
