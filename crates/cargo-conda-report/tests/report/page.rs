//! The page about a run, made from its events.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use camino::Utf8PathBuf;
use cargo_conda_engine::{CompiledCrate, CompiledKind, Event, EventKind, InstalledProgram, Phase};
use cargo_conda_report::{JsonReporter, NoRun, OutputEvents, Reporter, Run};
use insta::assert_snapshot;

use crate::graph;
use crate::samples::{built, event, finished, label, mixed_run, run_finished, started};

/// What `build --format json` prints for a run.
fn printed(events: &[Event]) -> String {
    let (workspace, plan) = graph::sample();
    let mut reporter = JsonReporter::new(Vec::new(), OutputEvents::Omitted);
    reporter.planned(&workspace, &plan, "2026-11-28T12:00:00Z".to_owned()).unwrap();
    for event in events {
        reporter.event(event).unwrap();
    }
    String::from_utf8(reporter.into_inner()).unwrap()
}

fn page(events: &str) -> String {
    let page = Run::read(events.as_bytes()).unwrap().page().to_string();
    assert_well_formed(&page);
    page
}

/// Checks that every element is closed in the right order, and that no two have the same id.
fn assert_well_formed(page: &str) {
    const EMPTY: [&str; 4] = ["meta", "input", "!DOCTYPE", "br"];
    let (mut open, mut ids) = (Vec::new(), BTreeSet::new());
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap();
        rest = after;
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed by </{name}>");
        } else if !tag.ends_with('/') && !EMPTY.contains(&name) {
            open.push(name);
        }
        if let Some((_, id)) = tag.split_once(" id=\"") {
            let (id, _) = id.split_once('"').unwrap();
            assert!(ids.insert(id), "two elements have the id {id}");
        }
        // Neither is read as elements.
        for raw in ["style", "script"] {
            if name == raw && !tag.starts_with('/') {
                rest = &rest[rest.find(&format!("</{raw}>")).unwrap()..];
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// The texts of a page: of each row or item, the parts joined by `|`.
fn texts(page: &str) -> String {
    let (_, body) = page.split_once("</header>").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    let mut texts = String::new();
    for line in body.replace("</tr>", "</tr>\u{1}").replace('\n', "").split('\u{1}') {
        for part in line.replace("<h2", "\u{1}<h2").replace("<p", "\u{1}<p").split('\u{1}') {
            let words = part.split('<').filter_map(|part| part.split_once('>'));
            let words: Vec<_> = words.map(|(_, text)| text.trim()).filter(|text| !text.is_empty()).collect();
            if !words.is_empty() {
                writeln!(texts, "{}", words.join(" | ")).unwrap();
            }
        }
    }
    texts
}

#[test]
fn a_run_with_a_failure() {
    let events = printed(&mixed_run());
    let page = page(&events);
    assert!(page.contains("<title>1 built, 1 failed, 1 blocked, 1 not started: repo</title>"));
    assert_snapshot!(texts(&page));
}

fn compiled(name: &str, kind: CompiledKind, features: &[&str], began: Option<u64>) -> CompiledCrate {
    CompiledCrate {
        name: name.to_owned(),
        version: Some("1.2.3".to_owned()),
        id: format!("registry+https://example.com#{name}@1.2.3"),
        kind,
        features: features.iter().copied().map(ToOwned::to_owned).collect(),
        size: Some(20_480),
        began: began.map(std::time::Duration::from_millis),
    }
}

/// A run of two packages that compile one crate with different features.
fn run_of_crates() -> Vec<Event> {
    let (fd, rg) = (label("fd", "10.1.0"), label("rg", "14.1.0"));
    let compile =
        |package: &_, compiled| EventKind::CrateCompiled { package: Clone::clone(package), compiled };
    let phase = |package: &_, phase| EventKind::PhaseStarted { package: Clone::clone(package), phase };
    let program = InstalledProgram { file: Utf8PathBuf::from("bin/fd"), size: 3_000_000 };
    let script = CompiledKind::BuildScript;
    vec![
        event(0, EventKind::RunStarted { packages: vec![fd.clone(), rg.clone()], jobs: 1 }),
        event(0, started(&fd)),
        event(0, phase(&fd, Phase::Preparing)),
        event(100, phase(&fd, Phase::Compiling)),
        event(900, compile(&fd, compiled("libc", script, &["std"], Some(200)))),
        event(4000, compile(&fd, compiled("regex", CompiledKind::Library, &["std", "unicode"], Some(900)))),
        event(5000, compile(&fd, compiled("fd", CompiledKind::Program, &[], None))),
        event(5000, EventKind::ProgramsInstalled { package: fd.clone(), programs: vec![program] }),
        event(5000, phase(&fd, Phase::Inspecting)),
        event(5010, started(&rg)),
        event(5010, phase(&rg, Phase::Compiling)),
        event(6000, finished(&fd, &built("fd"))),
        event(8000, compile(&rg, compiled("regex", CompiledKind::Library, &["std"], Some(5100)))),
        event(9000, finished(&rg, &built("rg"))),
        run_finished(vec![(fd, built("fd")), (rg, built("rg"))], false),
    ]
}

#[test]
fn crates_that_were_compiled() {
    assert_snapshot!(texts(&page(&printed(&run_of_crates()))));
}

#[test]
fn what_was_compiled_has_lines() {
    let printed = printed(&run_of_crates());
    let of = |kind: &str| {
        let line = printed.lines().find(|line| line.contains(&format!("\"event\":\"{kind}\""))).unwrap();
        line.replace("\"crate\":\"fd\",\"name\":\"fd\",\"version\":\"10.1.0\",\"platform\":\"linux-64\"", "…")
    };
    assert_snapshot!(of("crate-compiled"), @r#"{"schema":1,"at":0.9,"event":"crate-compiled",…,"compiled":{"crate":"libc","version":"1.2.3","id":"registry+https://example.com#libc@1.2.3","kind":"build-script","features":["std"],"size":20480,"began":0.2}}"#);
    assert_snapshot!(of("programs-installed"), @r#"{"schema":1,"at":5.0,"event":"programs-installed",…,"programs":[{"file":"bin/fd","size":3000000}]}"#);
    let planned: serde_json::Value = serde_json::from_str(&of("planned")).unwrap();
    let keys: Vec<_> = planned.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["schema", "at", "event", "cargo_conda", "time", "members", "plan"]);
    assert_snapshot!(planned["members"].to_string(), @r#"[{"crate":"codegen","dependencies":[]},{"crate":"core","dependencies":[{"crate":"codegen","kind":"build"}]},{"crate":"fd","dependencies":[{"crate":"codegen","kind":"build"},{"crate":"core","kind":"normal"}]},{"crate":"fixtures","dependencies":[{"crate":"core","kind":"normal"}]}]"#);
}

fn refused(events: &str) -> String {
    match Run::read(events.as_bytes()) {
        Ok(_) => "a page".to_owned(),
        Err(NoRun::Malformed { line, source }) => format!("line {line}: {source}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_no_run_is_refused() {
    let finished = printed(&mixed_run()).lines().last().unwrap().replace("\"built\":1,", "");
    for (name, events, message) in [
        ("nothing", "", "there are no events; give what"),
        ("blank lines", "\n\n", "there are no events"),
        (
            "another document",
            "{\n  \"schema\": 1,\n",
            "line 1 is no event of `cargo conda build --format json`, but `{`;",
        ),
        (
            "a page",
            "<!DOCTYPE html>",
            "line 1 is no event of `cargo conda build --format json`, but `<!DOCTYPE html>`",
        ),
        ("text before", "warning: it is late\n", "line 1 is no event"),
        ("a long line", &"x".repeat(100), &format!("but `{}…`", "x".repeat(40))),
        (
            "a later schema",
            "{\"schema\":2,\"at\":0,\"event\":\"planned\"}",
            "line 1 has schema 2, and this version",
        ),
        ("a lack", "{\"schema\":1,\"at\":0,\"event\":\"run-started\"}", "line 1: missing field `packages`"),
        ("another command", &finished, "not those of a build"),
        ("unknown events", "{\"schema\":1,\"at\":0,\"event\":\"package-tested\"}", "not those of a build"),
    ] {
        let refused = refused(events);
        assert!(refused.contains(message), "{name}: {refused}");
    }
}

#[test]
fn what_a_killed_run_has_left_is_drawn() {
    let events = printed(&mixed_run());
    let whole: Vec<_> = events.lines().take(5).collect();
    let killed = page(&(whole.join("\n") + "\n"));
    assert!(killed.contains("The events have no end"));
    assert!(killed.contains("<title>2 unfinished, 2 not started: repo</title>"), "{killed}");
    let cut = page(&format!("{}\n{}", whole.join("\n"), "{\"schema\":1,\"at\":0.01,\"ev"));
    assert!(cut.contains("The last line of the events is not whole"));
    // With the end of a line it is no cut.
    assert!(
        refused(&format!("{}\n{}\n", whole.join("\n"), "{\"schema\":1,\"at\":0.01,\"ev"))
            .contains("line 6 is no event")
    );
}

#[test]
fn what_a_later_version_adds_is_left_out() {
    let events = printed(&mixed_run());
    let added = events.replace("{\"schema\":1,", "{\"schema\":1,\"new\":[1],").replace(
        "{\"schema\":1,\"new\":[1],\"at\":0.0,\"event\":\"run-started\"",
        "{\"schema\":1,\"at\":0.0,\"event\":\"invented\",\"key\":{}}\n{\"schema\":1,\"at\":0.0,\"event\":\"run-started\"",
    );
    assert!(added.contains("invented"));
    assert_eq!(page(&added), page(&events));
}

#[test]
fn of_several_runs_the_last_one_counts() {
    let (first, second) = (printed(&mixed_run()), printed(&run_of_crates()));
    assert_eq!(page(&(first + &second)), page(&second));
}

/// The author of a manifest must not be able to write the page.
#[test]
fn nothing_of_the_events_becomes_markup() {
    let hostile = "</title></script><script>alert('x')</script><img src=x onerror=alert(1)>";
    let json = serde_json::to_string(hostile).unwrap();
    let json = json.trim_matches('"');
    let events = printed(&mixed_run()) + &printed(&run_of_crates());
    let words = ["fd", "regex", "unicode", "linux-64", "it has no binary", "MIT", "preparing", "codegen"];
    for word in words {
        let page = page(&events.replace(&format!("\"{word}\""), &format!("\"{json}\"")));
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{word}");
        assert!(!page.contains("<script>alert") && !page.contains("<img"), "{word}");
    }
}

/// 109 packages and 500 crates, as in the largest workspaces.
#[test]
fn a_large_run_stays_small() {
    let labels: Vec<_> = (0..109).map(|number| label(&format!("package-{number}"), "1.0.0")).collect();
    let mut events = vec![event(0, EventKind::RunStarted { packages: labels.clone(), jobs: 8 })];
    for (number, package) in (0..).zip(&labels) {
        events.push(event(number * 900, started(package)));
        for of_package in 0..5 {
            let began = number * 900 + of_package * 150;
            let name = format!("crate-{}", number * 5 + of_package);
            let compiled = compiled(&name, CompiledKind::Library, &["default", "std"], Some(began));
            events.push(event(began + 700, EventKind::CrateCompiled { package: package.clone(), compiled }));
        }
        events.push(event(number * 900 + 2000, finished(package, &built("x"))));
    }
    let page = page(&printed(&events));
    assert!(page.len() < 600_000, "{} bytes", page.len());
}
