//! The ways to name a member: those of `cargo build -p`, and paths.

use std::process::Command;

use cargo_conda_plan::{Plan, PlanError, PlanInput, PlanRequest, Selection};
use cargo_conda_workspace::Workspace;
use insta::assert_snapshot;

use crate::fixture::{Disk, Fixture, linux, select};

/// The members `tool` 1.2.3 and `tool-box` 0.1.0, and `next` 2.0.0-rc.1 in a directory of another name.
fn fixture() -> Fixture {
    Fixture::workspace("")
        .file("crates/tool/Cargo.toml", "[package]\nname = 'tool'\nversion = '1.2.3'\nlicense = 'MIT'\n")
        .file("crates/tool/src/main.rs", "fn main() {}")
        .file("crates/new/Cargo.toml", "[package]\nname = 'next'\nversion = '2.0.0-rc.1'\nlicense = 'MIT'\n")
        .file("crates/new/src/main.rs", "fn main() {}")
        .tool("tool-box", "")
}

/// The packages of a selection, or the error.
fn packages(workspace: &Workspace, selection: Selection) -> Result<String, PlanError> {
    let request = &PlanRequest { selection, ..linux() };
    let plan = Plan::compute(PlanInput { workspace, files: &Disk, request })?;
    let names: Vec<_> = plan.packages.iter().map(|package| package.crate_name.as_str()).collect();
    Ok(names.join(" "))
}

/// The packages that an argument of `--package` selects, or the message of the error.
fn selected(workspace: &Workspace, spec: &str) -> String {
    packages(workspace, select(&[spec], &[]))
        .unwrap_or_else(|error| error.to_string().replace(workspace.root().as_str(), "<root>"))
}

#[test]
fn a_member_is_named_as_for_cargo() {
    let fixture = fixture();
    let workspace = fixture.load();
    let root = workspace.root();
    let urls = [
        format!("file://{root}/crates/tool"),
        format!("file://{root}/crates/tool#1.2.3"),
        format!("path+file://{root}/crates/tool#1.2"),
        format!("path+file://{root}/crates/tool#tool@1.2.3"),
    ];
    let names =
        ["tool", "tool@1.2.3", "tool@1.2", "tool@1", "tool:1.2.3", "t*l", "too?", "[t]ool", "{tool,lib}"];
    for spec in urls.iter().map(String::as_str).chain(names) {
        assert_eq!(selected(&workspace, spec), "tool", "{spec}");
    }
    assert_eq!(selected(&workspace, "tool*"), "tool tool-box");
    assert_eq!(selected(&workspace, &format!("file://{root}/crates/new#next")), "next");
}

#[test]
fn a_member_is_named_by_a_path() {
    let fixture = fixture();
    let workspace = fixture.load();
    let root = workspace.root();
    let absolute = format!("{root}/crates/tool");
    for spec in ["crates/tool", "./crates/tool/", "crates/new/../tool", "crates/tool/Cargo.toml", &absolute] {
        assert_eq!(selected(&workspace, spec), "tool", "{spec}");
    }
    let from = |spec: &str, directory: &str| {
        let selection = select(&[spec], &[]).with_paths_from(&root.join(directory));
        packages(&workspace, selection).unwrap()
    };
    assert_eq!(from(".", "crates/tool"), "tool");
    assert_eq!(from("../new", "crates/tool"), "next");
    assert_eq!(from("tool", "crates/new"), "tool", "a name is no path");
    let missing = select(&["./no", "./n*"], &[]).with_paths_from(&root.join("crates/tool"));
    assert_eq!(missing.packages, [format!("{root}/crates/tool/no"), "./n*".to_owned()]);
    let by_url = format!("path+file://{absolute}#tool");
    assert_eq!(from(&by_url, "crates/new"), "tool");
}

#[test]
fn every_way_to_name_a_member_can_exclude_it() {
    let fixture = fixture();
    let workspace = fixture.load();
    for spec in ["tool", "tool@1", "crates/tool"] {
        let selection = Selection { workspace: true, ..select(&[], &[spec]) };
        assert_eq!(packages(&workspace, selection).unwrap(), "next tool-box", "{spec}");
    }
}

#[test]
fn a_spec_that_matches_no_member_says_what_comes_near() {
    let fixture = fixture();
    let workspace = fixture.load();
    let root = workspace.root();
    assert_snapshot!(selected(&workspace, "tol@1"), @"no member of the workspace matches `tol@1`; did you mean `tool`?");
    assert_snapshot!(selected(&workspace, "tool@2"), @"no member of the workspace matches `tool@2`; the version of `tool` is 1.2.3");
    assert_snapshot!(selected(&workspace, "next@2.0.0"), @"no member of the workspace matches `next@2.0.0`; the version of `next` is 2.0.0-rc.1");
    assert_snapshot!(selected(&workspace, &format!("file://{root}/tool")), @"no member of the workspace matches `file://<root>/tool`; `tool` is in `<root>/crates/tool`");
    assert_snapshot!(selected(&workspace, &format!("file://{root}/crates/new")), @"no member of the workspace matches `file://<root>/crates/new`; did you mean `next`?");
    assert_snapshot!(selected(&workspace, "https://github.com/rust-lang/crates.io-index#tool"), @"no member of the workspace matches `https://github.com/rust-lang/crates.io-index#tool`; `tool` is in `<root>/crates/tool`");
    assert_snapshot!(selected(&workspace, "."), @"no member of the workspace matches `.`; members in this directory: `next`, `tool`, `tool-box`");
    assert_snapshot!(selected(&workspace, "elsewhere/tool"), @"no member of the workspace matches `elsewhere/tool`; did you mean `tool`?");
    assert_snapshot!(selected(&workspace, "crates/*"), @"no member of the workspace matches `crates/*`; patterns are compared with names of members, not with paths");
}

#[test]
fn a_dependency_is_no_member() {
    let fixture = Fixture::workspace("exclude = ['crates/shared']")
        .tool("tool", "[dependencies]\nshared = { path = '../shared' }")
        .lib_crate("shared", "");
    let workspace = fixture.load();
    assert_snapshot!(selected(&workspace, "shared"), @"no member of the workspace matches `shared`; `shared` is a dependency, and only members become packages");
}

#[test]
fn what_is_neither_a_spec_nor_a_pattern_is_refused() {
    let fixture = fixture();
    let workspace = fixture.load();
    assert_snapshot!(selected(&workspace, "to[ol"), @"`to[ol` names no member: unclosed character class; missing ']'");
    assert_snapshot!(selected(&workspace, "tool@new"), @r#"`tool@new` names no member: expected a version like "1.32""#);
    assert_snapshot!(selected(&workspace, "tool@^1"), @r#"`tool@^1` names no member: unexpected version requirement, expected a version like "1.32""#);
    assert_snapshot!(selected(&workspace, "two words"), @"`two words` names no member: invalid character ` ` in package name: `two words`, characters must be Unicode XID characters (numbers, `-`, `_`, or most letters)");
    assert_snapshot!(selected(&workspace, ""), @"`` names no member: package name cannot be empty");
    assert_snapshot!(selected(&workspace, "svn+https://e.org/tool"), @"`svn+https://e.org/tool` names no member: unsupported source protocol: svn");
}

/// Paths and patterns are left out: `cargo pkgid` takes neither.
#[test]
fn cargo_finds_the_same_members() {
    let fixture = fixture();
    let workspace = fixture.load();
    let root = workspace.root();
    let urls = ["tool", "new", "tool#1.2", "tool#tool", "tool#next", "new#next@2.0.0-rc.1", "tool/", "#tool"];
    let urls = urls.map(|rest| format!("file://{root}/crates/{rest}"));
    let kinds = ["path+", "registry+", "git+"].map(|kind| format!("{kind}{}", urls[0]));
    let names = [
        "tool",
        "tool@1",
        "tool@1.2.3",
        "tool:1.2",
        "tool@2",
        "next",
        "next@2",
        "next@2.0.0-rc.1",
        "tool::1",
    ];
    for spec in urls.iter().chain(&kinds).map(String::as_str).chain(names) {
        let mut cargo = Command::new("cargo");
        let output = cargo.args(["pkgid", "--offline", spec]).current_dir(root).output().unwrap();
        let is_found = packages(&workspace, select(&[spec], &[])).is_ok();
        assert_eq!(is_found, output.status.success(), "{spec}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
