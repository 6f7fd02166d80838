//! `cargo conda recipe`: recipes for rattler-build and the sources that they name.

use crate::support::{Python, TempProject};

const RENDERED: &str = "\
logferry-agent 0.8.0
logferry-collector 0.8.0
logferry-convert 1.2.0
logferry-inspect 0.4.0.rc.1
";

#[test]
fn a_recipe_for_each_package() {
    let project = TempProject::sample("monorepo");
    let ran = project.cargo_conda("recipe --target-platform linux-64").run().success();
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    wrote [ROOT]/recipes/logferry-agent/recipe.yaml
    wrote [ROOT]/recipes/logferry-agent/variants.yaml
    wrote [ROOT]/recipes/logferry-collector/recipe.yaml
    wrote [ROOT]/recipes/logferry-collector/variants.yaml
    wrote [ROOT]/recipes/logferry-convert/recipe.yaml
    wrote [ROOT]/recipes/logferry-convert/variants.yaml
    wrote [ROOT]/recipes/logferry-inspect/recipe.yaml
    wrote [ROOT]/recipes/logferry-inspect/variants.yaml
    ");
    for name in ["logferry-agent", "logferry-collector", "logferry-convert", "logferry-inspect"] {
        let recipe =
            fs_err::read_to_string(project.root().join("recipes").join(name).join("recipe.yaml")).unwrap();
        insta::assert_snapshot!(name, recipe);
    }
}

#[test]
fn one_recipe_for_all_packages() {
    let project = TempProject::sample("monorepo");
    let ran = project
        .cargo_conda("recipe --multi-output --output-dir one --target-platform linux-64")
        .run()
        .success();
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    wrote [ROOT]/one/recipe.yaml
    wrote [ROOT]/one/variants.yaml
    ");
    let recipe = fs_err::read_to_string(project.root().join("one/recipe.yaml")).unwrap();
    insta::assert_snapshot!("multi-output", recipe);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn rattler_build_reads_them() {
    let python = Python::of_venv();
    let project = TempProject::sample("monorepo");
    project.cargo_conda("recipe").run().success();
    let paths: Vec<_> = RENDERED
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .map(|name| project.root().join("recipes").join(name).join("recipe.yaml"))
        .collect();
    let paths: Vec<_> = paths.iter().map(|path| path.as_str()).collect();
    assert_eq!(python.run("render.py", &paths), RENDERED);
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn rattler_build_reads_the_one_for_all() {
    let python = Python::of_venv();
    let project = TempProject::sample("monorepo");
    project.cargo_conda("recipe --multi-output --output-dir one").run().success();
    let recipe = project.root().join("one/recipe.yaml");
    assert_eq!(python.run("render.py", &[recipe.as_str()]), RENDERED);
}
