//! Units that builds of two members share.

use std::collections::BTreeSet;

use cargo_conda_workspace::{ClosureQuery, FeatureSelection, Side, Unit, Workspace};

use crate::closure::LINUX;
use crate::fixture::Fixture;

fn units<'a>(workspace: &'a Workspace, member: &str) -> BTreeSet<Unit<'a>> {
    let features = FeatureSelection::default();
    let query = ClosureQuery { member, features: &features, target: LINUX, host: LINUX };
    query.resolve(workspace).unwrap().units().into_iter().collect()
}

#[test]
fn units_compiled_against_other_features_are_not_shared() {
    let leaf = "leaf = { path = '../vendor/leaf'";
    let fixture = Fixture::workspace("members = ['one', 'two', 'three']\nexclude = ['vendor']")
        .package("one", &format!("[dependencies]\n{leaf} }}\nmiddle.path = '../vendor/middle'\n"))
        .package("two", &format!("[dependencies]\n{leaf} }}\nmiddle.path = '../vendor/middle'\n"))
        .package(
            "three",
            &format!(
                "[dependencies]\n{leaf}, features = ['fast'] }}\nmiddle.path = '../vendor/middle'\n\
                 [build-dependencies]\napart.path = '../vendor/apart'\n"
            ),
        )
        .file("three/build.rs", "fn main() {}")
        .package("vendor/middle", "[dependencies]\nleaf.path = '../leaf'\napart.path = '../apart'")
        .package("vendor/leaf", "[features]\nfast = []")
        .package("vendor/apart", "")
        .locked();
    let workspace = fixture.load();
    let shared = |one, other| -> Vec<String> {
        let (one, other) = (units(&workspace, one), units(&workspace, other));
        let name = |unit: &Unit<'_>| unit.package.rsplit('/').next().unwrap_or_default().to_owned();
        one.intersection(&other).map(name).collect()
    };
    assert_eq!(shared("one", "two"), ["apart#0.1.0", "leaf#0.1.0", "middle#0.1.0"]);
    // `middle` is compiled against a `leaf` of other features.
    assert_eq!(shared("one", "three"), ["apart#0.1.0"]);
    let on_both_sides = units(&workspace, "three").into_iter().filter(|unit| unit.package.contains("apart"));
    assert_eq!(on_both_sides.map(|unit| unit.side).collect::<Vec<_>>(), [Side::Target, Side::Host]);
}
