//! `conda/outputs`: the packages, and their metadata.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Pixi, TempProject, platform, repository};

/// The sample workspace, with the configuration of its manifest.
fn sample() -> (TempProject, Pixi) {
    let project = TempProject::sample("pixi-monorepo");
    let configuration = json!({ "profile": "dist", "packages": { "tide-alarm": { "features": ["bell"] } } });
    let rest = json!({ "configuration": configuration });
    let pixi = Pixi::with(&project, "pixi.toml", json!({ "name": "tidemark" }), rest);
    (project, pixi)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap().replace(platform(), "[PLATFORM]")
}

#[test]
fn each_program_of_the_workspace_is_an_output() {
    let (_project, mut pixi) = sample();
    let outputs = pixi.outputs();
    assert_eq!(outputs.keys().collect::<Vec<_>>(), ["tide-alarm", "tide-table"]);
    assert_snapshot!("tide-alarm", pretty(&outputs["tide-alarm"]));
    pixi.end();
}

#[test]
fn a_second_request_gets_the_same_result() {
    let (_project, mut pixi) = sample();
    let first = pixi.outputs_with(json!({})).unwrap();
    let second = pixi.outputs_with(json!({ "workDirectory": "/tmp/elsewhere" })).unwrap();
    assert_eq!(first, second);
    pixi.end();
}

#[test]
fn a_manifest_inside_a_member_describes_that_member() {
    let project = TempProject::sample("pixi-monorepo").file("apps/tide-table/pixi.toml", "[package]\n");
    let mut pixi = Pixi::with(&project, "apps/tide-table/pixi.toml", json!({ "name": "Tables" }), json!({}));
    let outputs = pixi.outputs();
    assert_eq!(outputs.keys().collect::<Vec<_>>(), ["tables"]);
    pixi.end();
}

#[test]
fn the_package_at_the_root_has_the_name_of_the_manifest() {
    let project = TempProject::empty().file("pixi.toml", "");
    let manifest = "[package]\nname = 'rooted'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n\
                    [workspace]\nmembers = ['beside']\nresolver = '3'\n";
    let project = project
        .file("Cargo.toml", manifest)
        .file("src/main.rs", "fn main() {}\n")
        .program("beside", "")
        .ready();
    let names = |name: &str| {
        let mut pixi = Pixi::with(&project, "pixi.toml", json!({ "name": name }), json!({}));
        let names: Vec<_> = pixi.outputs().keys().cloned().collect();
        pixi.end();
        names
    };
    assert_eq!(names("new-name"), ["beside", "new-name"]);
    // The name of another crate goes to that crate.
    assert_eq!(names("beside"), ["beside", "rooted"]);
}

#[test]
fn the_manifest_overrules_the_configuration_and_that_overrules_cargo() {
    let project = TempProject::empty()
        .with_workspace(
            "[workspace.metadata.conda]\nbuild-number = 3\nenv = { A = 'workspace', B = 'workspace' }",
        )
        .program("tool", "homepage = 'https://cargo.example'\n[package.metadata.conda]\nbuild-number = 4")
        .file("pixi.toml", "")
        .file("TERMS", "All of them.")
        .ready();
    let model = json!({
        "version": "2.0.0-rc.1", "buildNumber": 5, "buildStringPrefix": "acme", "license": "Apache-2.0/MIT",
        "licenseFile": "TERMS", "description": "Says more.", "repository": "https://pixi.example",
    });
    let mut pixi = Pixi::with(&project, "pixi.toml", model, json!({}));
    let output = pixi.outputs().remove("tool").unwrap();
    let metadata = &output["metadata"];
    let build = metadata["build"].as_str().unwrap();
    assert!(build.starts_with("acme_h") && build.ends_with("_5"), "{build}");
    assert_eq!(
        (&metadata["version"], &metadata["license"]),
        (&json!("2.0.0.rc.1"), &json!("Apache-2.0 OR MIT"))
    );
    let recipes = ".pixi/meta-v0/work/debug/recipe";
    let recipe = project.root().join(recipes).join(&project.entries(recipes)[0]).join("recipe.yaml");
    let recipe = fs_err::read_to_string(recipe).unwrap();
    assert!(
        recipe.contains("TERMS")
            && recipe.contains("https://pixi.example")
            && recipe.contains("https://cargo.example")
    );
    pixi.end();
}

#[test]
fn variants_multiply_packages() {
    let project = TempProject::workspace().program("tool", "").file("pixi.toml", "").ready();
    let target = json!({ "hostDependencies": { "zlib": { "binary": { "version": "*" } } } });
    let model = json!({ "targets": { "defaultTarget": target } });
    let mut pixi = Pixi::with(&project, "pixi.toml", model, json!({}));
    let variants = json!({ "zlib": ["1.2", "1.3"], "unused": [1, 2], "c_stdlib": ["sysroot"], "c_stdlib_version": ["2.28"] });
    let outputs = pixi.outputs_with(json!({ "variantConfiguration": variants })).unwrap();
    let of = |output: &Value| {
        let build = output["buildDependencies"]["depends"].as_array().unwrap();
        let sysroot = build.iter().find(|one| one["name"].as_str().unwrap().starts_with("sysroot"));
        (
            output["hostDependencies"]["depends"][0]["binary"]["version"].clone(),
            output["metadata"]["variant"]["zlib"].clone(),
            sysroot.unwrap()["binary"]["version"].clone(),
        )
    };
    let all: Vec<_> = outputs["outputs"].as_array().unwrap().iter().map(of).collect();
    let expected =
        ["1.2", "1.3"].map(|version| (json!(format!("{version}.*")), json!(version), json!("2.28.*")));
    assert_eq!(all, expected);
    let builds: std::collections::BTreeSet<_> = outputs["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|output| output["metadata"]["build"].to_string())
        .collect();
    assert_eq!(builds.len(), 2);
    pixi.end();
}

#[test]
fn the_backend_is_a_package_that_pixi_accepts() {
    let project = TempProject::empty();
    let manifest = repository().join("Cargo.toml");
    let recipe = "recipe --offline --package pixi-build-cargo --output-dir recipes --manifest-path";
    project.cargo_conda(recipe).arg(manifest).run().success();
    let recipe = fs_err::read_to_string(project.root().join("recipes/pixi-build-cargo/recipe.yaml")).unwrap();
    // pixi takes the version of the protocol from the version of this package.
    for expected in ["pixi-build-api-version >=7,<8", "- pixi-build-cargo --version"] {
        assert!(recipe.contains(expected), "{expected}: {recipe}");
    }
}
