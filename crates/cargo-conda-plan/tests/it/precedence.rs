//! Configuration overrules evidence, and the command line overrules configuration.

use cargo_conda_plan::Selection;
use insta::assert_snapshot;

use crate::fixture::{Fixture, everything, select};

const KEEP: &str = "[package.metadata.conda]\nskip = false";
const SKIP: &str = "[package.metadata.conda]\nskip = true";

/// A member for each kind of evidence that leaves it out, and `tool`, which becomes a package.
fn doubtful(table: &str) -> Fixture {
    Fixture::workspace("default-members = ['crates/[!d]*']")
        .tool("tool", "")
        .tool("xtask", table)
        .tool("helper", &format!("publish = false\n{table}"))
        .file(".cargo/config.toml", "[alias]\nhelper = 'run -p helper --'")
        .tool("plugin", table)
        .file("crates/plugin/.cargo/config.toml", "[build]\ntarget = 'wasm32-wasip1'")
        .tool("dependent", table)
        .tool("internal", &format!("publish = false\n{table}"))
}

#[test]
fn evidence_alone_leaves_all_of_them_out() {
    assert_snapshot!(doubtful("").decisions(), @"
    tool: tool
    dependent: skipped, it is not among the workspace's `default-members` [`--workspace`]
    helper: skipped, the cargo alias `helper` runs it [`[package.metadata.conda] skip = false` in crates/helper/Cargo.toml]
    internal: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/internal/Cargo.toml]
    plugin: skipped, its `crates/plugin/.cargo/config.toml` builds for wasm32-wasip1 [`[package.metadata.conda] skip = false` in crates/plugin/Cargo.toml]
    xtask: skipped, it is the xtask [`[package.metadata.conda] skip = false` in crates/xtask/Cargo.toml]
    ");
}

#[test]
fn configuration_overrules_all_evidence() {
    assert_snapshot!(doubtful(KEEP).decisions(), @"
    dependent: dependent
    helper: helper
    internal: internal
    plugin: plugin
    tool: tool
    xtask: xtask
    ");
}

#[test]
fn the_workspace_switch_overrules_all_evidence() {
    assert_snapshot!(doubtful("").decisions_for(&everything()), @"
    dependent: dependent
    helper: helper
    internal: internal
    plugin: plugin
    tool: tool
    xtask: xtask
    ");
}

#[test]
fn being_named_overrules_all_evidence() {
    let named = select(&["xtask", "helper", "plugin", "dependent", "internal"], &[]);
    assert_snapshot!(doubtful("").decisions_for(&named), @"
    dependent: dependent
    helper: helper
    internal: internal
    plugin: plugin
    xtask: xtask
    tool: skipped, `--package` does not name it [`--package tool`]
    ");
}

#[test]
fn being_excluded_overrules_being_named_and_configuration() {
    let workspace = Fixture::workspace("").tool("tool", "").tool("kept", KEEP);
    let selection = select(&["tool", "kept"], &["kept"]);
    assert_snapshot!(workspace.decisions_for(&selection), @"
    tool: tool
    kept: skipped, `--exclude` names it [remove it from `--exclude`]
    ");
    let selection = Selection { workspace: true, ..select(&[], &["kept"]) };
    assert_snapshot!(workspace.decisions_for(&selection), @"
    tool: tool
    kept: skipped, `--exclude` names it [remove it from `--exclude`]
    ");
}

#[test]
fn being_named_overrules_a_configured_skip_and_the_workspace_switch_does_not() {
    let workspace = Fixture::workspace("").tool("tool", "").tool("unwanted", SKIP);
    assert_snapshot!(workspace.decisions_for(&everything()), @"
    tool: tool
    unwanted: skipped, its configuration says `skip = true` [remove `skip = true` from crates/unwanted/Cargo.toml:6]
    ");
    assert_snapshot!(workspace.decisions_for(&select(&["unwanted"], &[])), @"
    unwanted: unwanted
    tool: skipped, `--package` does not name it [`--package tool`]
    ");
}

#[test]
fn a_package_table_overrules_the_workspace_table() {
    let workspace =
        Fixture::workspace("[workspace.metadata.conda]\nskip = true").tool("tool", "").tool("kept", KEEP);
    assert_snapshot!(workspace.decisions(), @"
    kept: kept
    tool: skipped, its configuration says `skip = true` [remove `skip = true` from Cargo.toml:5]
    ");
}

#[test]
fn a_library_never_becomes_a_package() {
    let workspace = Fixture::workspace("").tool("tool", "").lib_crate("lib", KEEP);
    assert_snapshot!(workspace.decisions_for(&everything()), @"
    tool: tool
    lib: skipped, it has no binary
    ");
}

#[test]
fn a_decree_can_hold_for_some_platforms() {
    let workspace = Fixture::workspace("")
        .tool("tool", "")
        .tool("service", "[package.metadata.conda.target.linux]\nskip = true");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    service: skipped, its configuration says `skip = true` [remove `skip = true` from crates/service/Cargo.toml:6]
    ");
}

#[test]
fn a_member_taken_in_by_decree_does_not_make_publish_count_unless_it_is_published() {
    let unpublished = format!("publish = false\n{KEEP}");
    let workspace = Fixture::workspace("").tool("tool", "publish = false").tool("kept", &unpublished);
    assert_snapshot!(workspace.decisions(), @"
    kept: kept
    tool: tool
    ");
    let workspace = Fixture::workspace("").tool("tool", "publish = false").tool("kept", KEEP);
    assert_snapshot!(workspace.decisions(), @"
    kept: kept
    tool: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/tool/Cargo.toml]
    ");
}

#[test]
fn patterns_name_members() {
    let workspace =
        Fixture::workspace("").tool("uu_ls", "").tool("uu_cat", "").tool("other", "").lib_crate("uu_lib", "");
    assert_snapshot!(workspace.decisions_for(&select(&["uu_*"], &[])), @"
    uu_cat: uu_cat
    uu_ls: uu_ls
    other: skipped, `--package` does not name it [`--package other`]
    uu_lib: skipped, it has no binary
    ");
    assert_snapshot!(workspace.decisions_for(&select(&[], &["uu_*"])), @"
    other: other
    uu_cat: skipped, `--exclude` names it [remove it from `--exclude`]
    uu_lib: skipped, `--exclude` names it [remove it from `--exclude`]
    uu_ls: skipped, `--exclude` names it [remove it from `--exclude`]
    ");
    assert_snapshot!(workspace.decisions_for(&select(&["uu_{ls,cat}"], &["*cat"])), @"
    uu_ls: uu_ls
    other: skipped, `--package` does not name it [`--package other`]
    uu_cat: skipped, `--exclude` names it [remove it from `--exclude`]
    uu_lib: skipped, `--package` does not name it [`--package uu_lib`]
    ");
}
