//! Selections of features of dependencies, as `crate/feature`.

use crate::closure::{LINUX, WINDOWS, closure, render};
use crate::fixture::Fixture;

/// No member turns the feature on, so `cargo metadata` does not say that the package uses what is behind it.
#[test]
fn a_selected_feature_of_a_dependency_brings_its_optional_dependencies() {
    let leaves = ["leaf-one", "leaf-two", "leaf-win"];
    let uses = |name: &str| format!("{name} = {{ path = '../vendor/{name}' }}\n");
    let mut fixture = Fixture::workspace("members = ['app']\nexclude = ['vendor']")
        .package("app", &format!("[dependencies]\nmiddle.path = '../vendor/middle'\n{}", leaves.map(uses).concat()))
        .package(
            "vendor/middle",
            "[dependencies]\nleaf-one = { path = '../leaf-one', optional = true, features = ['fast'] }\n\
             second = { package = 'leaf-two', path = '../leaf-two', optional = true, features = ['fast'] }\n\
             [target.'cfg(windows)'.dependencies]\nleaf-win = { path = '../leaf-win', optional = true, features = ['fast'] }\n\
             [features]\nleaves = ['leaf-one', 'dep:second', 'leaf-win']",
        );
    for leaf in leaves {
        fixture = fixture.package(&format!("vendor/{leaf}"), "[features]\nfast = []");
    }
    let fixture = fixture.locked();
    let workspace = fixture.load();
    let without = closure(&workspace, &[], LINUX, LINUX);
    assert!(!render(&without).contains("fast"), "{}", render(&without));
    insta::assert_snapshot!(render(&closure(&workspace, &["middle/leaves"], LINUX, LINUX)), @r"
    members: app
    leaf-one target [fast] host -
    leaf-two target [fast] host -
    leaf-win target [] host -
    middle target [leaf-one leaf-win leaves] host -
    ");
    let tree = [
        "tree",
        "--package=app",
        "--offline",
        "--locked",
        "--target",
        LINUX,
        "--prefix=none",
        "--format",
        "{p}|{f}",
    ];
    let tree = fixture.cargo(&[&tree[..], &["--features", "middle/leaves"]].concat());
    assert!(tree.contains("|fast") && !tree.contains("leaf-win|fast"), "{tree}");
    insta::assert_snapshot!(render(&closure(&workspace, &["middle/leaves"], WINDOWS, LINUX)), @r"
    members: app
    leaf-one target [fast] host -
    leaf-two target [fast] host -
    leaf-win target [fast] host -
    middle target [leaf-one leaf-win leaves] host -
    ");
}
