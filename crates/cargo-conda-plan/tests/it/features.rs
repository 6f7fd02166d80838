//! Features, from configuration and from the command line.

use cargo_conda_plan::{FeatureRequest, PackagePlan, PlanRequest};
use cargo_conda_workspace::{FeatureSelection, FeaturesOf};

use crate::fixture::{Fixture, linux, platform, select};

const FEATURES: &str = "[features]\nfancy = []\ngate = []\nmore = []\n";

fn two_tools(table: &str) -> Fixture {
    Fixture::workspace("")
        .tool("tool", &format!("{FEATURES}{table}"))
        .tool("other", "[features]\nfancy = []\n")
}

fn planned(fixture: &Fixture, features: FeatureRequest) -> Vec<FeatureSelection> {
    let plan = fixture.plan(&PlanRequest { features, ..linux() });
    plan.packages.into_iter().map(|package| package.install.features).collect()
}

fn on(features: &[&str]) -> FeatureSelection {
    FeatureSelection {
        features: features.iter().map(|&name| name.to_owned()).collect(),
        ..Default::default()
    }
}

fn asked(features: &[&str]) -> FeatureRequest {
    FeatureRequest { features: on(features).features, ..Default::default() }
}

#[test]
fn a_plain_feature_goes_to_every_package_that_has_it() {
    let fixture = two_tools("");
    assert_eq!(planned(&fixture, asked(&["fancy"])), [on(&["fancy"]), on(&["fancy"])]);
    assert_eq!(planned(&fixture, asked(&["gate"])), [on(&[]), on(&["gate"])]);
}

#[test]
fn a_qualified_feature_goes_to_one() {
    assert_eq!(planned(&two_tools(""), asked(&["tool/fancy"])), [on(&[]), on(&["fancy"])]);
}

#[test]
fn lists_are_split_as_cargo_splits_them() {
    let both = on(&["fancy", "gate"]);
    assert_eq!(planned(&two_tools(""), asked(&["gate,tool/fancy"]))[1], both);
    assert_eq!(planned(&two_tools(""), asked(&["gate tool/fancy,"]))[1], both);
}

#[test]
fn the_request_comes_on_top_of_configuration() {
    let fixture =
        two_tools("[package.metadata.conda]\nfeatures = ['more', 'gate']\nno-default-features = true");
    let expected = FeatureSelection { no_default_features: true, ..on(&["fancy", "gate", "more"]) };
    assert_eq!(planned(&fixture, asked(&["fancy", "gate"]))[1], expected);
}

#[test]
fn switches_of_the_request_hold_for_all() {
    let request = FeatureRequest { all_features: true, no_default_features: true, ..Default::default() };
    let expected = FeatureSelection { all_features: true, no_default_features: true, ..on(&[]) };
    assert_eq!(planned(&two_tools(""), request), [expected.clone(), expected]);
}

#[test]
fn configured_features_may_be_those_of_a_dependency() {
    let fixture = Fixture::workspace("").lib_crate("lib", "[features]\nfast = []").tool(
        "tool",
        "[dependencies]\nlib = { path = '../lib' }\n[package.metadata.conda]\nfeatures = ['lib/fast']",
    );
    assert_eq!(planned(&fixture, asked(&[])), [on(&["lib/fast"])]);
}

#[test]
fn a_requested_feature_can_make_a_package() {
    let gated = "[features]\ngate = []\n[[bin]]\nname = 'gated'\nrequired-features = ['gate']";
    let fixture = Fixture::workspace("").tool("gated", gated);
    let request = PlanRequest { features: asked(&["gate"]), selection: select(&["gated"], &[]), ..linux() };
    assert_eq!(fixture.plan(&request).packages[0].binaries(), ["gated"]);
}

/// A binary that requires the feature of an optional dependency. `default` enables it through a feature of
/// the dependency, so that it is on where the dependency is.
fn gated_by_a_dependency(dependencies: &str) -> Fixture {
    let tool = format!(
        "[features]\ndefault = ['extra']\nextra = ['lib/fast']\n[[bin]]\nname = 'tool'\n[[bin]]\nname = 'gated'\n\
         path = 'src/main.rs'\nrequired-features = ['lib']\n[{dependencies}]\n\
         lib = {{ path = '../lib', optional = true }}"
    );
    Fixture::workspace("").lib_crate("lib", "[features]\nfast = []").tool("tool", &tool)
}

fn binaries_on(fixture: &Fixture, name: &str) -> Vec<String> {
    let plan = fixture.plan(&PlanRequest { target_platforms: vec![platform(name)], ..linux() });
    plan.packages.iter().flat_map(PackagePlan::binaries).cloned().collect()
}

#[test]
fn a_feature_is_off_where_its_dependency_is_not_compiled() {
    let everywhere = gated_by_a_dependency("dependencies");
    assert_eq!(binaries_on(&everywhere, "linux-64"), ["gated", "tool"]);
    let on_windows = gated_by_a_dependency("target.'cfg(windows)'.dependencies");
    assert_eq!(binaries_on(&on_windows, "linux-64"), ["tool"]);
    assert_eq!(binaries_on(&on_windows, "win-64"), ["gated", "tool"]);
}

#[test]
fn a_binary_may_require_a_feature_of_a_dependency() {
    let fixture = Fixture::workspace("").lib_crate("lib", "[features]\nfast = []").tool(
        "tool",
        "[features]\nquick = ['lib/fast']\n[[bin]]\nname = 'tool'\nrequired-features = ['lib/fast']\n\
         [dependencies]\nlib = { path = '../lib' }",
    );
    let request = PlanRequest { features: asked(&["quick"]), ..linux() };
    assert_eq!(fixture.plan(&request).packages[0].binaries(), ["tool"]);
}

/// `tool` has a binary behind a feature that `other` turns on in its library.
fn united(table: &str) -> Fixture {
    Fixture::workspace("")
        .tool(
            "tool",
            &format!(
                "{FEATURES}[lib]\npath = 'src/lib.rs'\n[[bin]]\nname = 'tool'\n[[bin]]\nname = 'gated'\n\
                 path = 'src/main.rs'\nrequired-features = ['gate']\n[package.metadata.conda]\n{table}"
            ),
        )
        .file("crates/tool/src/lib.rs", "")
        .tool("other", "[dependencies]\ntool = { path = '../tool', features = ['gate'] }")
}

#[test]
fn what_other_members_turn_on_allows_binaries() {
    assert_eq!(united("").package("tool").binaries(), ["tool"]);
    assert_eq!(united("features-of = 'workspace'").package("tool").binaries(), ["gated", "tool"]);
}

#[test]
fn all_features_are_listed_where_cargo_would_enable_those_of_all_members() {
    let install = united("features-of = 'workspace'\nall-features = true").package("tool").install;
    let expected = FeatureSelection { of: FeaturesOf::Workspace, ..on(&["fancy", "gate", "more"]) };
    assert_eq!(install.features, expected);
}
