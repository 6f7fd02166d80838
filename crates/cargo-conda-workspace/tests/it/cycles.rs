//! Cycles through development dependencies.

use cargo_conda_workspace::Workspace;

use crate::fixture::Fixture;

fn render(workspace: &Workspace) -> String {
    workspace.dev_cycles().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_workspace_without_cycles_has_none() {
    let workspace = Fixture::workspace("members = ['a', 'b']")
        .package("a", "[dependencies]\nb.path = '../b'\n[dev-dependencies]\nb.path = '../b'")
        .package("b", "")
        .locked()
        .load();
    assert_eq!(workspace.dev_cycles(), []);
}

#[test]
fn each_circular_development_dependency_is_explained_once() {
    let workspace = Fixture::workspace("members = ['core', 'fixtures', 'macros', 'own', 'left', 'right']")
        .package(
            "core",
            "[dependencies]\nmacros.path = '../macros'\n[dev-dependencies]\nfixtures.path = '../fixtures'",
        )
        .package("fixtures", "[build-dependencies]\ncore.path = '../core'")
        .file("fixtures/build.rs", "fn main() {}")
        .package("macros", "[dev-dependencies]\ncore.path = '../core'")
        .package("own", "[features]\nx = []\n[dev-dependencies]\nown = { path = '.', features = ['x'] }")
        .package("left", "[dev-dependencies]\nright.path = '../right'")
        .package("right", "[dev-dependencies]\nleft.path = '../left'")
        .locked()
        .load();
    insta::assert_snapshot!(render(&workspace), @"
    `core` -> `macros` -(dev)-> `core`
    `core` -(dev)-> `fixtures` -(build)-> `core`
    `left` -(dev)-> `right` -(dev)-> `left`
    `own` -(dev)-> `own`
    ");
}

#[test]
fn a_longer_way_without_development_dependencies_is_preferred() {
    let workspace = Fixture::workspace("members = ['start', 'middle', 'end']")
        .package(
            "start",
            "[dependencies]\nmiddle.path = '../middle'\n[dev-dependencies]\nend.path = '../end'",
        )
        .package("middle", "[dependencies]\nend.path = '../end'")
        .package("end", "[dev-dependencies]\nstart.path = '../start'")
        .locked()
        .load();
    insta::assert_snapshot!(render(&workspace), @"
    `end` -(dev)-> `start` -> `middle` -> `end`
    `end` -(dev)-> `start` -(dev)-> `end`
    ");
}
