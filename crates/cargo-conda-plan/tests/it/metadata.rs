//! Packages as Cargo's own keys describe them.

use insta::assert_snapshot;

use crate::fixture::Fixture;

#[test]
fn everything_that_can_be_inherited_is() {
    let fixture = Fixture::workspace(
        "[workspace.package]\nversion = '1.2.3'\ndescription = 'Finds things. Also loses them.'\nlicense = 'MIT'
        homepage = 'https://example.com'\nrepository = 'https://example.com/repo'\ndocumentation = 'https://example.com/docs'\npublish = false",
    )
    .file(
        "crates/tool/Cargo.toml",
        "[package]\nname = 'tool'\nedition = '2024'\nversion.workspace = true\ndescription.workspace = true\nlicense.workspace = true
        homepage.workspace = true\nrepository.workspace = true\ndocumentation.workspace = true\npublish.workspace = true",
    )
    .file("crates/tool/src/main.rs", "fn main() {}")
    .tool("published", "");
    assert_snapshot!(fixture.decisions(), @"
    published: published
    tool: skipped, it has `publish = false` [`[package.metadata.conda] skip = false` in crates/tool/Cargo.toml]
    ");
    let fixture = fixture.tool("published", "publish.workspace = true");
    let package = fixture.package("tool");
    assert_eq!(package.version.as_str(), "1.2.3");
    assert_eq!(package.about.summary.as_deref(), Some("Finds things."));
    assert_eq!(package.about.description.as_deref(), Some("Finds things. Also loses them."));
    assert_eq!(package.about.license.expression.unwrap().to_string(), "MIT");
    assert_eq!(package.about.homepage.as_deref(), Some("https://example.com"));
    assert_eq!(package.about.repository.as_deref(), Some("https://example.com/repo"));
    assert_eq!(package.about.documentation.as_deref(), Some("https://example.com/docs"));
}

#[test]
fn a_root_package_has_both_tables() {
    let fixture = Fixture::empty()
        .file(
            "Cargo.toml",
            "[package]\nname = 'Root'\nversion = '2.0.0-rc.1'\nedition = '2024'\n[workspace]\n
            [workspace.metadata.conda]\nbuild-number = 1\nprofile = 'dev'\n[package.metadata.conda]\nbuild-number = 2",
        )
        .file("src/main.rs", "fn main() {}");
    let package = fixture.package("Root");
    assert_eq!(package.name.as_str(), "root");
    assert_eq!(package.version.as_str(), "2.0.0.rc.1");
    assert_eq!((package.build.number, package.install.profile.as_str()), (2, "dev"));
    assert_eq!(package.directory, fixture.root());
}

#[test]
fn a_name_can_be_overridden() {
    let fixture =
        Fixture::workspace("").tool("fd_find", "").tool("rg", "[package.metadata.conda]\nname = 'ripgrep'");
    assert_eq!(fixture.package("fd_find").name.as_str(), "fd_find");
    assert_eq!(fixture.package("rg").name.as_str(), "ripgrep");
}

#[test]
fn two_members_of_one_name_are_an_error() {
    let fixture =
        Fixture::workspace("").tool("tool", "").tool("other", "[package.metadata.conda]\nname = 'tool'");
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:1:1 at [package]
      `other` and `tool` would both be the conda package `tool`
      help: give one a name of its own: `[package.metadata.conda] name = "…"` in `tool`, or `[package.tool] name = "…"` in a file for `--config`
    "#);
    let fixture = Fixture::workspace("").tool("Tool", "").tool("tool", "");
    assert_snapshot!(fixture.error(), @r#"
    a problem in the manifests
    crates/tool/Cargo.toml:1:1 at [package]
      `Tool` and `tool` would both be the conda package `tool`
      help: give one a name of its own: `[package.metadata.conda] name = "…"` in `tool`, or `[package.tool] name = "…"` in a file for `--config`
    "#);
}

#[test]
fn a_left_out_member_does_not_clash() {
    let fixture = Fixture::workspace("")
        .tool("tool", "")
        .tool("other", "[package.metadata.conda]\nname = 'tool'\nskip = true");
    assert_snapshot!(fixture.decisions(), @"
    tool: tool
    other: skipped, its configuration says `skip = true` [remove `skip = true` from crates/other/Cargo.toml:7]
    ");
}
