//! Evidence: every reason to leave a member out, and facts that are not reasons.

use insta::assert_snapshot;

use crate::fixture::Fixture;

#[test]
fn members_with_a_binary_become_packages() {
    let workspace = Fixture::workspace("").tool("tool", "").lib_crate("lib", "");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    lib: skipped, it has no binary
    ");
}

#[test]
fn nothing_selected_lists_every_member() {
    let workspace = Fixture::workspace("").lib_crate("lib", "").tool(
        "gated",
        "[features]\nextra = []\nmore = []\n[[bin]]\nname = 'gated'\nrequired-features = ['extra', 'more']",
    );
    assert_snapshot!(workspace.decisions(), @r#"
    no crate of this workspace becomes a package
    gated: skipped, each of its binaries needs a feature that is off: `gated` needs the features `extra`, `more` [`[package.metadata.conda] features = ["extra", "more"]` in crates/gated/Cargo.toml]
    lib: skipped, it has no binary
    "#);
}

#[test]
fn binaries_whose_features_are_off_are_left_out() {
    let workspace = Fixture::workspace("")
        .tool("tool", "[features]\nextra = []\n[[bin]]\nname = 'tool'\n[[bin]]\nname = 'gated'\npath = 'src/main.rs'\nrequired-features = ['extra']");
    assert_snapshot!(workspace.decisions(), @"tool: tool, without gated");
}

#[test]
fn the_default_feature_counts_as_on() {
    let workspace = Fixture::workspace("").tool(
        "tool",
        "[features]\ndefault = ['cli']\ncli = []\n[[bin]]\nname = 'tool'\nrequired-features = ['cli']",
    );
    assert_snapshot!(workspace.decisions(), @"tool: tool");
}

#[test]
fn an_alias_marks_the_xtask() {
    let aliases = [
        "run -p helper --",
        "run --package helper --",
        "run --package=helper --quiet",
        "run -phelper",
        "r --bin helper --",
        "run --bin=helper",
        "run --manifest-path crates/helper/Cargo.toml --",
        "run --release --manifest-path=./crates/helper/Cargo.toml --",
    ];
    for alias in aliases {
        let workspace = Fixture::workspace("")
            .tool("tool", "")
            .tool("helper", "publish = false")
            .file(".cargo/config.toml", &format!("[alias]\nhelp-me = '{alias}'"));
        assert_eq!(
            workspace.decisions(),
            "tool: tool\nhelper: skipped, the cargo alias `help-me` runs it \
             [`[package.metadata.conda] skip = false` in crates/helper/Cargo.toml]",
            "{alias}"
        );
    }
}

#[test]
fn an_alias_for_a_published_product_marks_nothing() {
    let workspace = Fixture::workspace("")
        .tool("product", "")
        .file(".cargo/config.toml", "[alias]\nlocal-product = 'run -p product --'");
    assert_snapshot!(workspace.decisions(), @"product: product");

    let workspace = Fixture::workspace("")
        .tool("tool", "")
        .tool("chores", "")
        .file(".cargo/config.toml", "[alias]\nxtask = 'run -p chores --'");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    chores: skipped, the cargo alias `xtask` runs it [`[package.metadata.conda] skip = false` in crates/chores/Cargo.toml]
    ");
}

#[test]
fn other_aliases_mark_nothing() {
    let aliases = [
        "test -p helper",
        "build --bin helper",
        "run -p tool-box -- -p helper --bin helper",
        "run --manifest-path ../other/crates/helper/Cargo.toml",
        "run",
        "run -p",
    ];
    for alias in aliases {
        let workspace = Fixture::workspace("")
            .tool("helper", "")
            .file(".cargo/config.toml", &format!("[alias]\nhelp-me = '{alias}'"));
        assert_eq!(workspace.decisions(), "helper: helper", "{alias}");
    }
}

#[test]
fn a_member_named_xtask_needs_no_alias() {
    let workspace = Fixture::workspace("").tool("tool", "").tool("xtask", "");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    xtask: skipped, it is the xtask [`[package.metadata.conda] skip = false` in crates/xtask/Cargo.toml]
    ");
}

#[test]
fn a_member_for_another_platform_is_left_out() {
    let workspace = Fixture::workspace("")
        .tool("plugin", "")
        .file("crates/plugin/.cargo/config.toml", "[build]\ntarget = 'wasm32-wasip1'")
        .tool("musl", "")
        .file(
            "crates/musl/.cargo/config.toml",
            "[build]\ntarget = ['aarch64-apple-darwin', 'x86_64-unknown-linux-musl']",
        )
        .tool("tool", "");
    assert_snapshot!(workspace.decisions(), @"
    musl: musl
    tool: tool
    plugin: skipped, its `crates/plugin/.cargo/config.toml` builds for wasm32-wasip1 [`[package.metadata.conda] skip = false` in crates/plugin/Cargo.toml]
    ");
}

#[test]
fn default_members_choose() {
    let workspace =
        Fixture::workspace("default-members = ['crates/tool']").tool("tool", "").tool("other", "");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    other: skipped, it is not among the workspace's `default-members` [`--workspace`]
    ");
}

#[test]
fn unpublished_members_are_left_out_beside_published_ones() {
    let workspace = Fixture::workspace("").tool("tool", "").tool("internal", "publish = false");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    internal: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/internal/Cargo.toml]
    ");
}

#[test]
fn publish_says_nothing_where_nothing_is_published() {
    let workspace = Fixture::workspace("")
        .tool("tool", "publish = false")
        .tool("other", "publish = []")
        .lib_crate("lib", "publish = false");
    assert_snapshot!(workspace.decisions(), @"
    other: other
    tool: tool
    lib: skipped, it has no binary
    ");
}

#[test]
fn beside_a_published_library_unpublished_tools_are_internal() {
    let gated =
        "[features]\ncli = []\n[[bin]]\nname = 'cat'\npath = 'src/main.rs'\nrequired-features = ['cli']";
    let workspace = Fixture::workspace("")
        .tool("bench", "publish = false")
        .tool("gen", "publish = false")
        .lib_crate("lib", "")
        .tool("reader", gated)
        .tool("xtask", "publish = false");
    assert_snapshot!(workspace.decisions(), @r#"
    no crate of this workspace becomes a package
    reader: skipped, each of its binaries needs a feature that is off: `cat` needs the feature `cli` [`[package.metadata.conda] features = ["cli"]` in crates/reader/Cargo.toml]
    bench: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/bench/Cargo.toml]
    gen: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/gen/Cargo.toml]
    xtask: skipped, it is the xtask [`[package.metadata.conda] skip = false` in crates/xtask/Cargo.toml]
    lib: skipped, it has no binary
    "#);
    let workspace =
        workspace.tool("reader", &format!("{gated}\n[package.metadata.conda]\nfeatures = ['cli']"));
    assert_snapshot!(workspace.decisions(), @"
    reader: cat
    bench: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/bench/Cargo.toml]
    gen: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/gen/Cargo.toml]
    lib: skipped, it has no binary
    xtask: skipped, it is the xtask [`[package.metadata.conda] skip = false` in crates/xtask/Cargo.toml]
    ");
}

#[test]
fn a_published_xtask_does_not_make_publish_count() {
    let workspace = Fixture::workspace("").tool("tool", "publish = false").tool("xtask", "");
    assert_snapshot!(workspace.decisions(), @"
    tool: tool
    xtask: skipped, it is the xtask [`[package.metadata.conda] skip = false` in crates/xtask/Cargo.toml]
    ");
}

#[test]
fn a_member_that_lacks_a_feature_and_is_not_published_needs_both_remedies() {
    let gated =
        "[features]\ncli = []\n[[bin]]\nname = 'cat'\npath = 'src/main.rs'\nrequired-features = ['cli']";
    let workspace = Fixture::workspace("default-members = ['crates/lib', 'crates/lib-2', 'crates/inner']")
        .lib_crate("lib", "")
        .lib_crate("lib-2", "")
        .tool("inner", &format!("publish = false\n{gated}"))
        .tool("outer", gated);
    assert_snapshot!(workspace.decisions(), @r#"
    no crate of this workspace becomes a package
    outer: skipped, each of its binaries needs a feature that is off: `cat` needs the feature `cli` [`[package.metadata.conda] features = ["cli"]` in crates/outer/Cargo.toml, and `--workspace`]
    inner: skipped, each of its binaries needs a feature that is off: `cat` needs the feature `cli` [`[package.metadata.conda] features = ["cli"]` and `skip = false` in crates/inner/Cargo.toml]
    lib: skipped, it has no binary
    lib-2: skipped, it has no binary
    "#);
    let both = "[package.metadata.conda]\nfeatures = ['cli']\nskip = false";
    let workspace = workspace.tool("inner", &format!("publish = false\n{gated}\n{both}"));
    assert_eq!(workspace.package("inner").binaries(), ["cat"]);
}
