//! Configuration layers: workspace below package, wide selectors below narrow ones.

use cargo_conda_plan::{PackagePlan, PlanRequest, Product};
use cargo_conda_workspace::FeaturesOf;

use crate::fixture::{Fixture, linux, platform};

fn for_platform(fixture: &Fixture, name: &str) -> PackagePlan {
    let plan = fixture.plan(&PlanRequest { target_platforms: vec![platform(name)], ..linux() });
    plan.packages.into_iter().next().unwrap()
}

fn has_all_binaries(package: &PackagePlan) -> bool {
    matches!(&package.product, Product::Programs(programs) if programs.all_binaries)
}

fn run_dependencies(package: &PackagePlan) -> Vec<&str> {
    package.requirements.run.iter().map(cargo_conda_mapping::Requirement::as_str).collect()
}

fn variables(fixture: &Fixture, name: &str) -> String {
    let plan = fixture.plan(&PlanRequest { target_platforms: vec![platform(name)], ..linux() });
    let group = &plan.groups[&plan.packages[0].group];
    group.env.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn defaults_hold_where_nothing_is_configured() {
    let package = Fixture::workspace("").tool("tool", "").package("tool");
    assert_eq!(package.install.profile, "release");
    assert_eq!(package.build.number, 0);
    assert!(has_all_binaries(&package));
    assert!(package.install.extra_args.is_empty());
    assert_eq!(package.tests, None);
}

#[test]
fn every_key_reaches_the_plan() {
    let fixture = Fixture::workspace("[profile.dist]\ninherits = 'release'").tool(
        "tool",
        "[features]\nx = []\n[[bin]]\nname = 'tool'\n[[bin]]\nname = 'extra'\npath = 'src/main.rs'\n
        [package.metadata.conda]\nname = 'the-tool'\nbinaries = ['tool']\nfeatures = ['x']\nno-default-features = true\n
        profile = 'dist'\nextra-args = ['--config', 'a b']\nrun-dependencies = ['git >=2']\nrun-constraints = ['curl <9']\n
        build-number = 7\ntests = ['tool --help']",
    );
    let package = fixture.package("tool");
    assert_eq!(package.name.as_str(), "the-tool");
    assert_eq!(package.binaries(), ["tool"]);
    assert!(!has_all_binaries(&package));
    assert_eq!(package.install.features.features, ["x"]);
    assert!(package.install.features.no_default_features);
    assert_eq!(package.install.features.of, FeaturesOf::Package);
    assert_eq!(package.install.profile, "dist");
    assert_eq!(package.install.extra_args, ["--config", "a b"]);
    assert_eq!(run_dependencies(&package), ["git >=2"]);
    assert_eq!(package.requirements.run_constraints[0].as_str(), "curl <9");
    assert_eq!(package.build.number, 7);
    assert_eq!(package.tests, Some(vec!["tool --help".to_owned()]));
}

#[test]
fn a_package_table_goes_over_the_workspace_table() {
    let fixture = Fixture::workspace(
        "[workspace.metadata.conda]\nrun-dependencies = ['git', 'curl']\nbuild-number = 1\nprofile = 'dev'\n
        [workspace.metadata.conda.env]\nA = 'workspace'\nB = 'workspace'",
    )
    .tool("tool", "[package.metadata.conda]\nrun-dependencies = ['vim']\nprofile = 'release'\nenv.B = 'package'\nenv.C = 'package'");
    let package = fixture.package("tool");
    assert_eq!(run_dependencies(&package), ["vim"]);
    assert_eq!(package.build.number, 1);
    assert_eq!(package.install.profile, "release");
    assert_eq!(variables(&fixture, "linux-64"), "A=workspace B=package C=package");
}

#[test]
fn the_workspace_chooses_whose_features_count_and_a_package_may_choose_otherwise() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nfeatures-of = 'workspace'")
        .tool("united", "")
        .tool("alone", "[package.metadata.conda]\nfeatures-of = 'package'");
    assert_eq!(fixture.package("united").install.features.of, FeaturesOf::Workspace);
    assert_eq!(fixture.package("alone").install.features.of, FeaturesOf::Package);
}

#[test]
fn an_empty_list_replaces_too() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nrun-dependencies = ['git']")
        .tool("tool", "[package.metadata.conda]\nrun-dependencies = []");
    assert!(fixture.package("tool").requirements.run.is_empty());
}

#[test]
fn a_package_table_goes_over_a_target_table_of_the_workspace() {
    let fixture = Fixture::workspace("[workspace.metadata.conda.target.linux-64]\nbuild-number = 1")
        .tool("tool", "[package.metadata.conda]\nbuild-number = 2");
    assert_eq!(fixture.package("tool").build.number, 2);
}

/// The narrow selectors are first in the file: the order must not matter.
const TARGETS: &str = "
    [package.metadata.conda.target.osx-arm64]\nrun-dependencies = ['arm']\nenv.WHO = 'osx-arm64'\nenv.ARM = '1'
    [package.metadata.conda.target.macos]\nrun-dependencies = ['mac']\nenv.WHO = 'macos'\nenv.MAC = '1'
    [package.metadata.conda.target.linux]\nrun-dependencies = ['linux']\nenv.WHO = 'linux'
    [package.metadata.conda.target.win]\nenv.WHO = 'win'
    [package.metadata.conda.target.unix]\nrun-dependencies = ['unix']\nenv.WHO = 'unix'\nenv.UNIX = '1'
    [package.metadata.conda]\nrun-dependencies = ['any']\nenv.WHO = 'any'";

#[test]
fn target_tables_apply_widest_first() {
    let fixture = Fixture::workspace("").tool("tool", TARGETS);
    for (name, expected) in
        [("osx-arm64", "arm"), ("osx-64", "mac"), ("linux-aarch64", "linux"), ("win-64", "any")]
    {
        assert_eq!(run_dependencies(&for_platform(&fixture, name)), [expected], "{name}");
    }
}

#[test]
fn variables_merge_over_all_tables() {
    let fixture = Fixture::workspace("").tool("tool", TARGETS);
    assert_eq!(variables(&fixture, "osx-arm64"), "WHO=osx-arm64 UNIX=1 MAC=1 ARM=1");
    assert_eq!(variables(&fixture, "osx-64"), "WHO=macos UNIX=1 MAC=1");
    assert_eq!(variables(&fixture, "linux-64"), "WHO=linux UNIX=1");
    assert_eq!(variables(&fixture, "win-64"), "WHO=win");
}

#[test]
fn osx_and_macos_are_one_selector_and_the_later_table_wins() {
    let fixture = Fixture::workspace("").tool(
        "tool",
        "[package.metadata.conda.target]\nmacos.build-number = 1\nosx.build-number = 2\nmacos.profile = 'dev'",
    );
    let package = for_platform(&fixture, "osx-64");
    assert_eq!((package.build.number, package.install.profile.as_str()), (2, "dev"));
    assert_eq!(for_platform(&fixture, "linux-64").build.number, 0);
}

#[test]
fn platforms_and_channels_come_from_the_workspace_table_unless_asked_for() {
    let fixture = Fixture::workspace(
        "[workspace.metadata.conda]\nchannels = ['conda-forge', 'mine']\ntarget-platforms = ['osx-64', 'win-64']\ntoolchain = 'system'",
    )
    .tool("tool", "");
    let platforms = |request: &PlanRequest| {
        let plan = fixture.plan(request);
        plan.packages.iter().map(|package| package.platform.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(platforms(&linux()), ["osx-64", "win-64"]);
    assert_eq!(
        platforms(&PlanRequest { target_platforms: vec![platform("linux-64")], ..linux() }),
        ["linux-64"]
    );
    assert_eq!(fixture.plan(&linux()).channels, ["conda-forge", "mine"]);
    let request = PlanRequest { channels: vec!["other".to_owned()], ..linux() };
    assert_eq!(fixture.plan(&request).channels, ["other"]);
}

#[test]
fn installed_files_are_laid_out_as_the_platform_does() {
    let fixture = Fixture::workspace("").tool("tool", "");
    let files = |name| for_platform(&fixture, name).installed_files().collect::<Vec<_>>();
    assert_eq!(files("linux-64"), ["bin/tool"]);
    assert_eq!(files("win-64"), ["Library/bin/tool.exe"]);
}

#[test]
fn a_channel_that_is_a_path_is_relative_to_the_manifest() {
    let fixture = Fixture::workspace("[workspace.metadata.conda]\nchannels = ['./vendor', 'conda-forge']")
        .tool("tool", "");
    let channels = fixture.plan(&linux()).channels;
    assert!(channels[0].starts_with('/') && channels[0].ends_with("/./vendor"), "{channels:?}");
    assert_eq!(channels[1], "conda-forge");
}
