//! Cases in which pixi's own backend for Rust goes wrong, and this backend does not.
//!
//! Its behaviour was read in its source, version 0.5.6:
//! <https://github.com/prefix-dev/pixi/tree/main/crates/pixi_build_rust>.

use serde_json::{Value, json};

use crate::support::{Pixi, TempProject};

/// The only output of a project.
fn output(project: &TempProject, manifest: &str, model: Value) -> Value {
    let mut pixi = Pixi::with(project, manifest, model, json!({}));
    let mut outputs = pixi.outputs();
    pixi.end();
    assert_eq!(outputs.len(), 1, "{:?}", outputs.keys());
    outputs.values_mut().next().unwrap().take()
}

/// The recipe of the only output of a project.
fn recipe(project: &TempProject) -> String {
    let recipes = ".pixi/meta-v0/work/debug/recipe";
    let folder = project.root().join(recipes).join(&project.entries(recipes)[0]);
    fs_err::read_to_string(folder.join("recipe.yaml")).unwrap()
}

#[test]
fn an_old_licence_expression_and_an_inherited_licence_file_are_kept() {
    let project = TempProject::empty()
        .with_workspace("[workspace.package]\nlicense-file = 'legal/TERMS.txt'")
        .file("legal/TERMS.txt", "All of them.\n")
        .file("tool/Cargo.toml", "[package]\nname = 'tool'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT/Apache-2.0'\nlicense-file.workspace = true\n")
        .file("tool/src/main.rs", "fn main() {}\n")
        .file("tool/pixi.toml", "")
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['tool']\n[workspace.package]\nlicense-file = 'legal/TERMS.txt'\n")
        .locked();
    let output = output(&project, "tool/pixi.toml", json!({ "name": "tool" }));
    assert_eq!(output["metadata"]["license"], "MIT OR Apache-2.0");
    assert!(recipe(&project).contains("legal/TERMS.txt"), "{}", recipe(&project));
}

#[test]
fn a_pre_release_has_no_hyphen() {
    let manifest = "[package]\nname = 'tool'\nversion = '1.0.0-alpha.1'\nedition = '2021'\nlicense = 'MIT'\n[workspace]\n";
    let project = TempProject::empty()
        .file("Cargo.toml", manifest)
        .file("src/main.rs", "fn main() {}\n")
        .file("pixi.toml", "")
        .ready();
    assert_eq!(output(&project, "pixi.toml", json!({}))["metadata"]["version"], "1.0.0.alpha.1");
    // The same holds for a version from pixi's manifest.
    let model = json!({ "version": "2.0.0-beta.2" });
    assert_eq!(output(&project, "pixi.toml", model)["metadata"]["version"], "2.0.0.beta.2");
}

#[test]
fn arguments_are_quoted() {
    let project = TempProject::workspace().program("tool", "").file("pixi.toml", "").ready();
    let rest =
        json!({ "configuration": { "extra-args": ["--config", "env.GREETING='hello world; $HOME'"] } });
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), rest);
    pixi.outputs();
    pixi.end();
    let quoted = if cfg!(windows) {
        "\"env.GREETING='hello world; $HOME'\""
    } else {
        r"'env.GREETING='\''hello world; $HOME'\'''"
    };
    assert!(recipe(&project).replace("''", "'").contains(&quoted.replace("''", "'")), "{}", recipe(&project));
}

#[test]
fn cargos_metadata_is_ignored_on_request() {
    let project = TempProject::workspace()
        .program("tool", "homepage = 'https://cargo.example'")
        .file("pixi.toml", "")
        .ready();
    let rest = json!({ "configuration": { "ignore-cargo-manifest": true } });
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({ "version": "7" }), rest.clone());
    let metadata = pixi.outputs().remove("tool").unwrap()["metadata"].clone();
    pixi.end();
    assert_eq!((&metadata["version"], &metadata["license"]), (&json!("7"), &Value::Null));
    assert!(!recipe(&project).contains("cargo.example"));
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({}), rest);
    let error = pixi.outputs_with(json!({})).unwrap_err();
    assert!(error["data"]["message"].as_str().unwrap().contains("`tool` has no version"), "{error}");
    pixi.end();
}
