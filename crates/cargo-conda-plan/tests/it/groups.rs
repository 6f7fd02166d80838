//! Groups of packages that share a compile, and that equal input gives an equal plan.

use cargo_conda_plan::{GroupId, PlanRequest, Toolchain};

use crate::fixture::{Disk, Fixture, linux, platform};

fn groups(fixture: &Fixture, request: &PlanRequest) -> Vec<usize> {
    fixture.plan(request).packages.iter().map(|package| package.group.0).collect()
}

fn configured(name: &str, table: &str) -> (String, String) {
    (name.to_owned(), format!("[package.metadata.conda]\n{table}"))
}

fn tools(tables: &[(String, String)]) -> Fixture {
    tables
        .iter()
        .fold(Fixture::workspace("[profile.dist]\ninherits = 'release'"), |fixture, (name, table)| {
            fixture.tool(name, table)
        })
}

#[test]
fn features_do_not_divide() {
    let fixture = Fixture::workspace("")
        .tool("a", "[features]\nx = []\n[package.metadata.conda]\nfeatures = ['x']")
        .tool("b", "[package.metadata.conda]\nbuild-number = 3\nextra-args = ['--quiet']");
    assert_eq!(groups(&fixture, &linux()), [1, 1]);
}

#[test]
fn profiles_and_variables_divide() {
    let fixture = tools(&[
        configured("a", ""),
        configured("b", "profile = 'dist'"),
        configured("c", "env.X = '1'"),
        configured("d", "profile = 'release'"),
        configured("e", "env = { X = '1' }"),
        configured("f", "env.X = '2'"),
    ]);
    assert_eq!(groups(&fixture, &linux()), [1, 2, 3, 1, 3, 4]);
}

#[test]
fn a_requested_profile_unites() {
    let fixture = tools(&[configured("a", "profile = 'dev'"), configured("b", "profile = 'dist'")]);
    let plan = fixture.plan(&PlanRequest { profile: Some("dist".to_owned()), ..linux() });
    assert_eq!(plan.groups.keys().collect::<Vec<_>>(), [&GroupId(1)]);
    assert_eq!(plan.groups[&GroupId(1)].profile, "dist");
    assert_eq!(plan.groups[&GroupId(1)].toolchain, Toolchain::System);
}

#[test]
fn platforms_divide() {
    let fixture = tools(&[configured("a", ""), configured("b", "")]);
    let request =
        PlanRequest { target_platforms: vec![platform("osx-arm64"), platform("win-64")], ..linux() };
    let plan = fixture.plan(&request);
    let packages: Vec<_> = plan
        .packages
        .iter()
        .map(|package| (package.platform.as_str(), package.crate_name.as_str(), package.group.0))
        .collect();
    assert_eq!(
        packages,
        [("osx-arm64", "a", 1), ("osx-arm64", "b", 1), ("win-64", "a", 2), ("win-64", "b", 2)]
    );
    assert_eq!(plan.groups[&GroupId(2)].platform, platform("win-64"));
}

#[test]
fn equal_input_gives_an_equal_plan() {
    let fixture = tools(&[
        configured("a", "env = { B = '1', A = '2' }"),
        configured("b", "profile = 'dist'"),
        configured("c", "run-dependencies = ['git']"),
    ])
    .lib_crate("lib", "")
    .tool("xtask", "");
    let workspace = fixture.load();
    let request = linux();
    let compute = || {
        let input = cargo_conda_plan::PlanInput { workspace: &workspace, files: &Disk, request: &request };
        cargo_conda_plan::Plan::compute(input).unwrap()
    };
    let plan = compute();
    assert_eq!(plan, compute());
    // The same after the workspace is loaded again.
    assert_eq!(plan, fixture.plan(&request));
}
