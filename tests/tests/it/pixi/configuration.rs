//! `[package.build.config]`: its keys, their order, and mistakes in it.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Pixi, TempProject, platform};

fn project() -> TempProject {
    TempProject::workspace()
        .program("one", "[features]\nfast = []")
        .program("two", "")
        .file("pixi.toml", "")
        .ready()
}

/// The recipe of a package under a configuration.
fn recipe(project: &TempProject, name: &str, rest: Value) -> String {
    let mut pixi = Pixi::with(project, "pixi.toml", json!({}), rest);
    pixi.outputs();
    pixi.end();
    let recipes = project.root().join(".pixi/meta-v0/work/debug/recipe");
    let start = format!("{name}-");
    let folders = recipes.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let newest = folders
        .filter(|folder| folder.file_name().unwrap().starts_with(&start))
        .max_by_key(|folder| fs_err::metadata(folder.join("recipe.yaml")).unwrap().modified().unwrap());
    fs_err::read_to_string(newest.unwrap().join("recipe.yaml")).unwrap()
}

#[test]
fn the_keys_of_the_rust_backend_mean_what_they_mean_there() {
    let project = project();
    let configuration = json!({
        "extra-args": ["--verbose"], "env": { "A": "base", "B": "base" }, "compilers": ["rust", "cxx"],
        "binaries": ["one"], "debug-dir": "/anywhere", "extra-input-globs": ["data/**"], "ignore-cargo-manifest": false,
    });
    let targets = json!({
        "unix": { "env": { "B": "unix", "C": "unix" }, "extra-args": ["--quiet"] },
        (platform()): { "env": { "C": "this" } },
        "win": { "env": { "A": "windows" } },
    });
    let project = project.file("two/Cargo.toml", "[package]\nname = 'two'\nversion = '0.1.0'\nedition = '2021'\n[package.metadata.conda]\nskip = true\n");
    let rest = json!({ "configuration": configuration, "targetConfiguration": targets });
    let recipe = recipe(&project, "one", rest);
    // All selectors that match apply, the narrowest last.
    for expected in ["A: base", "B: unix", "C: this", "--quiet", "compiler('cxx')"] {
        assert!(recipe.contains(expected), "{expected}:\n{recipe}");
    }
    assert!(!recipe.contains("--verbose") && !recipe.contains("compiler('c')"), "{recipe}");
}

#[test]
fn arguments_that_have_a_key_are_taken_as_that_key() {
    let project = project().append("Cargo.toml", "[profile.dist]\ninherits = 'release'");
    let arguments = json!(["--features", "fast", "--profile=dist", "--quiet", "--bin", "one"]);
    let rest = json!({ "configuration": { "packages": { "one": { "extra-args": arguments } } } });
    let one = recipe(&project, "one", rest);
    assert!(one.contains("--profile dist --features fast --quiet"), "{one}");
}

#[test]
fn a_table_of_one_crate_overrides_that_of_all() {
    let project = project();
    let configuration = json!({ "env": { "A": "all" }, "packages": { "one": { "features": ["fast"], "env": { "A": "one" } } } });
    let rest = json!({ "configuration": configuration });
    let one = recipe(&project, "one", rest.clone());
    assert!(one.contains("--features fast") && one.contains("A: one"), "{one}");
    let two = recipe(&project, "two", rest);
    assert!(!two.contains("--features") && two.contains("A: all"), "{two}");
}

/// The message, the place and the help of the error for a manifest.
fn refused(text: &str, rest: Value) -> String {
    let project = project().file("pixi.toml", text);
    let mut pixi = Pixi::start(project.root(), &[]);
    let error = match pixi.initialize("pixi.toml", json!({}), rest) {
        Ok(_) => pixi.outputs_with(json!({})).unwrap_err(),
        Err(error) => error,
    };
    pixi.end();
    let data = &error["data"];
    if data["labels"] == json!([]) {
        return format!("{}\nhelp: {}", data["message"].as_str().unwrap(), data["help"]);
    }
    let span = &data["labels"][0]["span"];
    let at = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
    let shown = text.get(at("offset")..at("offset") + at("length")).unwrap_or("(elsewhere)").to_owned();
    format!(
        "{}\nin {} at {shown}\nhelp: {}",
        data["message"].as_str().unwrap(),
        data["filename"],
        data["help"]
    )
}

#[test]
fn a_mistake_is_shown_at_its_place_in_the_file() {
    let text = "[package]\nname = 'x'\n\n[package.build.config]\nfeature = ['fast']\n";
    assert_snapshot!(refused(text, json!({ "configuration": { "feature": ["fast"] } })), @r#"
    pixi.toml:5:1: unknown key `feature`
    in "pixi.toml" at feature
    help: "did you mean `features`?"
    "#);
    let text = "[package.build.config.packages.on]\nprofile = 'dist'\n";
    assert_snapshot!(refused(text, json!({ "configuration": { "packages": { "on": { "profile": "dist" } } } })), @r#"
    pixi.toml:1:32: the workspace has no member `on`
    in "pixi.toml" at on
    help: "did you mean `one`?"
    "#);
    let text = "[package.build.target.unix.config]\nprofile = 7\n";
    assert_snapshot!(refused(text, json!({ "targetConfiguration": { "unix": { "profile": 7 } } })), @r#"
    pixi.toml:2:11: `profile` must be a string, not 7
    in "pixi.toml" at 7
    help: null
    "#);
}

#[test]
fn a_configuration_that_the_file_does_not_have_is_refused_without_a_place() {
    let text = "[package.build.config]\nprofile = 'release'\n";
    assert_snapshot!(refused(text, json!({ "configuration": { "profil": "dist" } })), @r#"
    in the configuration of the package: unknown key `profil`
    help: "did you mean `profile`?"
    "#);
}

#[test]
fn a_key_for_pixi_is_refused_in_cargos_manifests() {
    let project = TempProject::workspace()
        .program("tool", "[package.metadata.conda]\nextra-input-globs = ['x']")
        .ready();
    assert_snapshot!(project.cargo_conda("plan").run().code(2).redacted_stderr(), @"
    error: `extra-input-globs` is not allowed in this table
     --> [ROOT]/tool/Cargo.toml:8:1
      |
    8 | extra-input-globs = ['x']
      | ^^^^^^^^^^^^^^^^^
      help: move `extra-input-globs` to `[package.build.config]` in `pixi.toml`
    ");
}
