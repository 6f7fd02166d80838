//! Problems in manifests: the location, the message and the help of each.

use cargo_conda_plan::PlanRequest;
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, select};

/// The message about a member with this `[package.metadata.conda]`.
fn error(table: &str) -> String {
    Fixture::workspace("")
        .tool(
            "tool",
            &format!(
                "[features]\ngate = []\nfancy = []\n[[bin]]\nname = 'tool'\n[[bin]]\nname = 'gated'\npath = 'src/main.rs'\n\
                 required-features = ['gate']\n[package.metadata.conda]\n{table}"
            ),
        )
        .error()
}

#[test]
fn a_name_that_conda_cannot_have() {
    assert_snapshot!(error("name = 'My Tool'"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:8 at 'My Tool'
      `My Tool` cannot be the name of a conda package: it contains `M`, but only lower-case ASCII letters, digits, `-`, `_` and `.` are allowed; write `my-tool` or the like
    ");
    assert_snapshot!(Fixture::workspace("").tool("tool--x", "").error(), @"
    a problem in the manifests
    crates/tool--x/Cargo.toml:1:1 at [package]
      `tool--x` cannot be the name of a conda package: it contains two of `-`, `_` and `.` side by side; write `tool-x` or the like
      help: set `name` in `[package.metadata.conda]`, or in `[package.tool--x]` of a file for `--config`
    ");
}

#[test]
fn a_binary_that_leads_out_of_its_place() {
    for name in [
        "../../x",
        "a/b",
        "a\\b",
        ".hidden",
        "-x",
        "${{ 7 }}",
        "a[b]*",
        "x;id",
        "a\u{1b}b",
        "%PATH%",
        "\u{202e}x",
    ] {
        let bin = format!("[[bin]]\nname = {name:?}\npath = 'src/main.rs'\n");
        let bin = bin.replace("\\u{1b}", "\\u001b").replace("\\u{202e}", "\\u202e");
        let error = Fixture::workspace("").tool("tool", &bin).error();
        assert!(error.contains("cannot be installed: its name contains"), "{name}: {error}");
    }
    assert_snapshot!(Fixture::workspace("").tool("tool", "[[bin]]\nname = '../x'\npath = 'src/main.rs'\n").error(), @"
    a problem in the manifests
    crates/tool/Cargo.toml:1:1 at [package]
      the binary `../x` cannot be installed: its name contains `.` at a place where it is not allowed
      help: use letters, digits, `_` and, after the first character, `-`; or leave the binary out: list the others in `binaries`
    ");
}

#[test]
fn an_argument_of_several_lines() {
    assert_snapshot!(error("extra-args = [\"--config\", \"a\\n&calc\"]"), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:15:27 at "a\n&calc"
      `a\n&calc` cannot be given in `extra-args`
      help: write each argument in one line, without control characters
    "#);
}

#[test]
fn an_unknown_binary() {
    assert_snapshot!(error("binaries = ['tool', 'gatde']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:21 at 'gatde'
      `tool` has no binary `gatde`
      help: did you mean `gated`?
    ");
}

#[test]
fn only_unknown_binaries() {
    assert_snapshot!(error("binaries = ['tol']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'tol'
      `tool` has no binary `tol`
      help: did you mean `tool`?
    ");
}

#[test]
fn a_binary_behind_a_feature() {
    assert_snapshot!(error("binaries = ['tool', 'gated']"), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:15:21 at 'gated'
      binary `gated` needs the feature `gate`
      help: turn it on: `features = ["gate"]`
    "#);
}

#[test]
fn only_a_binary_behind_a_feature() {
    assert_snapshot!(error("binaries = ['gated']"), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'gated'
      binary `gated` needs the feature `gate`
      help: turn it on: `features = ["gate"]`
    "#);
}

#[test]
fn asking_for_the_member_does_not_hide_the_place() {
    let fixture = Fixture::workspace("").tool("tool", "[package.metadata.conda]\nbinaries = ['tol']");
    let request = PlanRequest { selection: select(&["tool"], &[]), ..linux() };
    assert_snapshot!(fixture.error_for(&request), @"
    a problem in the manifests
    crates/tool/Cargo.toml:6:13 at 'tol'
      `tool` has no binary `tol`
      help: did you mean `tool`?
    ");
}

#[test]
fn a_library_may_inherit_binaries() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nbinaries = ['tool']")
        .tool("tool", "")
        .lib_crate("lib", "");
    assert_snapshot!(fixture.decisions(), @"
    tool: tool
    lib: skipped, it has no binary
    ");
}

#[test]
fn an_unknown_feature() {
    assert_snapshot!(error("features = ['fancyy']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'fancyy'
      `tool` has no feature `fancyy`
      help: did you mean `fancy`?
    ");
    assert_snapshot!(error("features = ['serde/derive']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'serde/derive'
      `tool` has no feature `serde/derive`
    ");
    assert_snapshot!(error("features = ['dep:fancy']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'dep:fancy'
      `tool` has no feature `dep:fancy`
      help: did you mean `fancy`?
    ");
    // As on the command line, upper and lower case are no difference in spelling.
    assert_snapshot!(error("features = ['FANCY']"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:13 at 'FANCY'
      `tool` has no feature `FANCY`
      help: did you mean `fancy`?
    ");
}

#[test]
fn an_unknown_profile() {
    assert_snapshot!(error("profile = 'relaese'"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:11 at 'relaese'
      profile `relaese` is not defined
      help: did you mean `release`?
    ");
}

#[test]
fn profiles_of_the_manifest_and_of_cargos_configuration_are_known() {
    let fixture = Fixture::workspace("[profile.dist]\ninherits = 'release'")
        .tool("a", "[package.metadata.conda]\nprofile = 'dist'")
        .tool("b", "[package.metadata.conda]\nprofile = 'small'")
        .file(".cargo/config.toml", "[profile.small]\ninherits = 'release'");
    let profiles: Vec<_> =
        fixture.plan(&linux()).packages.into_iter().map(|package| package.install.profile).collect();
    assert_eq!(profiles, ["dist", "small"]);
}

#[test]
fn reserved_arguments() {
    assert_snapshot!(
        error("extra-args = ['--features=x', '-Fx', '--bin', '--root', '--target', '--debug', '--config', '--features x']"),
        @r#"
        7 problems in the manifests
        crates/tool/Cargo.toml:15:15 at '--features=x'
          `--features=x` cannot be given in `extra-args`
          help: use the key `features`
        crates/tool/Cargo.toml:15:31 at '-Fx'
          `-Fx` cannot be given in `extra-args`
          help: use the key `features`
        crates/tool/Cargo.toml:15:38 at '--bin'
          `--bin` cannot be given in `extra-args`
          help: use the key `binaries`
        crates/tool/Cargo.toml:15:47 at '--root'
          `--root` cannot be given in `extra-args`
          help: remove it: the build sets it
        crates/tool/Cargo.toml:15:57 at '--target'
          `--target` cannot be given in `extra-args`
          help: use the key `target-platforms` or the option `--target-platform`
        crates/tool/Cargo.toml:15:69 at '--debug'
          `--debug` cannot be given in `extra-args`
          help: use the key `profile`: `profile = "dev"`
        crates/tool/Cargo.toml:15:92 at '--features x'
          `--features x` cannot be given in `extra-args`
          help: use the key `features`
        "#
    );
}

#[test]
fn problems_of_the_workspace_table_are_said_once() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nprofile = 'nope'\nfeatures = ['nope']")
        .tool("a", "")
        .tool("b", "");
    assert_snapshot!(fixture.error(), @"
    2 problems in the manifests
    Cargo.toml:5:11 at 'nope'
      profile `nope` is not defined
    Cargo.toml:6:13 at 'nope'
      no member of the workspace has a feature `nope`
    ");
}

#[test]
fn features_of_the_workspace_table_are_for_the_members_that_have_them() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nfeatures = ['tls']")
        .tool("a", "[features]\ntls = []\n[[bin]]\nname = 'a'\nrequired-features = ['tls']")
        .tool("b", "");
    assert_snapshot!(fixture.decisions(), @"
    a: a
    b: b
    ");
}

#[test]
fn all_problems_are_said_at_once_in_the_order_of_their_places() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nchanels = []\ntoolchain = 'rustup'")
        .tool("b", "license = 'nope'\n[package.metadata.conda]\nprofile = 'nope'\nfeatures = ['nope']")
        .tool("a", "[package.metadata.conda]\nbuild-number = -1\nextra-args = ['--root']\nname = 'b'");
    assert_snapshot!(fixture.error(), @r#"
    8 problems in the manifests
    Cargo.toml:5:1 at chanels
      unknown key `chanels`
      help: did you mean `channels`?
    Cargo.toml:6:13 at 'rustup'
      unknown toolchain `rustup`
      help: write `system` for the machine's own toolchain, or `conda`
    crates/a/Cargo.toml:6:16 at -1
      `build-number` must be a whole number, 0 or more, or "auto", not -1
    crates/a/Cargo.toml:7:15 at '--root'
      `--root` cannot be given in `extra-args`
      help: remove it: the build sets it
    crates/b/Cargo.toml:1:1 at [package]
      `a` and `b` would both be the conda package `b`
      help: give one a name of its own: `[package.metadata.conda] name = "…"` in `b`, or `[package.b] name = "…"` in a file for `--config`
    crates/b/Cargo.toml:5:11 at 'nope'
      cannot read the licence `nope` as an SPDX expression: `nope` is not in the SPDX list; write an identifier of https://spdx.org/licenses, or set `license-file` in its place
    crates/b/Cargo.toml:7:11 at 'nope'
      profile `nope` is not defined
    crates/b/Cargo.toml:8:13 at 'nope'
      `b` has no feature `nope`
    "#);
}

#[test]
fn features_of_neither_package_nor_workspace() {
    assert_snapshot!(error("features-of = 'all'"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:15 at 'all'
      unknown value `all` of `features-of`
      help: write `package`, for the features that the package alone asks for, or `workspace`, for those of a build of all members
    ");
}

#[test]
fn a_value_of_strip_that_cargo_does_not_know() {
    assert_snapshot!(error("strip = 'all'"), @"
    a problem in the manifests
    crates/tool/Cargo.toml:15:9 at 'all'
      unknown value `all` of `strip`
      help: write `symbols`, `debuginfo` or `none`, as in Cargo's profiles
    ");
}

#[test]
fn what_a_build_of_all_members_cannot_do() {
    assert_snapshot!(error("features-of = 'workspace'\nno-default-features = true"), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:15:15 at 'workspace'
      `tool` cannot be built with the features of the workspace: cargo would leave the default features of all members off, since it has no option for one of them
      help: leave `no-default-features` out, or write `features-of = "package"` and the features that are missing then under `[dependencies]`
    "#);
    let fixture = Fixture::workspace("")
        .tool("tool", "[package.metadata.conda]\nfeatures-of = 'workspace'")
        .tool("tool-2", "[[bin]]\nname = 'tool'\npath = 'src/main.rs'");
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:6:15 at 'workspace'
      `tool` cannot be built with the features of the workspace: `tool-2` has a binary `tool` too, and cargo would build both into one file
      help: rename one of the two, or leave it out with `binaries = […]`, or write `features-of = "package"`
    "#);
}

#[test]
fn features_with_the_first_resolver_and_a_root_package() {
    let table = "features = ['gate']\nfeatures-of = 'workspace'";
    let fixture = Fixture::empty()
        .file(
            "Cargo.toml",
            "[package]\nname = 'root'\nversion = '1.0.0'\nedition = '2021'\n[workspace]\nresolver = '1'\n\
             members = ['crates/*']",
        )
        .file("src/lib.rs", "")
        .tool("tool", &format!("[features]\ngate = []\n[package.metadata.conda]\n{table}"));
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:9:15 at 'workspace'
      `tool` cannot be built with the features of the workspace: with resolver 1, cargo gives the features of its command line to the root package
      help: write `resolver = "2"` in the root manifest, or leave `features` out, or write `features-of = "package"`
    "#);
}
