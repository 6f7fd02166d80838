//! rattler-build accepts every recipe, and reads the planned values from it.

use std::path::Path;

use cargo_conda_plan::PackagePlan;
use cargo_conda_recipe::{MultiOutputRecipe, RecipeSource, SourceLayout, variable_value};
use indexmap::IndexMap;
use rattler_build_recipe::Stage1Recipe;
use rattler_build_recipe::stage1::source::Source;
use rattler_build_recipe::stage1::{GlobWithSource, TestType};

use crate::samples::{
    copied, full, in_place_on, on, plain, read, recipe, released, variants, with_compilers, with_conda,
};
use crate::scripts::commands;

const PLATFORMS: [&str; 3] = ["linux-64", "osx-arm64", "win-64"];

/// Checks the recipe that rattler-build has read against the planned package.
fn check(
    recipe: &Stage1Recipe,
    package: &PackagePlan,
    layout: &SourceLayout,
    env: &IndexMap<String, String>,
) {
    assert_eq!(recipe.package.name().as_normalized(), package.name.as_str());
    assert_eq!(recipe.package.version().to_string(), package.version.as_str());
    assert_eq!(recipe.build.number, Some(package.build.number));
    check_about(recipe, package);
    check_requirements(recipe, package);
    check_tests(recipe, package);
    let script = recipe.build.plan.script().unwrap();
    let is_windows = package.platform.is_windows();
    let written = env.iter().map(|(name, value)| (name.clone(), variable_value(value, is_windows)));
    assert_eq!(script.env, written.collect::<IndexMap<_, _>>());
    let install = commands(script).pop().unwrap();
    assert!(install.starts_with("cargo install --locked"), "{install}");
    match layout {
        SourceLayout::InPlace { .. } => assert!(recipe.source.is_empty()),
        SourceLayout::Copied { source, .. } => {
            let [found] = recipe.source.as_slice() else { panic!("{:?}", recipe.source) };
            match (source, found) {
                (RecipeSource::Path(path), Source::Path(found)) => assert_eq!(found.path, path.as_std_path()),
                (RecipeSource::Archive { url, .. }, Source::Url(found)) => {
                    assert_eq!(found.url[0].as_str(), url);
                }
                (RecipeSource::Git { commit, .. }, Source::Git(found)) => {
                    assert!(format!("{found:?}").contains(commit), "{found:?}");
                }
                _ => panic!("{found:?}"),
            }
        }
    }
}

fn check_about(recipe: &Stage1Recipe, package: &PackagePlan) {
    let about = &recipe.about;
    assert_eq!(about.summary, package.about.summary);
    assert_eq!(about.description, package.about.description);
    for (found, planned) in [
        (&about.homepage, &package.about.homepage),
        (&about.repository, &package.about.repository),
        (&about.documentation, &package.about.documentation),
    ] {
        assert_eq!(found.as_ref().map(ToString::to_string), *planned);
    }
    let license = about.license.as_ref().map(ToString::to_string);
    assert_eq!(license, package.about.license.expression.as_ref().map(ToString::to_string));
    let patterns =
        about.license_file.as_ref().map(|files| files.ordinary_globs().clone()).unwrap_or_default();
    assert_eq!(patterns.include_globs().len(), package.about.license.files.len());
    for file in &package.about.license.files {
        assert!(patterns.is_match(file.packaged_as.as_std_path()), "{}", file.packaged_as);
    }
    assert!(!patterns.is_match(Path::new("src/main.rs")));
}

fn check_requirements(recipe: &Stage1Recipe, package: &PackagePlan) {
    let texts = |dependencies: &[rattler_build_recipe::stage1::requirements::Dependency]| -> Vec<_> {
        dependencies.iter().map(|dependency| dependency.as_match_spec().to_string()).collect()
    };
    let planned = |requirements: &[cargo_conda_mapping::Requirement]| -> Vec<_> {
        requirements.iter().map(ToString::to_string).collect()
    };
    assert_eq!(texts(&recipe.requirements.run), planned(&package.requirements.run));
    assert_eq!(texts(&recipe.requirements.run_constraints), planned(&package.requirements.run_constraints));
    let build = texts(&recipe.requirements.build);
    assert_eq!(build.len(), package.requirements.build.len());
    if let Some(rust) = build.first() {
        assert_eq!(*rust, format!("rust_{}", package.platform));
    }
    assert_eq!(texts(&recipe.requirements.host), planned(&package.requirements.host));
    let ignored = recipe.requirements.ignore_run_exports.by_name.iter();
    let ignored: Vec<_> = ignored.map(|name| name.as_normalized().to_owned()).collect();
    assert_eq!(ignored, package.requirements.ignore_run_exports.by_name);
}

fn check_tests(recipe: &Stage1Recipe, package: &PackagePlan) {
    let TestType::PackageContents { package_contents } = &recipe.tests[0] else {
        panic!("{:?}", recipe.tests)
    };
    assert!(package_contents.strict);
    let binaries: Vec<_> =
        package_contents.bin.exists.include_globs().iter().map(GlobWithSource::source).collect();
    assert_eq!(binaries, package.binaries());
    assert_eq!(recipe.tests.len(), 2);
    let TestType::Commands(test) = &recipe.tests[1] else { panic!("{:?}", recipe.tests) };
    assert_eq!(commands(&test.script).len(), package.binaries().len());
}

#[test]
fn single_recipes() {
    // Values that YAML or templates could misread.
    let env = [
        "1",
        "true",
        "null",
        "~",
        "0x10",
        "a: b",
        "- a",
        "${{ x }}",
        "${{",
        "}}",
        "{% if %}",
        " ",
        "it's \"x\"",
    ];
    let env: IndexMap<_, _> =
        env.iter().enumerate().map(|(index, value)| (format!("V{index}"), (*value).to_owned())).collect();
    for platform in PLATFORMS {
        for layout in [in_place_on(platform), copied(), released()] {
            let packages =
                [plain("tool"), full("tool"), with_compilers(full("tool")), with_conda(plain("tool"))];
            for package in packages.map(|package| on(platform, package)) {
                let text = recipe(&package, &layout, env.clone()).to_yaml();
                let recipes = read(&text, platform, &variants(platform))
                    .unwrap_or_else(|error| panic!("{error}\n{text}"));
                assert_eq!(recipes.len(), 1);
                check(&recipes[0], &package, &layout, &env);
            }
        }
    }
}

#[test]
fn several_outputs() {
    for platform in PLATFORMS {
        let packages = [on(platform, full("first")), on(platform, plain("second"))];
        let env = IndexMap::from([("A".to_owned(), "${{ x".to_owned())]);
        let outputs = packages.iter().map(|package| recipe(package, &copied(), env.clone())).collect();
        let text = MultiOutputRecipe::copied("first", outputs).to_yaml();
        let recipes =
            read(&text, platform, &variants(platform)).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(recipes.len(), 2);
        for package in &packages {
            let name = package.name.as_str();
            let recipe = recipes.iter().find(|recipe| recipe.package.name().as_normalized() == name).unwrap();
            check(recipe, package, &copied(), &env);
        }
    }
}
