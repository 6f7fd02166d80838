//! Recipes: made from planned packages, written as YAML.

use cargo_conda_mapping::{Platform, Requirement, Requirements};
use cargo_conda_plan::{
    BuildGroup, ConditionalRequirement, IgnoreRunExports, NoticePlan, PackagePlan, PackageRequirements,
    Strip, Toolchain,
};
use serde::Serialize;

use crate::layout::SourceLayout;
use crate::model::{
    self, About, Build, DynamicLinking, Item, Package, PackageContents, PathSource, RequirementsSection,
    Script, Test,
};
use crate::script::{build_script, dump_script, test_script};
use crate::shell::Shell;
use crate::text::{literal_pattern, literal_value};

/// The first lines of each file: its origin, and its schema for editors.
const HEADER: &str = "# Written by cargo-conda.\n\
    # yaml-language-server: $schema=https://raw.githubusercontent.com/prefix-dev/recipe-format/main/schema.json\n";

/// The package name in recipes of environments. It appears in environment variables, which must not tell the
/// packages of a group apart, since cargo would compile everything anew for each.
const ENVIRONMENT_NAME: &str = "workspace";

/// The recipe of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipe {
    package: Package,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<PathSource>,
    build: Build,
    #[serde(skip_serializing_if = "RequirementsSection::is_empty")]
    requirements: RequirementsSection,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<Test>,
    about: About,
}

impl Recipe {
    /// Makes the recipe of a planned package that is compiled in `group`.
    pub fn new(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Self {
        let source = match layout {
            SourceLayout::InPlace { .. } => None,
            SourceLayout::Copied { source, .. } => Some(PathSource { path: literal_value(source.as_str()) }),
        };
        // With the system's toolchain, binaries link no library of the prefix, so there is nothing to
        // relocate.
        let dynamic_linking =
            (group.toolchain == Toolchain::System).then_some(DynamicLinking { binary_relocation: false });
        Self {
            package: Package { name: package.name.to_string(), version: package.version.to_string() },
            source,
            build: Build {
                number: package.build.number,
                flags: package.build.flags.iter().map(|flag| literal_value(flag)).collect(),
                script: package_script(package, group, layout),
                dynamic_linking,
            },
            requirements: requirements(package),
            tests: tests(package, layout),
            about: about(package, layout),
        }
    }

    /// Makes the recipe that prepares the environments which the packages of a group share. It makes no
    /// package.
    ///
    /// Its build and host environments have all requirements of the group. Its script writes the environment
    /// variables of a build, without secrets, to the file `environment` in the build directory: `NAME=value`,
    /// each followed by a NUL on Unix and by a line end on Windows.
    pub fn of_environment(group: &BuildGroup, build_platform: Platform) -> Self {
        Self {
            package: Package { name: ENVIRONMENT_NAME.to_owned(), version: "0".to_owned() },
            source: None,
            build: Build {
                number: 0,
                flags: Vec::new(),
                script: Script {
                    secrets: Vec::new(),
                    ..script(group, build_platform, vec![dump_script(build_platform)])
                },
                dynamic_linking: None,
            },
            requirements: RequirementsSection {
                lists: Requirements {
                    build: always(&group.build_dependencies),
                    host: always(&group.host_dependencies),
                    ..Requirements::default()
                },
                ignore_run_exports: model::IgnoreRunExports::default(),
            },
            tests: Vec::new(),
            about: About::default(),
        }
    }

    /// Returns the text of a `recipe.yaml`.
    pub fn to_yaml(&self) -> String {
        with_header(self)
    }
}

/// The recipes of several packages in one file, as outputs of rattler-build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MultiOutputRecipe {
    outputs: Vec<Recipe>,
}

impl MultiOutputRecipe {
    /// Joins recipes; each output keeps its own source, version and licence.
    pub fn new(outputs: Vec<Recipe>) -> Self {
        Self { outputs }
    }

    /// Returns the text of a `recipe.yaml`.
    pub fn to_yaml(&self) -> String {
        with_header(self)
    }
}

/// The build script of a package, with what its profile is told to strip among the variables.
fn package_script(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Script {
    let platform = layout.build_platform(package.platform);
    let mut script = script(group, platform, build_script(package, group, layout));
    if let Some(strip) = package.install.strip.of_profile {
        let variable = Strip::variable(&package.install.profile);
        script.env.entry(variable).or_insert_with(|| strip.as_str().to_owned());
    }
    script
}

fn script(group: &BuildGroup, build_platform: Platform, content: Vec<String>) -> Script {
    let shell = Shell::of(build_platform);
    let env = group.env.iter();
    let env = env.map(|(name, text)| (name.clone(), literal_value(&shell.variable_value(text)))).collect();
    Script { env, secrets: group.secrets.iter().map(|name| literal_value(name)).collect(), content }
}

/// What rattler-build has to be told for a variable of a build script to have this value, on a machine that
/// builds with cmd.exe or with bash.
///
/// Recipes contain the values of their variables in this form already.
pub fn variable_value(value: &str, is_windows: bool) -> String {
    if is_windows { Shell::Cmd } else { Shell::Bash }.variable_value(value)
}

/// The package's own requirements, then those that the outer manifest adds.
fn requirements(package: &PackagePlan) -> RequirementsSection {
    let PackageRequirements { build, host, run, run_constraints, ignore_run_exports, native: _, added } =
        &package.requirements;
    let mut lists = Requirements {
        build: always(build),
        host: always(host),
        run: always(run),
        run_constraints: always(run_constraints),
        ..Requirements::default()
    };
    lists.append(added.each_ref().map(conditional));
    RequirementsSection { lists, ignore_run_exports: ignored(ignore_run_exports) }
}

fn always(requirements: &[Requirement]) -> Vec<Item> {
    requirements.iter().map(|requirement| Item::Always(literal_requirement(requirement))).collect()
}

fn conditional(ConditionalRequirement { condition, requirement }: &ConditionalRequirement) -> Item {
    let then = literal_requirement(requirement);
    match condition.clone() {
        Some(condition) => Item::If { condition, then },
        None => Item::Always(then),
    }
}

/// A call of a function is for rattler-build to evaluate. Nothing in a match spec is.
fn literal_requirement(requirement: &Requirement) -> String {
    if requirement.is_expression() { requirement.to_string() } else { literal_value(requirement.as_str()) }
}

fn ignored(ignored: &IgnoreRunExports) -> model::IgnoreRunExports {
    let IgnoreRunExports { by_name, from_package } = ignored;
    let literal = |names: &[String]| names.iter().map(|name| literal_value(name)).collect();
    model::IgnoreRunExports { by_name: literal(by_name), from_package: literal(from_package) }
}

fn with_header(recipe: &impl Serialize) -> String {
    let yaml = serde_yaml::to_string(recipe).expect("a recipe has string keys and plain values only");
    format!("{HEADER}\n{yaml}")
}

fn tests(package: &PackagePlan, layout: &SourceLayout) -> Vec<Test> {
    let bill = package.bill_of_materials().filter(|_| layout.is_in_place());
    let files = bill.map(|path| literal_pattern(path.as_str()));
    let bin = package.binaries().iter().map(|binary| literal_pattern(binary)).collect();
    let package_contents = PackageContents { bin, files: files.into_iter().collect(), strict: true };
    let script = test_script(package);
    let script = (!script.is_empty()).then_some(Test::Script { script });
    std::iter::once(Test::PackageContents { package_contents }).chain(script).collect()
}

/// The files that the package ships as its licence. The texts of other people's crates are written by
/// cargo-conda's own builds; a recipe that is built elsewhere has none.
fn license_files(package: &PackagePlan, layout: &SourceLayout) -> Vec<String> {
    let own = package.about.license.files.iter().map(|file| file.packaged_as.as_str());
    let notices = package.disclosure.notices.iter().flat_map(NoticePlan::files);
    let notices = notices.filter(|_| layout.is_in_place());
    own.map(literal_pattern).chain(notices.map(literal_pattern)).collect()
}

fn about(package: &PackagePlan, layout: &SourceLayout) -> About {
    let text = |text: &Option<String>| text.as_deref().map(literal_value);
    About {
        homepage: text(&package.about.homepage),
        repository: text(&package.about.repository),
        documentation: text(&package.about.documentation),
        license: package.about.license.expression.as_ref().map(ToString::to_string),
        license_file: license_files(package, layout),
        summary: text(&package.about.summary),
        description: text(&package.about.description),
    }
}
