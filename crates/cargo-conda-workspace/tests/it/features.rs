//! The features that a selection enables, without regard to platforms.

use std::sync::LazyLock;

use cargo_conda_workspace::{FeatureSelection, Workspace};

use crate::fixture::Fixture;

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    Fixture::workspace("members = ['a', 'plain']\nexclude = ['dep', 'hidden', 'always', 'weak']")
        .file("a/Cargo.toml", include_str!("manifests/every-kind-of-feature.toml"))
        .file("a/src/lib.rs", "")
        .package("plain", "")
        .package("dep", "[features]\nfast = []")
        .package("hidden", "[features]\nfast = []")
        .package("weak", "[features]\nfast = []")
        .package("always", "[features]\nfast = []")
        .locked()
        .load()
});

fn selection(features: &[&str]) -> FeatureSelection {
    let features = features.iter().map(ToString::to_string).collect();
    FeatureSelection {
        features,
        all_features: false,
        no_default_features: true,
        ..FeatureSelection::default()
    }
}

fn enabled(features: &[&str]) -> String {
    let enabled = WORKSPACE.member("a").unwrap().enabled_features(&selection(features)).unwrap();
    enabled.into_iter().collect::<Vec<_>>().join(" ")
}

#[test]
fn default_is_on_unless_turned_off() {
    let a = WORKSPACE.member("a").unwrap();
    let default = a.enabled_features(&FeatureSelection::default()).unwrap();
    assert_eq!(default.into_iter().collect::<Vec<_>>(), ["default", "net", "tls"]);
    assert_eq!(enabled(&[]), "");
    assert_eq!(enabled(&["default"]), "default net tls");
    let plain = WORKSPACE.member("plain").unwrap();
    assert!(plain.enabled_features(&FeatureSelection::default()).unwrap().is_empty(), "it has no default");
}

#[test]
fn dependencies_are_features_as_in_cargo() {
    assert_eq!(enabled(&["dep"]), "dep");
    assert_eq!(enabled(&["full"]), "dep full net tls with-dep");
    assert_eq!(enabled(&["with-hidden"]), "with-hidden", "`dep:` hides the implicit feature");
    assert_eq!(enabled(&["with-weak"]), "with-weak");
    assert_eq!(
        enabled(&["with-always"]),
        "with-always",
        "an optional dependency alone enables the feature of its name"
    );
    assert_eq!(enabled(&["dep/fast"]), "dep");
    assert_eq!(enabled(&["always/fast", "weak?/fast"]), "");
}

#[test]
fn all_features_enables_each_feature() {
    let a = WORKSPACE.member("a").unwrap();
    let all = FeatureSelection { all_features: true, ..FeatureSelection::default() };
    assert!(a.enabled_features(&all).unwrap().iter().eq(a.features().keys()));
}

#[test]
fn an_unknown_feature_is_named() {
    let error = |feature: &str| {
        WORKSPACE.member("a").unwrap().enabled_features(&selection(&[feature])).unwrap_err().to_string()
    };
    insta::assert_snapshot!(error("ful"), @"package `a` has no feature `ful`");
    insta::assert_snapshot!(error("graphics"), @"package `a` has no feature `graphics`");
    insta::assert_snapshot!(error("secret"), @"package `a` has no feature `secret`");
    insta::assert_snapshot!(error("dep:dep"), @"package `a` has no feature `dep:dep`");
    insta::assert_snapshot!(error("missing/fast"), @"package `a` has no feature `missing/fast`");
}
