//! Dependencies between members.

use std::fmt::Write as _;

use cargo_conda_workspace::Workspace;

use crate::fixture::Fixture;

fn render(workspace: &Workspace) -> String {
    let mut text = String::new();
    for edge in workspace.dependencies() {
        write!(text, "{} -> {} {:?}", edge.from.name(), edge.to.name(), edge.kind).unwrap();
        if let Some(target) = edge.target {
            write!(text, " on {target}").unwrap();
        }
        if let Some(name) = edge.renamed_to {
            write!(text, " as {name}").unwrap();
        }
        text.push_str(if edge.optional { " optional\n" } else { "\n" });
    }
    text
}

#[test]
fn kinds_platforms_names_and_options_are_kept_apart() {
    let workspace = Fixture::workspace("members = ['a', 'b', 'c', 'tool']")
        .package(
            "a",
            "[dependencies]\nb = { path = '../b', optional = true }\nsee = { path = '../c', package = 'c' }\n\
             [build-dependencies]\nb.path = '../b'\n\
             [target.'cfg(unix)'.dependencies]\ntool.path = '../tool'\n\
             [target.x86_64-pc-windows-msvc.dependencies]\ntool.path = '../tool'\n\
             [target.'cfg(windows)'.dev-dependencies]\nsee = { path = '../c', package = 'c' }\n",
        )
        .file("a/build.rs", "fn main() {}")
        .package("b", "[lib]\nname = 'bee'\npath = 'src/lib.rs'\n[dev-dependencies]\na.path = '../a'")
        .package("c", "")
        .package("tool", "")
        .locked()
        .load();
    insta::assert_snapshot!(render(&workspace), @"
    a -> b Normal optional
    a -> b Build
    a -> c Normal as see
    a -> c Development on cfg(windows) as see
    a -> tool Normal on cfg(unix)
    a -> tool Normal on x86_64-pc-windows-msvc
    b -> a Development
    ");
}

#[test]
fn a_package_outside_of_the_workspace_is_not_a_member() {
    let fixture = Fixture::empty()
        .package("w/a", "[dependencies]\nb.path = '../../elsewhere/b'\nc.path = '../c'")
        .package("w/c", "")
        .package("elsewhere/b", "")
        .file("w/Cargo.toml", "[workspace]\nresolver = '3'\nmembers = ['a', 'c']");
    fixture.cargo(&["generate-lockfile", "--offline", "--manifest-path", "w/Cargo.toml"]);
    let options =
        cargo_conda_workspace::LoadOptions { directory: fixture.root().join("w"), ..fixture.options() };
    insta::assert_snapshot!(render(&Workspace::load(&options).unwrap()), @"a -> c Normal");
}

#[test]
fn a_patch_can_turn_a_version_into_a_member() {
    let workspace = Fixture::workspace("members = ['a', 'b']\n[patch.crates-io]\nb.path = 'b'")
        .package("a", "[dependencies]\nb = '0.1'")
        .package("b", "")
        .locked()
        .load();
    insta::assert_snapshot!(render(&workspace), @"a -> b Normal");
}

#[test]
fn a_published_package_with_the_name_of_a_member_is_not_the_member() {
    let fixture = Fixture::workspace("members = ['a', 'b']")
        .package(
            "a",
            "[dependencies]\nb.path = '../b'\n[target.'cfg(windows)'.dependencies]\nb.path = '../b'\n\
             [build-dependencies]\nb.path = '../b'",
        )
        .package("b", "")
        .locked();
    // Makes all but the first declaration name a version of a registry.
    let workspace = fixture.load_edited(|metadata| {
        let nodes = metadata["resolve"]["nodes"].as_array_mut().unwrap();
        for dependency in nodes.iter_mut().flat_map(|node| node["deps"].as_array_mut().unwrap()) {
            let kinds = dependency["dep_kinds"].as_array_mut().unwrap();
            kinds.retain(|kind| kind["kind"].is_null() && kind["target"].is_null());
        }
        let packages = metadata["packages"].as_array_mut().unwrap();
        for declared in
            packages.iter_mut().flat_map(|package| package["dependencies"].as_array_mut().unwrap())
        {
            if !declared["kind"].is_null() || !declared["target"].is_null() {
                declared["path"] = serde_json::Value::Null;
            }
        }
    });
    insta::assert_snapshot!(render(&workspace), @"a -> b Normal");
}
