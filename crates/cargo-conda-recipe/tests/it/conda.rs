//! Recipes of packages that are built with conda's compilers and libraries, on each kind of machine.

use cargo_conda_recipe::Recipe;
use insta::assert_snapshot;

use crate::samples::{body, copied, group_of, in_place_on, on, plain, with_conda, yaml};

#[test]
fn on_linux() {
    assert_snapshot!(yaml(&with_conda(plain("tool")), &in_place_on("linux-64")));
}

#[test]
fn on_windows() {
    assert_snapshot!(yaml(&on("win-64", with_conda(plain("tool"))), &in_place_on("win-64")));
}

#[test]
fn on_macos_from_a_copy() {
    assert_snapshot!(yaml(&on("osx-arm64", with_conda(plain("tool"))), &copied()));
}

/// The script is for the machine that builds; the layout of the prefix is that of the package's platform.
#[test]
fn on_linux_for_windows() {
    assert_snapshot!(yaml(&on("win-64", with_conda(plain("tool"))), &in_place_on("linux-64")));
}

#[test]
fn what_a_group_shares() {
    let mut group = group_of(&with_conda(plain("tool")));
    group.secrets = vec!["TOKEN".to_owned()];
    group.env.insert("A".to_owned(), "${{ x".to_owned());
    let linux = Recipe::of_environment(&group, "linux-64".parse().unwrap());
    assert_snapshot!("shared_on_linux", body(&linux.to_yaml()));
    let windows = Recipe::of_environment(&group, "win-64".parse().unwrap());
    assert_snapshot!("shared_on_windows", body(&windows.to_yaml()));
}
