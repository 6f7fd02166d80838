//! Recipes, and their way into YAML.

use cargo_conda_plan::{BuildGroup, PackagePlan};
use serde::Serialize;

use crate::layout::SourceLayout;
use crate::model::{
    About, Build, DynamicLinking, Package, PackageContents, PathSource, Requirements, Script, Test,
};
use crate::script::{build_script, test_script};
use crate::text::{literal_pattern, literal_value};

/// What conda-forge's Rust recipes build with; `stdlib` states the oldest C library that the package runs on.
const COMPILERS: [&str; 3] = ["${{ compiler('rust') }}", "${{ compiler('c') }}", "${{ stdlib('c') }}"];

/// First line of each file, for editors and for people.
const HEADER: &str = "# Written by cargo-conda.\n\
    # yaml-language-server: $schema=https://raw.githubusercontent.com/prefix-dev/recipe-format/main/schema.json\n";

/// The recipe of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipe {
    package: Package,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<PathSource>,
    build: Build,
    #[serde(skip_serializing_if = "Requirements::is_empty")]
    requirements: Requirements,
    tests: Vec<Test>,
    about: About,
}

impl Recipe {
    /// The recipe of a planned package, compiled in its group.
    pub fn new(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Self {
        let (source, dynamic_linking, compilers): (_, _, &[&str]) = match layout {
            // Nothing of the prefix is linked, so nothing is to be relocated.
            SourceLayout::InPlace { .. } => (None, Some(DynamicLinking { binary_relocation: false }), &[]),
            SourceLayout::Copied { source, .. } => {
                (Some(PathSource { path: literal_value(source.as_str()) }), None, &COMPILERS)
            }
        };
        let env = group.env.iter().map(|(name, text)| (name.clone(), literal_value(text))).collect();
        Self {
            package: Package { name: package.name.to_string(), version: package.version.to_string() },
            source,
            build: Build {
                number: package.build_number,
                script: Script { env, content: build_script(package, layout) },
                dynamic_linking,
            },
            requirements: Requirements {
                build: compilers.iter().map(|&compiler| compiler.to_owned()).collect(),
                run: package.run_dependencies.iter().map(ToString::to_string).collect(),
                run_constraints: package.run_constraints.iter().map(ToString::to_string).collect(),
            },
            tests: tests(package),
            about: about(package),
        }
    }

    /// The text of a `recipe.yaml`.
    pub fn to_yaml(&self) -> String {
        with_header(self)
    }
}

/// The recipes of several packages in one file, as rattler-build's outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MultiOutputRecipe {
    outputs: Vec<Recipe>,
}

impl MultiOutputRecipe {
    /// Joins recipes; each output keeps its own source, version and licence.
    pub fn new(outputs: Vec<Recipe>) -> Self {
        Self { outputs }
    }

    /// The text of a `recipe.yaml`.
    pub fn to_yaml(&self) -> String {
        with_header(self)
    }
}

fn with_header(recipe: &impl Serialize) -> String {
    let yaml = serde_yaml::to_string(recipe).expect("a recipe has string keys and plain values only");
    format!("{HEADER}\n{yaml}")
}

fn tests(package: &PackagePlan) -> Vec<Test> {
    let package_contents = PackageContents { bin: package.binaries.clone(), strict: true };
    let script = test_script(package);
    let script = (!script.is_empty()).then_some(Test::Script { script });
    std::iter::once(Test::PackageContents { package_contents }).chain(script).collect()
}

fn about(package: &PackagePlan) -> About {
    let text = |text: &Option<String>| text.as_deref().map(literal_value);
    About {
        homepage: text(&package.homepage),
        repository: text(&package.repository),
        documentation: text(&package.documentation),
        license: package.license.expression.as_ref().map(ToString::to_string),
        license_file: package
            .license
            .files
            .iter()
            .map(|file| literal_pattern(file.packaged_as.as_str()))
            .collect(),
        summary: text(&package.summary),
        description: text(&package.description),
    }
}
