//! Errors in a workspace, as pixi shows them.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Pixi, TempProject};

/// The message, the causes and the help of an error.
fn told(data: &Value, root: &str) -> String {
    let lines = |key: &str| {
        let all = data[key].as_array().into_iter().flatten();
        let line = |value: &Value| format!("\n{key}: {}", value.as_str().unwrap_or(&value.to_string()));
        all.map(line).collect::<Vec<_>>().concat()
    };
    let help = data["help"].as_str().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("{}{}{help}", data["message"].as_str().unwrap(), lines("causes")).replace(root, "[ROOT]")
}

fn refused(project: &TempProject, manifest: &str, model: Value) -> String {
    let mut pixi = Pixi::with(project, manifest, model, json!({}));
    let error = pixi.outputs_with(json!({})).unwrap_err();
    pixi.end();
    assert_eq!(error["code"], -32000);
    told(&error["data"], project.root().as_str())
}

#[test]
fn a_directory_without_a_cargo_workspace() {
    let project = TempProject::empty().file("pixi.toml", "");
    assert_snapshot!(refused(&project, "pixi.toml", json!({})), @r#"
    there is no `Cargo.toml` in `[ROOT]`
    help: put the manifest beside that of the Cargo workspace or of one of its members, or say where it is: `[package.build] source = { path = "…" }`
    "#);
}

#[test]
fn a_workspace_without_a_lock_file() {
    let project = TempProject::workspace().program("tool", "").file("pixi.toml", "");
    assert_snapshot!(refused(&project, "pixi.toml", json!({})), @"the workspace has no lock file `[ROOT]/Cargo.lock`; run `cargo generate-lockfile --manifest-path [ROOT]/Cargo.toml`");
    assert!(!project.root().join("Cargo.lock").exists());
}

#[test]
fn a_member_whose_binaries_all_need_features() {
    let gated =
        "[features]\ngate = []\n[[bin]]\nname = 'gated'\npath = 'src/main.rs'\nrequired-features = ['gate']";
    let project = TempProject::workspace().program("gated", gated).file("gated/pixi.toml", "").ready();
    assert_snapshot!(refused(&project, "gated/pixi.toml", json!({})), @r#"
    `gated` cannot become a package: each of its binaries needs a feature that is off: `gated` needs the feature `gate`
    help: to include it: `[package.metadata.conda] features = ["gate"]` in gated/Cargo.toml
    "#);
}

#[test]
fn a_manifest_with_the_name_of_a_crate_that_is_no_package() {
    let project = TempProject::workspace()
        .program("tool", "")
        .program("chores", "publish = false")
        .file("pixi.toml", "")
        .ready();
    assert_snapshot!(refused(&project, "pixi.toml", json!({ "name": "chores" })), @"
    no package is called `chores`: the crate of that name becomes none, because it has `publish = false`
    help: to include the crate: `[package.metadata.conda] skip = false` in chores/Cargo.toml; or use the name of a package as `name` in `[package]`: `tool`
    ");
}

#[test]
fn an_invalid_licence_is_shown_at_its_place_in_the_manifest() {
    let project = TempProject::workspace()
        .program("tool", "")
        .file("pixi.toml", "[package]\nlicense = 'Free'\n")
        .ready();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({ "license": "Free" }), json!({}));
    let error = pixi.outputs_with(json!({})).unwrap_err();
    pixi.end();
    let data = &error["data"];
    assert_eq!(
        (&data["filename"], &data["labels"][0]["span"]),
        (&json!("pixi.toml"), &json!({ "offset": 20, "length": 6 }))
    );
}

#[test]
fn a_condition_that_is_not_an_expression() {
    let project = TempProject::workspace().program("tool", "").file("pixi.toml", "").ready();
    let target = json!({ "hostDependencies": { "zlib": { "binary": {} } } });
    let model = json!({ "targets": { "conditional": { "linux and (": target } } });
    let said = refused(&project, "pixi.toml", model);
    assert!(said.starts_with("rattler-build refused the recipe of tool\ncauses: "), "{said}");
}
