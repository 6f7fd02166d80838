//! Packages that the backend builds, inspected and installed by py-rattler.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{LocalChannel, Pixi, Python, TempProject, platform, unpack};

/// The sample workspace, with a channel and a Python to build it with.
struct Sample {
    project: TempProject,
    channel: LocalChannel,
    python: Python,
}

impl Sample {
    fn new() -> Self {
        let (channel, python) = (LocalChannel::native(), Python::of_venv());
        Self { project: TempProject::sample("pixi-monorepo"), channel, python }
    }

    fn pixi(&self, model: Value, configuration: &Value) -> Pixi {
        Pixi::with(&self.project, "pixi.toml", model, json!({ "configuration": configuration }))
            .channel(&self.channel)
    }
}

fn file(result: &Value) -> &camino::Utf8Path {
    result["output_file"].as_str().unwrap().into()
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn both_programs_are_built_installed_and_run() {
    let sample = Sample::new();
    let mut pixi = sample.pixi(json!({ "name": "tidemark" }), &json!({ "profile": "dist" }));
    let outputs = pixi.outputs();
    let table = pixi.build(&sample.python, "tide-table").unwrap();
    let alarm = pixi.build(&sample.python, "tide-alarm").unwrap();
    let stderr = pixi.end();
    assert!(stderr.contains("Compiling tide-model"), "{stderr}");

    let metadata = &outputs["tide-table"]["metadata"];
    for key in ["name", "version", "build", "subdir"] {
        assert_eq!(table[key], metadata[key], "{key}");
    }
    let name = format!("tide-table-1.4.0-{}.conda", metadata["build"].as_str().unwrap());
    assert_eq!(file(&table).file_name(), Some(name.as_str()));
    let package = unpack(&sample.python, file(&alarm));
    // Run dependencies are those that pixi sent, and the C library that the binary needs.
    let depends = package.json("info/index.json")["depends"].clone();
    let names =
        depends.as_array().unwrap().iter().map(|one| one.as_str().unwrap().split(' ').next().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["tide-table", "__glibc"]);
    assert!(package.files().contains(&"bin/tide-alarm".to_owned()), "{:?}", package.files());

    // Each archive is in a channel of its own.
    let channel = sample.project.root().join("channel");
    let mut join = sample.project.cargo_conda("index --output-dir").arg(&channel);
    for result in [&table, &alarm] {
        join = join.arg(file(result).parent().unwrap().parent().unwrap());
    }
    join.run().success();
    let prefix = sample.project.root().join("installed");
    sample.python.install(&channel, &prefix, &["tide-alarm"]);
    let path = format!("{}:/usr/bin:/bin", prefix.join("bin"));
    let ran =
        Command::new(prefix.join("bin/tide-alarm")).arg("sandhaven").env("PATH", path).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "leave before sandhaven 03:35\n");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn the_archive_has_the_format_that_pixi_asks_for() {
    let sample = Sample::new();
    let mut pixi = sample.pixi(json!({}), &json!({}));
    let format =
        json!({ "packageFormat": { "archiveType": "tar_bz2", "compressionLevel": 1 }, "editable": true });
    let result = pixi.build_with(&sample.python, "tide-table", format).unwrap();
    pixi.end();
    assert!(file(&result).as_str().ends_with(".tar.bz2"), "{result}");
    assert!(unpack(&sample.python, file(&result)).files().contains(&"bin/tide-table".to_owned()));
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_workspace_below_a_long_path_with_a_space_is_built() {
    let mut sample = Sample::new();
    let deep = format!("a place with spaces/{}", "deep".repeat(20));
    sample.project = TempProject::below(&deep).with_sample("pixi-monorepo");
    let cache = tempfile::tempdir().unwrap();
    let rest = json!({ "cacheDirectory": cache.path() });
    let mut pixi = Pixi::with(&sample.project, "pixi.toml", json!({}), rest).channel(&sample.channel);
    let result = pixi.build(&sample.python, "tide-table").unwrap();
    pixi.end();
    assert!(file(&result).starts_with(sample.project.root()), "{result}");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn a_compile_error_fails_its_own_package_only() {
    let sample = Sample::new();
    sample.project.write("apps/tide-table/src/main.rs", "fn main() { nonsense() }\n");
    let mut pixi = sample.pixi(json!({}), &json!({}));
    let error = pixi.build(&sample.python, "tide-table").unwrap_err();
    assert_eq!(error["data"]["message"], "`tide-table` could not be built");
    let causes = [
        "apps/tide-table/src/main.rs:1:13: cannot find function `nonsense` in this scope [E0425]",
        "could not compile `tide-table 1.4.0` (bin \"tide-table\")",
    ];
    assert_eq!(error["data"]["causes"], json!(causes));
    // The next package is built all the same.
    pixi.build(&sample.python, "tide-alarm").unwrap();
    let stderr = pixi.end();
    assert!(stderr.contains("cannot find function `nonsense`"), "{stderr}");
}

#[test]
#[cfg_attr(not(has = "channel"), ignore = "needs `cargo xtask channel`")]
fn an_output_that_is_gone_is_answered_with_those_that_there_are() {
    let sample = Sample::new();
    let mut pixi = sample.pixi(json!({}), &json!({}));
    let output = json!({ "output": { "name": "tide-table", "version": "1.4.0", "build": "h0_0", "subdir": platform(), "variant": {} } });
    let error = pixi.build_with(&sample.python, "tide-table", output).unwrap_err();
    let message = error["data"]["message"].as_str().unwrap();
    assert!(message.starts_with("there is no package `tide-table` h0_0; there is 1.4.0 h"), "{message}");
    pixi.end();
}
