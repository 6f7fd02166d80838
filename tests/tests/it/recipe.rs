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
    warning: the recipes name no maintainer, which conda-forge's linter asks for (R-003): replace `your-name-on-github`, or use `--maintainer NAME`
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
    warning: the recipes name no maintainer, which conda-forge's linter asks for (R-003): replace `your-name-on-github`, or use `--maintainer NAME`
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

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn conda_forge_would_take_them() {
    const ARCHIVE: &str = "--source-url https://example.com/logferry-0.8.0.tar.gz --sha256 \
                           0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";
    let python = Python::of_venv();
    let project = TempProject::sample("monorepo");
    project.cargo_conda(&format!("recipe --maintainer ada {ARCHIVE}")).run().success();
    project
        .cargo_conda(&format!("recipe --multi-output --output-dir one --maintainer ada {ARCHIVE}"))
        .run()
        .success();
    let names = RENDERED.lines().map(|line| line.split(' ').next().unwrap());
    let paths = names.map(|name| project.root().join("recipes").join(name).join("recipe.yaml"));
    let paths: Vec<_> = paths.chain([project.root().join("one/recipe.yaml")]).collect();
    let paths: Vec<_> = paths.iter().map(|path| path.as_str()).collect();
    assert_eq!(python.run("lint.py", &paths), "");
}

#[test]
#[cfg_attr(not(has = "venv"), ignore = "needs `cargo xtask venv`")]
fn what_the_linter_will_say_is_said_before() {
    let project = TempProject::empty()
        .file(
            "Cargo.toml",
            "[package]\nname = 'tool'\nversion = '1.0.0'\nedition = '2024'\nlicense = 'MIT'\n",
        )
        .file("src/main.rs", "fn main() {}\n")
        .locked();
    let ran = project.cargo_conda("recipe --target-platform linux-64").run().success();
    insta::assert_snapshot!(ran.redacted_stderr(), @"
    warning: tool: no licence file beside the manifest or at the workspace root, so the package carries no licence text
    warning: the recipe of `tool` has no homepage, which conda-forge's linter asks for (R-002): write `homepage`, or `homepage.workspace = true` if `[workspace.package]` has it, into [ROOT]/Cargo.toml
    warning: the recipe of `tool` has no summary, which conda-forge's linter asks for (R-002): write `description`, or `description.workspace = true` if `[workspace.package]` has it, into [ROOT]/Cargo.toml
    warning: the recipes name no maintainer, which conda-forge's linter asks for (R-003): replace `your-name-on-github`, or use `--maintainer NAME`
    wrote [ROOT]/recipes/tool/recipe.yaml
    wrote [ROOT]/recipes/tool/variants.yaml
    ");
    let recipe = project.root().join("recipes/tool/recipe.yaml");
    insta::assert_snapshot!(Python::of_venv().run("lint.py", &[recipe.as_str()]), @"
    tool R-002: no `homepage`
    tool R-002: no `summary`
    ");
}

#[test]
fn sources_that_are_none() {
    let project = TempProject::sample("monorepo");
    let said = |arguments: &str| {
        let ran = project.cargo_conda(&format!("recipe {arguments}")).run().code(2);
        ran.redacted_stderr().split("\n\nUsage").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(said("--source-url https://example.com/a.tar.gz"), @"
    error: the following required arguments were not provided:
      --sha256 <HEX>
    ");
    insta::assert_snapshot!(said("--sha256 0"), @"
    error: invalid value '0' for '--sha256 <HEX>': a SHA-256 has 64 hexadecimal digits, as `sha256sum` prints it

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said("--source-url here --sha256 0"), @"
    error: invalid value 'here' for '--source-url <URL>': relative URL without a base

    For more information, try '--help'.
    ");
    assert!(!project.root().join("recipes").exists());
}
