//! Plans of workspaces, and the configuration that they follow.

use std::sync::Arc;

use camino::Utf8Component;
use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{
    OuterConfig, OuterManifest, PackagePlan, Plan, PlanError, PlanInput, PlanRequest, Problem, Source,
    Toolchain,
};
use cargo_conda_recipe::{Recipe, SourceLayout};
use cargo_conda_workspace::Workspace;

use crate::files::Files;
use crate::mapping;

/// Plans a workspace for two platforms with both toolchains, and writes the recipes.
pub(crate) fn plan(workspace: &Workspace, files: &Files) {
    for (platform, toolchain) in [("linux-64", Toolchain::System), ("win-64", Toolchain::Conda)] {
        let platform = platform.parse().expect("conda has this platform");
        let request = PlanRequest { toolchain: Some(toolchain), ..PlanRequest::new(platform) };
        match Plan::compute(PlanInput { workspace, files, request: &request }) {
            Ok(plan) => check(&plan),
            Err(PlanError::Problems(problems)) => problems.iter().for_each(check_problem),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// `[package.build.config]` and its targets in the manifest of pixi, and all of it in a plan.
pub fn configuration(input: &[u8]) {
    let text = String::from_utf8_lossy(input).into_owned();
    let source = Arc::new(Source { path: "/w/pixi.toml".into(), text });
    match OuterConfig::read(&source, &["package", "build"]) {
        Ok((config, warnings)) => {
            assert!(warnings.iter().all(|warning| !warning.to_string().is_empty()));
            plan_under(config);
        }
        Err(problems) => problems.iter().for_each(check_problem),
    }
}

fn plan_under(config: OuterConfig) {
    let files = Files::of("");
    let workspace = Workspace::from_metadata_json(crate::files::METADATA, |path| files.read(path));
    let workspace = workspace.expect("the sample is a workspace");
    let outer = OuterManifest { config, ..OuterManifest::default() };
    let platform = "linux-64".parse().expect("conda has this platform");
    let request = PlanRequest { outer, ..PlanRequest::new(platform) };
    match Plan::compute(PlanInput { workspace: &workspace, files: &files, request: &request }) {
        Ok(plan) => check(&plan),
        Err(PlanError::Problems(problems)) => problems.iter().for_each(check_problem),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn check(plan: &Plan) {
    assert!(plan.warnings.iter().all(|warning| !warning.to_string().is_empty()));
    for package in &plan.packages {
        check_package(package);
        let layout = SourceLayout::InPlace { workspace: "/w".into(), build_platform: package.platform };
        let yaml = Recipe::new(package, plan.group_of(package), &layout).to_yaml();
        assert!(yaml.contains("cargo install --locked"), "{yaml}");
    }
}

fn check_package(package: &PackagePlan) {
    mapping::check_name(package.name.as_str());
    mapping::check_version(package.version.as_str());
    for file in &package.about.license.files {
        let is_below = file.packaged_as.components().all(|part| matches!(part, Utf8Component::Normal(_)));
        assert!(is_below, "{} is no path in a package", file.packaged_as);
    }
    for file in package.installed_files() {
        let is_below = file.components().all(|part| matches!(part, Utf8Component::Normal(_)));
        assert!(is_below && file.components().count() <= 3, "{file} is no path of a program");
    }
    let requirements = &package.requirements;
    let lists = [&requirements.build, &requirements.host, &requirements.run, &requirements.run_constraints];
    lists.into_iter().flatten().map(Requirement::as_str).for_each(mapping::check_requirement);
}

fn check_problem(problem: &Problem) {
    assert!(!problem.kind.to_string().is_empty());
    assert!(problem.help().is_none_or(|help| !help.is_empty()));
    let location = &problem.location;
    assert!(location.source.text.get(location.span.clone()).is_some(), "{:?} is no span", location.span);
    let (line, column) = location.line_and_column();
    assert!(line > 0 && column > 0);
}
