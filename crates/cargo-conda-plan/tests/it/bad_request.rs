//! Requests that cannot be met, and their messages.

use cargo_conda_plan::{FeatureRequest, PlanRequest};
use insta::assert_snapshot;

use crate::fixture::{Fixture, linux, select};

fn workspace() -> Fixture {
    Fixture::workspace("")
        .tool("tool", "[features]\nfancy = []\ngate = []\n[[bin]]\nname = 'tool'")
        .tool("gated", "[features]\ngate = []\n[[bin]]\nname = 'gated'\nrequired-features = ['gate']")
        .lib_crate("lib", "[features]\nlib-only = []")
}

fn selecting(packages: &[&str], exclude: &[&str]) -> String {
    workspace().error_for(&PlanRequest { selection: select(packages, exclude), ..linux() })
}

fn with_features(features: &str) -> PlanRequest {
    let features = FeatureRequest { features: vec![features.to_owned()], ..FeatureRequest::default() };
    PlanRequest { features, ..linux() }
}

#[test]
fn a_name_that_is_no_member() {
    assert_snapshot!(selecting(&["tol"], &[]), @"no member of the workspace matches `tol`; did you mean `tool`?");
    assert_snapshot!(selecting(&["something-else"], &[]), @"no member of the workspace matches `something-else`");
    assert_snapshot!(selecting(&[], &["gatde"]), @"no member of the workspace matches `gatde`; did you mean `gated`?");
    assert_snapshot!(selecting(&["zz*"], &[]), @"no member of the workspace matches `zz*`");
}

#[test]
fn a_name_that_cannot_be_a_package() {
    assert_snapshot!(selecting(&["lib"], &[]), @"`lib` cannot become a package: it has no binary");
    assert_snapshot!(selecting(&["gated"], &[]), @r#"
    `gated` cannot become a package: each of its binaries needs a feature that is off: `gated` needs the feature `gate`
    `[package.metadata.conda] features = ["gate"]` in crates/gated/Cargo.toml
    "#);
}

#[test]
fn a_pattern_may_cover_what_cannot_be_a_package() {
    let selection = select(&["*"], &[]);
    assert_snapshot!(workspace().decisions_for(&selection), @r#"
    tool: tool
    gated: skipped, each of its binaries needs a feature that is off: `gated` needs the feature `gate` [`[package.metadata.conda] features = ["gate"]` in crates/gated/Cargo.toml]
    lib: skipped, it has no binary
    "#);
}

#[test]
fn everything_excluded() {
    assert_snapshot!(selecting(&["tool"], &["tool"]), @"
    no crate of this workspace becomes a package
    tool: skipped, `--exclude` names it [remove it from `--exclude`]
    gated: skipped, `--package` does not name it [`--package gated`]
    lib: skipped, `--package` does not name it [`--package lib`]
    ");
}

#[test]
fn many_libraries_do_not_hide_what_could_become_a_package() {
    let libraries = ["a", "b", "c", "d"];
    let gated = "[features]\ngate = []\n[[bin]]\nname = 'gated'\nrequired-features = ['gate']";
    let workspace = Fixture::workspace("").tool("gated", gated);
    let workspace = libraries.into_iter().fold(workspace, |fixture, name| fixture.lib_crate(name, ""));
    let help = workspace.try_plan(&linux()).unwrap_err().help().unwrap();
    assert_snapshot!(help, @r#"
    gated: each of its binaries needs a feature that is off: `gated` needs the feature `gate`; to include it: `[package.metadata.conda] features = ["gate"]` in crates/gated/Cargo.toml
    4 libraries: they have no binary
    "#);
}

#[test]
fn a_feature_that_no_package_has() {
    let error = |features| workspace().error_for(&with_features(features));
    assert_snapshot!(error("fancyy"), @"no selected package has a feature `fancyy`; did you mean `fancy`?");
    assert_snapshot!(error("FANCY"), @"no selected package has a feature `FANCY`; did you mean `fancy`?");
    assert_snapshot!(error("dep:fancy"), @"no selected package has a feature `dep:fancy`; did you mean `fancy`?");
    assert_snapshot!(error("fancy,unheard-of"), @"no selected package has a feature `unheard-of`");
    assert_snapshot!(error("tool/fanyc"), @"no selected package has a feature `fanyc`; did you mean `fancy`?");
    assert_snapshot!(error("tol/fancy"), @"no member of the workspace matches `tol`; did you mean `tool`?");
    // Libraries do not become packages, so nothing would be built with the feature.
    assert_snapshot!(error("lib-only"), @"no selected package has a feature `lib-only`");
    assert_snapshot!(error("lib/lib-only"), @"no selected package has a feature `lib/lib-only`");
}

#[test]
fn a_profile_that_is_not_defined() {
    let error = |profile: &str| {
        let fixture = workspace();
        fixture.error_for(&PlanRequest { profile: Some(profile.to_owned()), ..linux() })
    };
    assert_snapshot!(error("realese"), @"profile `realese` is not defined; did you mean `release`?");
    assert_snapshot!(error("production"), @"profile `production` is not defined");
}
