//! Warnings.

use cargo_conda_plan::PlanRequest;
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, platform};

/// Adds a package without warnings, except for those of `rest`.
fn tool(fixture: Fixture, name: &str, version: &str, rest: &str) -> Fixture {
    fixture
        .file("LICENSE", "")
        .file(
            &format!("crates/{name}/Cargo.toml"),
            &format!("[package]\nname = '{name}'\nedition = '2024'\nlicense = 'MIT'\n{version}\n{rest}"),
        )
        .file(&format!("crates/{name}/src/main.rs"), "fn main() {}")
}

#[test]
fn a_good_package_is_quiet() {
    assert_eq!(tool(Fixture::workspace(""), "tool", "version = '1.0.0'", "").warnings(), "");
}

#[test]
fn versions_that_conda_sorts_elsewhere() {
    let fixture = tool(Fixture::workspace(""), "dev", "version = '1.0.0-dev'", "");
    assert_snapshot!(fixture.warnings(), @"dev: conda puts the word `dev` below all others, so that `1.0.0-dev` is below `1.0.0-alpha`; use another word, such as `pre`");
    let long = format!("version = '1.0.0-{}'", "a".repeat(80));
    assert_snapshot!(tool(Fixture::workspace(""), "long", &long, "").warnings(), @"long: the version has 86 characters, but conda allows 64; the rest is cut off");
}

#[test]
fn no_version() {
    let fixture = tool(Fixture::workspace(""), "tool", "", "");
    assert_snapshot!(fixture.warnings(), @"tool: the manifest gives no `version`, so the package is 0.0.0");
    assert_eq!(fixture.package("tool").version.as_str(), "0.0.0");
}

#[test]
fn text_that_is_no_url_is_left_out() {
    let fixture = tool(
        Fixture::workspace(""),
        "tool",
        "version = '1.0.0'",
        "homepage = 'example.com'\nrepository = ''\ndocumentation = 'https://docs.rs/tool'",
    );
    assert_snapshot!(fixture.warnings(), @"
    tool: `homepage` is left out because `example.com` is not a URL: relative URL without a base
    tool: `repository` is left out because `` is not a URL: relative URL without a base
    ");
    let package = fixture.package("tool");
    assert_eq!((package.about.homepage, package.about.repository), (None, None));
    assert_eq!(package.about.documentation.as_deref(), Some("https://docs.rs/tool"));
}

#[test]
fn packages_that_cannot_be_installed_together() {
    let bin = "[[bin]]\nname = 'same'\npath = 'src/main.rs'";
    let fixture = tool(Fixture::workspace(""), "a", "version = '1.0.0'", bin);
    let fixture = tool(fixture, "b", "version = '1.0.0'", bin);
    assert_snapshot!(fixture.warnings(), @"a and b both install `bin/same`, so they cannot be installed together; leave it out of one with `[package.metadata.conda] binaries = […]`");
}

#[test]
fn a_deprecated_key() {
    let fixture = tool(
        Fixture::workspace(""),
        "tool",
        "version = '1.0.0'",
        "[package.metadata.conda]\ndebug-dir = 'x'",
    );
    assert_snapshot!(fixture.warnings(), @"crates/tool/Cargo.toml:7:1: `debug-dir` is deprecated and has no effect; remove it");
}

#[test]
fn what_holds_for_every_platform_is_said_once() {
    let fixture = tool(Fixture::workspace(""), "tool", "version = '1.0.0-dev'", "homepage = '?'");
    let platforms = vec![platform("linux-64"), platform("osx-64"), platform("win-64")];
    let plan = fixture.plan(&PlanRequest { target_platforms: platforms, ..linux() });
    assert_eq!(plan.warnings.len(), 2, "{:?}", plan.warnings);
}
