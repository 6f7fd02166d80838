//! Fuzzes the conversation: messages in any order, with values of any type, in any size, cut off, and no
//! text. Each request gets one response with its id, and no request brings the backend down.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::{TempWorkspace, fuzz, fuzz_share, inputs_or};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Value, json};

/// What pixi 0.77 sends, one message a line; `conda/build_v1` is added, with all of its fields.
const RECORDED: &str = include_str!("../../../../tests/data/pixi-0.77-conversation.jsonl");

/// The names of fields whose values are paths. The backend writes below them.
const PATHS: [&str; 7] = [
    "manifestPath",
    "sourceDirectory",
    "workspaceDirectory",
    "cacheDirectory",
    "workspaceScratchDirectory",
    "workDirectory",
    "outputDirectory",
];

/// The messages of a conversation about a package in `directory`.
fn messages(directory: &Utf8Path) -> Vec<Value> {
    let recorded = RECORDED.lines().map(|line| serde_json::from_str(line).unwrap());
    let dependency = json!({ "spec": { "name": "zlib", "version": ">=1.2" }, "source": { "type": "runExport", "from": "host", "runExport": "zlib" } });
    let record = json!({ "name": "zlib", "version": "1.3", "build": "h0_0", "build_number": 0, "subdir": "linux-64",
        "fn": "zlib-1.3-h0_0.conda", "url": "https://conda.example/linux-64/zlib-1.3-h0_0.conda", "channel": "https://conda.example" });
    let prefix = json!({ "prefix": "/env", "platform": "linux-64", "dependencies": [dependency], "packages": [record] });
    let build = json!({ "jsonrpc": "2.0", "id": 3, "method": "conda/build_v1", "params": {
        "channels": ["https://conda.example"], "buildPrefix": prefix, "hostPrefix": prefix,
        "runDependencies": [dependency], "runConstraints": [], "runExports": { "weak": [dependency], "strong": null },
        "extraDependencies": { "all": [dependency] }, "workDirectory": "/work", "outputDirectory": "/out",
        "output": { "name": "demo", "version": "0.1.0", "build": "h1_0", "subdir": "linux-64", "variant": { "a": "1", "b": true } },
        "packageFormat": { "archiveType": "conda", "compressionLevel": "highest" },
    } });
    let mut messages: Vec<Value> = recorded.chain([build]).collect();
    for message in &mut messages {
        confine(message, directory);
    }
    messages
}

/// Replaces each path by one below a directory of the test's.
fn confine(value: &mut Value, directory: &Utf8Path) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(path) if PATHS.contains(&key.as_str()) => {
                        let inside = if key == "manifestPath" { "pixi.toml" } else { "" };
                        *path = directory.join(inside).into_string();
                    }
                    value => confine(value, directory),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| confine(value, directory)),
        _ => {}
    }
}

/// Holds a conversation and checks what was answered.
fn talk(directory: &Utf8Path, input: &[u8]) {
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let lines = lines.map(|line| match serde_json::from_slice::<Value>(line) {
        Ok(mut message) => {
            confine(&mut message, directory);
            message.to_string().into_bytes()
        }
        Err(_no_json) => line.to_vec(),
    });
    let lines: Vec<_> = lines.collect();
    let mut output = Vec::new();
    super::serve(lines.join(&b'\n').as_slice(), &mut output, Utf8PathBuf::from("/nowhere/pixi-build-cargo"))
        .unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(!output.contains("this is a bug of"), "{output}");
    let answered: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected: Vec<_> = lines.iter().filter_map(|line| id(line)).collect();
    assert_eq!(answered.iter().map(|answer| answer["id"].clone()).collect::<Vec<_>>(), expected);
    for answer in answered {
        assert_eq!(answer["jsonrpc"], "2.0");
        assert!(answer.get("result").is_some() != answer.get("error").is_some(), "{answer}");
        if let Some(error) = answer.get("error") {
            assert!(!error["message"].as_str().unwrap().is_empty());
        }
    }
}

/// The id of the response to a line; `None` for a notification.
fn id(line: &[u8]) -> Option<Value> {
    let Ok(message) = serde_json::from_slice::<Value>(line) else { return Some(Value::Null) };
    let is_request = message.get("method").is_some_and(Value::is_string);
    match message.get("id") {
        None | Some(Value::Null) if is_request => None,
        id => Some(id.cloned().unwrap_or_default()),
    }
}

#[test]
fn fuzz_lines() {
    let directory = TempWorkspace::empty();
    let all: Vec<_> = messages(directory.root()).iter().map(|message| format!("{message}\n")).collect();
    let whole = all.concat();
    let samples: Vec<_> = all.into_iter().chain([whole]).collect();
    fuzz(&samples, 600, |input| talk(directory.root(), input));
}

/// With a workspace to plan and recipes to render. Each message starts cargo, which takes much longer.
#[test]
fn fuzz_lines_about_a_workspace() {
    let workspace = TempWorkspace::empty();
    workspace.write_workspace("members = ['app']\n");
    workspace.write_package("app", "");
    workspace.write("app/src/main.rs", "fn main() {}\n");
    workspace.lock();
    let whole: Vec<_> = messages(workspace.root()).iter().map(|message| format!("{message}\n")).collect();
    fuzz_share(&[whole.concat()], 8, 100, |input| talk(workspace.root(), input));
}

/// A value of any type and of any size.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // Of fractions with many digits, serde_json reads the last one inexactly.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 4.0)),
        "\\PC{0,20}".prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "*",
            "1.0",
            ">=1,<2",
            "../../x",
            "${{ env }}",
            "zlib",
            "linux-64",
            "\u{0}",
            "a\nb"
        ])
        .prop_map(Value::from),
        (1_usize..100_000).prop_map(|length| Value::from("x".repeat(length))),
        (1_usize..3000).prop_map(|depth| Value::from("(>=1,".repeat(depth) + &")".repeat(depth))),
        (1_usize..120).prop_map(|depth| (0..depth).fold(json!(1), |inner, _| json!([inner]))),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let fields = prop::collection::btree_map("[a-zA-Z]{1,8}", inner.clone(), 0..3);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
            fields.prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// One message: which of the recorded ones, and what is put in the place of which of its values.
fn message() -> impl Strategy<Value = (usize, Vec<(u16, Option<Value>)>)> {
    let edit = (any::<u16>(), prop::option::weighted(0.8, value()));
    (0_usize..4, prop_oneof![3 => Just(Vec::new()), 5 => prop::collection::vec(edit, 1..4)])
}

/// Replaces the value with a number, counted from the root, or removes it.
fn edit(value: &mut Value, number: &mut u16, new: Option<&Value>) {
    if *number == 0 {
        *value = new.cloned().unwrap_or_default();
    }
    *number = number.wrapping_sub(1);
    match value {
        _ if *number == u16::MAX => {}
        Value::Object(fields) => {
            let removed = fields.iter_mut().find_map(|(key, value)| {
                let is_this = *number == 0 && new.is_none();
                if *number != u16::MAX {
                    edit(value, number, new);
                }
                is_this.then(|| key.clone())
            });
            removed.and_then(|key| fields.shift_remove(&key));
        }
        Value::Array(values) => {
            for value in values {
                if *number != u16::MAX {
                    edit(value, number, new);
                }
            }
        }
        _ => {}
    }
}

fn values_in(value: &Value) -> u16 {
    let inside: u16 = match value {
        Value::Object(fields) => fields.values().map(values_in).sum(),
        Value::Array(values) => values.iter().map(values_in).sum(),
        _ => 0,
    };
    inside + 1
}

fn conversations() -> u32 {
    u32::try_from(inputs_or(300)).unwrap_or(u32::MAX)
}

proptest! {
    #![proptest_config(Config { cases: conversations(), rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() })]

    #[test]
    fn fuzz_conversations(conversation in prop::collection::vec(message(), 1..6)) {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let recorded = messages(directory);
        let mut input = String::new();
        for (which, edits) in &conversation {
            let mut message = recorded[*which].clone();
            for (number, new) in edits {
                let mut number = number % values_in(&message);
                edit(&mut message, &mut number, new.as_ref());
            }
            input.push_str(&message.to_string());
            input.push('\n');
        }
        talk(directory, input.as_bytes());
    }
}
