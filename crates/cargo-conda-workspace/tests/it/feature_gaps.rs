//! Features that crates have only because other members turn them on.

use cargo_conda_workspace::{ClosureQuery, FeatureGap, FeatureSelection, Workspace};
use insta::assert_snapshot;

use crate::closure::LINUX;
use crate::fixture::{Fixture, names};

/// Lines `crate feature < users: members`.
fn gaps(workspace: &Workspace, member: &str) -> String {
    let features = FeatureSelection::default();
    let query = ClosureQuery { member, features: &features, target: LINUX, host: LINUX };
    let line = |gap: FeatureGap<'_>| {
        let users: Vec<_> = gap.users.iter().map(|user| user.name).collect();
        let members = names(gap.enabled_by).join(" ");
        format!("{} {} < {}: {members}", gap.package.name, gap.feature, users.join(" "))
    };
    query.feature_gaps(workspace).unwrap().into_iter().map(line).collect::<Vec<_>>().join("\n")
}

const FEATURES: &str = "[features]\ndefault = ['std']\nstd = []\nextra = []\nboth = []\n";

#[test]
fn the_line_to_write_keeps_what_the_manifest_says() {
    let workspace = Fixture::workspace("members = ['*']\nexclude = ['target']")
        .package("common", FEATURES)
        .package("plain", "[dependencies]\ncommon.path = '../common'")
        .package("renamed", "[target.'cfg(unix)'.dependencies]\nc = { package = 'common', path = '../common', features = ['std'] }")
        .locked()
        .load();
    let line = |member| workspace.member(member).unwrap().dependency_with_features("common", &["extra"]);
    assert_eq!(line("plain").unwrap(), r#"common = { path = "../common", features = ["extra"] }"#);
    assert_eq!(
        line("renamed").unwrap(),
        r#"c = { package = "common", path = "../common", features = ["std", "extra"] }"#
    );
    assert_eq!(line("common"), None);
}

fn with_common(rest: &str) -> String {
    format!("[dependencies]\ncommon = {{ path = '../common'{rest} }}\n")
}

#[test]
fn the_feature_the_users_and_those_who_turn_it_on_are_named() {
    let workspace = Fixture::workspace("members = ['common', 'middle', 'lonely', 'rich', 'bystander']")
        .package("common", FEATURES)
        .package("middle", &with_common(", default-features = false"))
        .package("lonely", "[dependencies]\nmiddle.path = '../middle'")
        .package("rich", &with_common(", features = ['extra']"))
        .package("bystander", "[dependencies]\nrich.path = '../rich'")
        .locked()
        .load();
    assert_snapshot!(gaps(&workspace, "lonely"), @"
    common default < middle: common rich
    common extra < middle: rich
    common std < middle: common rich
    ");
    assert_eq!(gaps(&workspace, "rich"), "");
}

#[test]
fn build_scripts_and_programs_have_gaps_of_their_own() {
    let for_build = |rest: &str| with_common(rest).replace("[dep", "[build-dep");
    let workspace = |resolver: &str| {
        Fixture::empty()
            .file(
                "Cargo.toml",
                &format!("[workspace]\nresolver = '{resolver}'\nmembers = ['*']\nexclude = ['target']"),
            )
            .package("common", FEATURES)
            .package("lonely", &with_common(""))
            .package("maker", &for_build(", features = ['extra']"))
            .file("maker/build.rs", "fn main() {}")
            .locked()
            .load()
    };
    assert_eq!(gaps(&workspace("2"), "lonely"), "");
    assert_eq!(gaps(&workspace("1"), "lonely"), "common extra < lonely: maker");
}

#[test]
fn a_feature_that_only_two_members_together_turn_on_has_no_name() {
    let one = "[dependencies]\nmiddle = { path = '../middle', features = ['weak'] }";
    let workspace = Fixture::workspace("members = ['common', 'middle', 'lonely', 'one', 'two']")
        .package("common", "[features]\nextra = []")
        .package(
            "middle",
            "[dependencies]\ncommon = { path = '../common', optional = true }\n\
             [features]\nweak = ['common?/extra']\nstrong = ['dep:common']",
        )
        .package("lonely", &with_common(""))
        .package("one", one)
        .package("two", &one.replace("weak", "strong"))
        .locked()
        .load();
    assert_eq!(gaps(&workspace, "lonely"), "common extra < lonely: ");
}
