//! Members that changed files affect.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use camino::Utf8PathBuf;
use cargo_conda_workspace::{Changes, DependencyKind, SHARED_FILES, Workspace};
use proptest::prelude::*;

use crate::fixture::{Fixture, names};

/// `app` -> `lib` -> `core`, `app` -(build)-> `gen`, `lib` -(dev)-> `testing` -> `core`, `core` ->
/// `vendored`, which is no member. `lib/plugin` lies in the directory of `lib`.
static WORKSPACE: LazyLock<(Fixture, Workspace)> = LazyLock::new(|| {
    let fixture = Fixture::workspace(
        "members = ['app', 'lib', 'lib/plugin', 'core', 'gen', 'testing']\nexclude = ['vendored']",
    )
    .package("app", "[dependencies]\nlib.path = '../lib'\n[build-dependencies]\ngen.path = '../gen'")
    .file("app/build.rs", "fn main() {}")
    .package("lib", "[dependencies]\ncore.path = '../core'\n[dev-dependencies]\ntesting.path = '../testing'")
    .package("lib/plugin", "")
    .package("core", "[dependencies]\nvendored.path = '../vendored'")
    .package("gen", "")
    .package("testing", "[dependencies]\ncore.path = '../core'")
    .package("vendored", "")
    .locked();
    let workspace = fixture.load();
    (fixture, workspace)
});

fn affected(paths: &[&str]) -> Vec<&'static str> {
    let paths = paths.iter().map(Into::into).collect();
    affected_in(&WORKSPACE.1, paths)
}

fn affected_in(workspace: &Workspace, files: Vec<Utf8PathBuf>) -> Vec<&str> {
    names(Changes { files, ..Changes::default() }.affected_members(workspace))
}

#[test]
fn a_file_affects_its_member_and_all_that_compile_it() {
    assert_eq!(affected(&["core/src/lib.rs"]), ["app", "core", "lib", "testing"]);
    assert_eq!(affected(&["gen/src/lib.rs"]), ["app", "gen"]);
    assert_eq!(affected(&["testing/src/lib.rs"]), ["testing"], "only tests of lib use it");
    assert_eq!(affected(&["core/was/deleted.rs"]), ["app", "core", "lib", "testing"]);
}

#[test]
fn the_innermost_directory_owns_a_file() {
    assert_eq!(affected(&["lib/plugin/src/lib.rs"]), ["plugin"]);
    assert_eq!(affected(&["lib/plug.rs"]), ["app", "lib"]);
}

#[test]
fn other_path_dependencies_count() {
    assert_eq!(affected(&["vendored/src/lib.rs"]), ["app", "core", "lib", "testing"]);
}

#[test]
fn paths_are_relative_or_absolute_and_may_have_dots() {
    let absolute = WORKSPACE.0.root().join("gen/src/lib.rs");
    assert_eq!(affected(&[absolute.as_str()]), ["app", "gen"]);
    assert_eq!(affected(&["./core/../gen/./x"]), ["app", "gen"]);
}

#[test]
fn shared_files_affect_all() {
    for path in SHARED_FILES {
        assert_eq!(affected(&[path]).len(), 6, "{path}");
    }
    assert_eq!(affected(&["gen/Cargo.toml"]), ["app", "gen"], "the manifest of a member belongs to it alone");
}

#[test]
fn files_of_no_package_affect_no_member() {
    assert_eq!(affected(&["README.md", "docs/a.md", "/elsewhere/core/src/lib.rs"]), [""; 0]);
    assert_eq!(affected(&[]), [""; 0]);
}

#[test]
fn a_change_reaches_members_through_a_published_crate() {
    // As if `middle` came from a registry and `low` were patched in.
    let fixture = Fixture::workspace("members = ['top', 'low']\nexclude = ['middle']")
        .package("top", "[dependencies]\nmiddle.path = '../middle'")
        .package("middle", "[dependencies]\nlow.path = '../low'")
        .package("low", "")
        .locked();
    let workspace = fixture.load_edited(|metadata| {
        let packages = metadata["packages"].as_array_mut().unwrap();
        let middle = packages.iter_mut().find(|package| package["name"] == "middle").unwrap();
        middle["source"] = "registry+https://example.org/index".into();
    });
    assert_eq!(affected_in(&workspace, vec!["low/src/lib.rs".into()]), ["low", "top"]);
    // A vendored crate is one of a registry with a directory in the workspace.
    assert_eq!(affected_in(&workspace, vec!["middle/src/lib.rs".into()]), ["top"]);
}

proptest! {
    #[test]
    fn the_affected_members_are_closed_under_dependents(
        changed in prop::collection::btree_set(prop::sample::select(vec!["app", "lib", "lib/plugin", "core", "gen", "testing"]), 0..4),
    ) {
        let paths: Vec<_> = changed.iter().map(|directory| Utf8PathBuf::from(format!("{directory}/x.rs"))).collect();
        let whole: BTreeSet<_> = affected_in(&WORKSPACE.1, paths.clone()).into_iter().collect();

        // Several files affect the members that each of them affects.
        let parts: BTreeSet<_> =
            paths.iter().flat_map(|path| affected_in(&WORKSPACE.1, vec![path.clone()])).collect();
        prop_assert_eq!(&whole, &parts);
        // A member that compiles an affected member is affected.
        for edge in WORKSPACE.1.dependencies() {
            if edge.kind != DependencyKind::Development && whole.contains(edge.to.name()) {
                prop_assert!(whole.contains(edge.from.name()), "{} -> {}", edge.from.name(), edge.to.name());
            }
        }
    }
}
