//! Plans and events as JSON.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{Blocker, Event, EventKind, Holder, Phase};
use cargo_conda_plan::Plan;
use cargo_conda_report::schema::{EventDocument, Outcome, PlanDocument, SCHEMA, SkipKind};
use cargo_conda_report::{JsonReporter, OutputEvents, Reporter, write_plan_json};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::samples::{
    SCRATCH, c_library_plan, event, label, large_plan, mixed_run, orphans, progressed, python_plan,
    run_finished, small_plan,
};

fn plan_json(plan: &Plan) -> String {
    let mut out = Vec::new();
    write_plan_json(plan, &[], Utf8Path::new("/repo"), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn lines(events: &[Event], output: OutputEvents) -> Vec<String> {
    let mut reporter = JsonReporter::new(Vec::new(), output);
    for event in events {
        reporter.event(event).unwrap();
    }
    let text = String::from_utf8(reporter.into_inner()).unwrap();
    text.lines().map(ToOwned::to_owned).collect()
}

/// The document of the large plan.
fn plan_document() -> Value {
    serde_json::from_str(&plan_json(&large_plan())).unwrap()
}

/// The value of a key in that document.
fn part(key: &str) -> String {
    serde_json::to_string_pretty(&plan_document()[key]).unwrap()
}

#[test]
fn a_plan_document_has_its_keys_in_order() {
    let document = plan_document();
    let keys: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "schema",
            "workspace",
            "summary",
            "packages",
            "skipped",
            "channels",
            "against",
            "remap_paths",
            "warnings"
        ]
    );
    assert_eq!(document["workspace"], "/repo");
    assert_eq!(document["summary"], json!({ "packages": 2, "skipped": 5, "warnings": 2 }));
    assert_eq!(document["channels"], json!(["conda-forge"]));
}

/// The packages of the document: the first one without its files, of which there are many, and of the second
/// one what is different.
fn packages() -> String {
    let mut packages = plan_document()["packages"].clone();
    packages[0]["files"] = json!("…");
    let first = packages[0].clone();
    packages[1].as_object_mut().unwrap().retain(|key, value| first[key] != *value);
    serde_json::to_string_pretty(&packages).unwrap()
}

#[test]
fn packages_of_a_plan_document() {
    assert_snapshot!(packages(), @r#"
    [
      {
        "crate": "ripgrep",
        "name": "ripgrep",
        "version": "14.1.0",
        "build_number": 0,
        "platform": "linux-64",
        "license": "MIT OR Unlicense",
        "summary": "Searches lines.",
        "kind": "programs",
        "c_library": null,
        "python": null,
        "binaries": [
          "rg"
        ],
        "left_out": [
          {
            "binary": "rg-pcre",
            "missing_features": [
              "pcre2"
            ]
          },
          {
            "binary": "bench",
            "missing_features": []
          }
        ],
        "features": [
          "simd"
        ],
        "all_features": false,
        "no_default_features": true,
        "features_of": "workspace",
        "profile": "release",
        "rust_target": "x86_64-unknown-linux-gnu",
        "glibc": "2.17",
        "strip": null,
        "build_dependencies": [],
        "host_dependencies": [],
        "native": [],
        "run_exports": [],
        "run_dependencies": [],
        "files": "…",
        "group": 1,
        "status": "pending"
      },
      {
        "crate": "uutils",
        "name": "uutils",
        "version": "0.1.0.rc.1",
        "platform": "osx-arm64",
        "license": null,
        "summary": null,
        "binaries": [
          "cat",
          "cp",
          "ls",
          "mv",
          "rm"
        ],
        "left_out": [],
        "features": [],
        "no_default_features": false,
        "features_of": "package",
        "profile": "dist",
        "rust_target": "aarch64-apple-darwin",
        "glibc": null,
        "files": [],
        "group": 2
      }
    ]
    "#);
}

#[test]
fn files_of_a_package() {
    assert_eq!(
        plan_document()["packages"][0]["files"],
        json!([
            {
                "path": "share/bash-completion/completions/rg",
                "source": null,
                "command": "COMPLETE=bash rg it's",
                "executable": false,
            },
            {
                "path": "share/man/man1/tool.1",
                "source": "/repo/rg/man/tool.1",
                "command": null,
                "executable": false,
            },
        ])
    );
}

#[test]
fn skipped_members_of_a_plan_document() {
    assert_snapshot!(part("skipped"), @r#"
    [
      {
        "crate": "grep",
        "manifest": "grep/Cargo.toml",
        "kind": "no-binaries",
        "reason": "it has no binary",
        "remedy": null
      },
      {
        "crate": "ignore",
        "manifest": "ignore/Cargo.toml",
        "kind": "no-binaries",
        "reason": "it has no binary",
        "remedy": null
      },
      {
        "crate": "other",
        "manifest": "other/Cargo.toml",
        "kind": "not-requested",
        "reason": "`--package` does not name it",
        "remedy": "`--package other`"
      },
      {
        "crate": "web",
        "manifest": "web/Cargo.toml",
        "kind": "other-platform",
        "reason": "its `web/.cargo/config.toml` builds for wasm32-unknown-unknown",
        "remedy": "`[package.metadata.conda] skip = false` in web/Cargo.toml"
      },
      {
        "crate": "xtask",
        "manifest": "xtask/Cargo.toml",
        "kind": "xtask",
        "reason": "the cargo alias `xtask` runs it",
        "remedy": "`[package.metadata.conda] skip = false` in xtask/Cargo.toml"
      }
    ]
    "#);
}

#[test]
fn warnings_of_a_plan_document() {
    assert_snapshot!(part("warnings"), @r#"
    [
      {
        "message": "uutils: the manifest gives no `license`; channels such as conda-forge refuse such packages; write `license = \"…\"`, or `license.workspace = true` where `[workspace.package]` has it",
        "file": null,
        "line": null,
        "column": null
      },
      {
        "message": "/repo/Cargo.toml:2:1: `debug-dir` is deprecated and has no effect; remove it",
        "file": "/repo/Cargo.toml",
        "line": 2,
        "column": 1
      }
    ]
    "#);
}

#[test]
fn a_plan_document_can_be_read_back() {
    for plan in [small_plan(), large_plan()] {
        let read: PlanDocument = serde_json::from_str(&plan_json(&plan)).unwrap();
        assert_eq!(read, PlanDocument::new(&plan, &[], Utf8Path::new("/repo")));
        assert_eq!(read.schema, SCHEMA);
    }
}

#[test]
fn a_run_is_one_event_a_line() {
    let text = lines(&mixed_run(), OutputEvents::Omitted).join("\n");
    assert_snapshot!(text, @r#"
    {"schema":1,"at":0.0,"event":"run-started","packages":[{"crate":"fd","name":"fd","version":"10.1.0","platform":"linux-64"},{"crate":"broken","name":"broken","version":"0.3.0","platform":"linux-64"},{"crate":"child","name":"child","version":"1.0.0","platform":"linux-64"}],"jobs":2}
    {"schema":1,"at":0.0,"event":"progress","crates_done":0,"crates":5,"packages_done":0,"packages":3,"seconds_left":null}
    {"schema":1,"at":0.001,"event":"package-started","crate":"fd","name":"fd","version":"10.1.0","platform":"linux-64"}
    {"schema":1,"at":0.002,"event":"package-started","crate":"broken","name":"broken","version":"0.3.0","platform":"linux-64"}
    {"schema":1,"at":0.02,"event":"package-finished","crate":"broken","name":"broken","version":"0.3.0","platform":"linux-64","outcome":"failed","url":null,"build":null,"file":null,"size":null,"depends":[],"tested":null,"blocked_by":null,"error":"could not compile `broken 0.3.0` (bin \"broken\"): broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]","cause":"broken/src/main.rs:3:13: cannot find function `missing` in this scope [E0425]","failure":{"kind":"rustc","package":{"id":"path+file:///repo/broken#0.3.0","name":"broken","version":"0.3.0"},"target_kind":"bin","target":"broken","message":"cannot find function `missing` in this scope","code":"E0425","file":"broken/src/main.rs","line":3,"column":13},"help":null,"log":"/repo/target/conda-build/logs/broken.log","seconds":12.345,"crates_compiled":3,"crates_fresh":2}
    {"schema":1,"at":0.02,"event":"progress","crates_done":1,"crates":4,"packages_done":1,"packages":3,"seconds_left":null}
    {"schema":1,"at":0.021,"event":"package-finished","crate":"child","name":"child","version":"1.0.0","platform":"linux-64","outcome":"blocked","url":null,"build":null,"file":null,"size":null,"depends":[],"tested":null,"blocked_by":"broken","error":null,"cause":null,"failure":null,"help":null,"log":null,"seconds":12.345,"crates_compiled":3,"crates_fresh":2}
    {"schema":1,"at":0.021,"event":"progress","crates_done":1,"crates":3,"packages_done":2,"packages":3,"seconds_left":null}
    {"schema":1,"at":0.03,"event":"package-finished","crate":"fd","name":"fd","version":"10.1.0","platform":"linux-64","outcome":"built","url":null,"build":"h0123456_0","file":"/repo/target/conda/linux-64/fd-1.conda","size":2000000,"depends":["__glibc >=2.17"],"tested":true,"blocked_by":null,"error":null,"cause":null,"failure":null,"help":null,"log":null,"seconds":12.345,"crates_compiled":3,"crates_fresh":2}
    {"schema":1,"at":0.03,"event":"progress","crates_done":3,"crates":3,"packages_done":3,"packages":3,"seconds_left":null}
    {"schema":1,"at":0.031,"event":"channel-indexed","channel":"/repo/target/conda"}
    {"schema":1,"at":41.234,"event":"finished","built":1,"fresh":0,"failed":1,"blocked":1,"unfinished":0,"compiled_twice":0,"inventory_differs":0,"interrupted":false,"channel":"/repo/target/conda"}
    "#);
}

#[test]
fn output_is_told_on_request() {
    let told = lines(&mixed_run(), OutputEvents::Included);
    let output: Vec<_> = told.iter().filter(|line| line.contains(r#""event":"output""#)).collect();
    assert_eq!(output.len(), 4);
    assert_eq!(
        serde_json::from_str::<Value>(output[0]).unwrap(),
        json!({
            "schema": 1, "at": 0.01, "event": "output",
            "crate": "fd", "name": "fd", "version": "10.1.0", "platform": "linux-64",
            "line": "   Compiling libc v0.2.170",
        })
    );
}

#[test]
fn progress_is_told_once_a_second_and_when_a_package_is_done() {
    let progress = |at, crates, packages| event(at, progressed((crates, 88), (packages, 2), None));
    let events = [
        progress(0, 0, 0),
        progress(10, 1, 0),
        progress(999, 2, 0),
        progress(1000, 3, 0),
        progress(1500, 40, 1),
        progress(1600, 41, 1),
        progress(2500, 42, 1),
        progress(2501, 88, 2),
    ];
    let told = lines(&events, OutputEvents::Omitted);
    let told = told.iter().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        format!("{} of {} crates, {} packages", line["crates_done"], line["crates"], line["packages_done"])
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "0 of 88 crates, 0 packages",
            "3 of 88 crates, 0 packages",
            "40 of 88 crates, 1 packages",
            "42 of 88 crates, 1 packages",
            "88 of 88 crates, 2 packages",
        ]
    );
}

#[test]
fn rare_events_have_lines_too() {
    let scratch = Utf8PathBuf::from(SCRATCH);
    let run = Holder { pid: 123, since: "2026-01-02T03:04:05Z".to_owned() };
    let unseen = Blocker::Orphans { run: None, processes: Vec::new() };
    let fd = label("fd", "10.1.0");
    let events = [
        event(0, EventKind::Waiting { blocker: Blocker::Run(Some(run.clone())), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: Blocker::Run(None), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: orphans(Some(run)), scratch: scratch.clone() }),
        event(0, EventKind::Waiting { blocker: unseen, scratch }),
        event(4, progressed((37, 88), (1, 4), Some(42))),
        event(5, EventKind::PhaseStarted { package: fd, phase: Phase::Testing }),
        event(7, EventKind::Interrupted { forced: false }),
        run_finished(Vec::new(), true),
    ];
    assert_snapshot!(lines(&events, OutputEvents::Omitted).join("\n"), @r#"
    {"schema":1,"at":0.0,"event":"waiting","pid":123,"since":"2026-01-02T03:04:05Z","orphans":null,"scratch":"/repo/target/conda-build"}
    {"schema":1,"at":0.0,"event":"waiting","pid":null,"since":null,"orphans":null,"scratch":"/repo/target/conda-build"}
    {"schema":1,"at":0.0,"event":"waiting","pid":123,"since":"2026-01-02T03:04:05Z","orphans":[{"pid":456,"program":"cargo"},{"pid":457,"program":"rustc"}],"scratch":"/repo/target/conda-build"}
    {"schema":1,"at":0.0,"event":"waiting","pid":null,"since":null,"orphans":[],"scratch":"/repo/target/conda-build"}
    {"schema":1,"at":0.004,"event":"progress","crates_done":37,"crates":88,"packages_done":1,"packages":4,"seconds_left":42.0}
    {"schema":1,"at":0.005,"event":"phase-started","crate":"fd","name":"fd","version":"10.1.0","platform":"linux-64","phase":"testing"}
    {"schema":1,"at":0.007,"event":"interrupted","forced":false}
    {"schema":1,"at":41.234,"event":"finished","built":0,"fresh":0,"failed":0,"blocked":0,"unfinished":0,"compiled_twice":0,"inventory_differs":0,"interrupted":true,"channel":"/repo/target/conda"}
    "#);
}

#[test]
fn every_line_can_be_read_back() {
    for line in lines(&mixed_run(), OutputEvents::Included) {
        let document: EventDocument = serde_json::from_str(&line).unwrap();
        assert_eq!(serde_json::to_string(&document).unwrap(), line);
    }
}

#[test]
fn words_of_a_later_version_can_be_read() {
    let outcomes: Vec<Outcome> = serde_json::from_str(r#"["built", "postponed"]"#).unwrap();
    assert_eq!(outcomes, [Outcome::Built, Outcome::Other]);
    let kinds: Vec<SkipKind> = serde_json::from_str(r#"["binaries-left-out", "too-heavy"]"#).unwrap();
    assert_eq!(kinds, [SkipKind::BinariesLeftOut, SkipKind::Other]);
}

#[test]
fn the_last_line_counts_every_package() {
    let told = lines(&mixed_run(), OutputEvents::Omitted);
    let last: Value = serde_json::from_str(told.last().unwrap()).unwrap();
    assert_eq!(last["event"], "finished");
    let counted =
        ["built", "fresh", "failed", "blocked", "unfinished"].map(|key| last[key].as_u64().unwrap());
    assert_eq!(counted, [1, 0, 1, 1, 0]);
}

#[test]
fn a_python_extension_in_a_plan_document() {
    let document: Value = serde_json::from_str(&plan_json(&python_plan())).unwrap();
    let of = |index: usize| (&document["packages"][index]["kind"], &document["packages"][index]["python"]);
    assert_eq!(of(0), (&json!("programs"), &Value::Null));
    let described = |name: &str, module: &str, stable_abi: Option<&str>| {
        json!({
            "project": name,
            "module": format!("{module}._native"),
            "stable_abi": stable_abi,
            "entry_points": [format!("{name} = {module}.cli:main")],
        })
    };
    assert_eq!(of(1), (&json!("python-extension"), &described("for-all", "for_all", Some("3.9"))));
    assert_eq!(of(2), (&json!("python-extension"), &described("for-each", "for_each", None)));
}

#[test]
fn a_c_library_in_a_plan_document() {
    let document: Value = serde_json::from_str(&plan_json(&c_library_plan())).unwrap();
    assert_eq!(document["packages"][0]["c_library"], Value::Null);
    assert_snapshot!(serde_json::to_string_pretty(&document["packages"][2]["c_library"]).unwrap(), @r#"
    {
      "evidence": "capi-table",
      "part": "development",
      "library": "adder",
      "soname": "libadder.so.1",
      "pkg_config": "adder",
      "files": [
        "include/adder/adder.h",
        "lib/pkgconfig/adder.pc"
      ],
      "build_script_files": []
    }
    "#);
}

/// Each event has all keys of its type, and no others.
#[test]
fn the_book_shows_events_as_they_are_written() {
    let page = include_str!("../../../../docs/book/src/json.md");
    let events: Vec<_> = page.lines().filter(|line| line.contains("\"event\":")).collect();
    assert!(events.len() > 3);
    for line in events {
        let read: EventDocument = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), line);
    }
}
