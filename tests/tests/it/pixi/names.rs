//! Which package takes the name that pixi gave to the manifest.
//!
//! For a package that is defined inline, pixi sends the key of the dependency as the name and a path at which
//! there is no manifest. Here `Cargo.toml` is there and `pixi.toml` is not, as in such a source directory.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Pixi, TempProject};

const FO: &str = "[[bin]]\nname = 'fo'\npath = 'src/main.rs'";

/// A library `paper`, and the program `paper` in the crate `paper-cli`.
fn paper() -> TempProject {
    TempProject::workspace()
        .file(
            "paper/Cargo.toml",
            "[package]\nname = 'paper'\nversion = '0.2.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("paper/src/lib.rs", "")
        .program("paper-cli", "[[bin]]\nname = 'paper'\npath = 'src/main.rs'")
        .ready()
}

/// A program `foo-server` in the crate `foo` at the root, and the program `fo` in the crate `foo-cli`.
fn foo() -> TempProject {
    let root = "[package]\nname = 'foo'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'\n\
                [[bin]]\nname = 'foo-server'\npath = 'src/main.rs'\n\
                [workspace]\nmembers = ['foo-cli']\nresolver = '3'\n";
    TempProject::empty()
        .file("Cargo.toml", root)
        .file("src/main.rs", "fn main() {}\n")
        .program("foo-cli", FO)
        .ready()
}

/// The workspace of jj in small: the crate `jj-cli` in `cli`, with the binaries `jj` and `fake-editor`.
fn jj() -> TempProject {
    let binaries =
        "[[bin]]\nname = 'jj'\npath = 'src/main.rs'\n[[bin]]\nname = 'fake-editor'\npath = 'src/main.rs'";
    let package = "[package]\nname = 'jj-cli'\nversion = '0.1.0'\nedition = '2021'\nlicense = 'MIT'";
    TempProject::empty()
        .file("Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['cli']\n")
        .file("cli/Cargo.toml", &format!("{package}\n{binaries}\n"))
        .file("cli/src/main.rs", "fn main() {}\n")
        .ready()
}

/// The result of `conda/outputs`, or its error, for a dependency with a key and a `subdirectory`.
fn asked(project: &TempProject, subdirectory: &str, key: &str) -> Result<Value, Value> {
    let manifest = format!("{subdirectory}/pixi.toml");
    let git = json!({ "checkoutRoot": project.root() });
    let mut pixi = Pixi::with(project, &manifest, json!({ "name": key }), git);
    let outputs = pixi.outputs_with(json!({}));
    pixi.end();
    outputs
}

/// The outputs at the root, each with the crate that it is made from.
fn outputs(project: &TempProject, key: &str) -> Vec<String> {
    outputs_in(project, ".", key)
}

/// The outputs in a subdirectory, each with the crate that it is made from.
fn outputs_in(project: &TempProject, subdirectory: &str, key: &str) -> Vec<String> {
    let result = asked(project, subdirectory, key).unwrap();
    let outputs = result["outputs"].as_array().unwrap().iter();
    let recipes = project.root().join(".pixi/meta-v0/work/debug/recipe");
    let described = outputs.map(|output| {
        let metadata = &output["metadata"];
        let [name, build] = ["name", "build"].map(|key| metadata[key].as_str().unwrap());
        let recipe = fs_err::read_to_string(recipes.join(format!("{name}-{build}/recipe.yaml"))).unwrap();
        let directories = ["paper-cli", "foo-cli", "cli", "one", "two"];
        let directory =
            directories.into_iter().find(|directory| recipe.contains(&format!("--path {directory} ")));
        format!("{name} from {}", directory.unwrap_or("the root"))
    });
    described.collect()
}

/// The message and the help of the error for a dependency with a key.
fn refused(project: &TempProject, key: &str) -> String {
    refused_in(project, ".", key)
}

/// Like [`refused`], in a subdirectory.
fn refused_in(project: &TempProject, subdirectory: &str, key: &str) -> String {
    let error = asked(project, subdirectory, key).unwrap_err();
    let data = &error["data"];
    let text = format!("{}\nhelp: {}", data["message"].as_str().unwrap(), data["help"].as_str().unwrap());
    text.replace(project.root().as_str(), "[ROOT]")
}

#[test]
fn the_package_with_the_binary_takes_the_name_of_a_library() {
    assert_eq!(outputs(&paper(), "paper"), ["paper from paper-cli"]);
}

#[test]
fn the_package_with_the_binary_takes_a_name_that_no_crate_has() {
    let project = jj();
    assert_eq!(outputs(&project, "jj"), ["jj from cli"]);
    assert_eq!(outputs(&project, "jj-cli"), ["jj-cli from cli"]);
}

#[test]
fn the_crate_at_the_root_leaves_the_name_to_the_package_with_the_binary() {
    let project = foo();
    assert_eq!(outputs(&project, "fo"), ["foo from the root", "fo from foo-cli"]);
    assert_eq!(outputs(&project, "foo-cli"), ["foo from the root", "foo-cli from foo-cli"]);
    assert_eq!(outputs(&project, "foo-server"), ["foo-server from the root", "foo-cli from foo-cli"]);
    // Nothing of this name: it is that of the crate at the root, as it always was.
    assert_eq!(outputs(&project, "new-name"), ["new-name from the root", "foo-cli from foo-cli"]);
}

#[test]
fn the_placeholder_of_pixi_is_no_name() {
    assert_eq!(outputs(&foo(), "uninferred-package"), ["foo from the root", "foo-cli from foo-cli"]);
    assert_eq!(outputs(&paper(), "uninferred-package"), ["paper-cli from paper-cli"]);
}

#[test]
fn a_name_that_means_nothing_is_answered_with_those_that_do() {
    let project = paper();
    assert_snapshot!(refused(&project, "pulp"), @"
    no package is called `pulp`, and none has a binary of that name
    help: use the name of a package as the key of the dependency: `paper-cli` (with the binary `paper`)
    ");
    let library = project
        .file(
            "pulp/Cargo.toml",
            "[package]\nname = 'pulp'\nversion = '0.2.0'\nedition = '2021'\nlicense = 'MIT'\n",
        )
        .file("pulp/src/lib.rs", "")
        .ready();
    assert_snapshot!(refused(&library, "pulp"), @"
    no package is called `pulp`: the crate of that name becomes none, because it has no binary
    help: use the name of a package as the key of the dependency: `paper-cli` (with the binary `paper`)
    ");
}

#[test]
fn a_binary_of_several_packages_gives_its_name_to_none() {
    let tool = "[[bin]]\nname = 'tool'\npath = 'src/main.rs'";
    let project = TempProject::workspace().program("one", tool).program("two", tool).ready();
    assert_snapshot!(refused(&project, "tool"), @"
    no package is called `tool`, and several have a binary of that name: `one`, `two`
    help: use the name of a package as the key of the dependency: `one` (with the binary `tool`), `two` (with the binary `tool`)
    ");
}

#[test]
fn in_the_subdirectory_of_a_crate_its_package_takes_any_name() {
    let project = jj();
    assert_eq!(outputs_in(&project, "cli", "jj"), ["jj from cli"]);
    assert_eq!(outputs_in(&project, "cli", "jujutsu"), ["jujutsu from cli"]);
    assert_eq!(outputs_in(&project, "cli", "uninferred-package"), ["jj-cli from cli"]);
    // Only that crate, and not the one at the root.
    assert_eq!(outputs_in(&foo(), "foo-cli", "fo"), ["fo from foo-cli"]);
}

#[test]
fn a_subdirectory_without_a_crate_is_refused() {
    assert_snapshot!(refused_in(&jj(), "cli/src", "jj"), @"
    there is no `Cargo.toml` in `[ROOT]/cli/src`
    help: give the directory of the Cargo workspace or of one of its members: as `subdirectory` of a dependency with `git` or `url`, or in its `path`
    ");
}

#[test]
fn a_manifest_of_its_own_may_have_any_name() {
    let project = paper().file("pixi.toml", "[package]\nname = 'papers'\n");
    assert_eq!(outputs(&project, "papers"), ["paper-cli from paper-cli"]);
}

#[test]
fn the_package_is_found_again_when_it_is_built() {
    let project = paper();
    let mut pixi = Pixi::with(&project, "pixi.toml", json!({ "name": "paper" }), json!({}));
    let output = json!({ "name": "paper", "version": "0.1.0", "build": "h0_0", "variant": {} });
    let params = json!({ "output": output, "workDirectory": project.root().join(".pixi/work") });
    let error = pixi.request("conda/build_v1", &params).unwrap_err();
    pixi.end();
    // The build string is a wrong one, so the package of the name is offered instead.
    let message = error["data"]["message"].as_str().unwrap();
    assert!(message.contains("0.1.0 h"), "{message}");
}
