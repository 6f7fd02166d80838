//! Recipes: made from planned packages, written as YAML.

use cargo_conda_mapping::{Platform, Requirement, Requirements, RunExports};
use cargo_conda_plan::{
    BuildGroup, ConditionalRequirement, IgnoreRunExports, NoticePlan, PackagePlan, PackageRequirements,
    Strip, Toolchain,
};
use serde::Serialize;

use crate::layout::{RecipeSource, SourceLayout, in_recipe};
use crate::model::{
    self, About, Build, BuildVariant, Context, DynamicLinking, Extra, Item, Package, RequirementsSection,
    Script, Source, Test,
};
use crate::products;
use crate::script::{build_script, dump_script, test_script};
use crate::shell::Shell;
use crate::text::{VERSION, literal_pattern, literal_value, with_version};

/// The first lines of each file: its origin, and its schema for editors.
const HEADER: &str = "# Written by cargo-conda.\n\
    # yaml-language-server: $schema=https://raw.githubusercontent.com/prefix-dev/recipe-format/main/schema.json\n";

/// The package name in recipes of environments. It appears in environment variables, which must not tell the
/// packages of a group apart, since cargo would compile everything anew for each.
const ENVIRONMENT_NAME: &str = "workspace";

/// The recipe of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recipe {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
    package: Package,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Source>,
    pub(crate) build: Build,
    #[serde(skip_serializing_if = "RequirementsSection::is_empty")]
    requirements: RequirementsSection,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<Test>,
    pub(crate) about: About,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Extra>,
}

impl Recipe {
    /// Makes the recipe of a planned package that is compiled in `group`.
    pub fn new(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Self {
        let version = package.version.to_string();
        let own = Package { name: package.name.to_string(), version: version.clone() };
        let (schema_version, context, package_section, source) = match layout {
            SourceLayout::InPlace { .. } => (None, None, own, None),
            SourceLayout::Copied { source, .. } => {
                let source = match source {
                    RecipeSource::Path(path) => {
                        Source::Path { path: literal_value(in_recipe(path).as_str()) }
                    }
                    RecipeSource::Archive { url, sha256 } => {
                        Source::Archive { url: with_version(url, &version), sha256: sha256.clone() }
                    }
                    RecipeSource::Git { url, commit, directory: _ } => {
                        Source::Git { git: literal_value(url), rev: commit.clone() }
                    }
                };
                let package_section = Package { version: VERSION.to_owned(), ..own };
                (Some(1), Some(Context { version }), package_section, Some(source))
            }
        };
        // With the system's toolchain, binaries link no library of the prefix, so there is nothing to
        // relocate.
        let is_of_machine = group.toolchain == Toolchain::System && layout.is_in_place();
        let dynamic_linking = is_of_machine.then_some(DynamicLinking { binary_relocation: false });
        Self {
            schema_version,
            context,
            package: package_section,
            source,
            build: Build {
                number: package.build.number,
                flags: package.build.flags.iter().map(|flag| literal_value(flag)).collect(),
                variant: None,
                script: package_script(package, group, layout),
                dynamic_linking,
                python: products::python_build(package, layout),
            },
            requirements: requirements(package, group, layout),
            tests: tests(package, layout),
            about: about(package, layout),
            extra: None,
        }
    }

    /// Makes variant keys that nothing else in the recipe mentions part of the build string.
    #[must_use]
    pub fn using_keys<'k>(mut self, keys: impl IntoIterator<Item = &'k str>) -> Self {
        let use_keys: Vec<_> = keys.into_iter().map(ToOwned::to_owned).collect();
        self.build.variant = (!use_keys.is_empty()).then_some(BuildVariant { use_keys });
        self
    }

    /// Names the people who look after the recipe, by their names on GitHub.
    #[must_use]
    pub fn maintained_by(mut self, maintainers: &[String]) -> Self {
        self.extra = Some(Extra::maintained_by(maintainers));
        self
    }

    /// The package's name.
    pub(crate) fn name(&self) -> &str {
        &self.package.name
    }

    /// The package's version.
    pub(crate) fn version(&self) -> &str {
        self.context.as_ref().map_or(&self.package.version, |context| &context.version)
    }

    /// Leaves out what a recipe of several outputs says once for all of them. The package's own version
    /// stays, unless it is that of the recipe.
    pub(crate) fn become_output(&mut self, version: &str) {
        self.schema_version = None;
        self.source = None;
        self.extra = None;
        if let Some(own) = self.context.take().filter(|own| own.version != version) {
            self.package.version = own.version;
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
            schema_version: None,
            context: None,
            package: Package { name: ENVIRONMENT_NAME.to_owned(), version: "0".to_owned() },
            source: None,
            build: Build {
                number: 0,
                variant: None,
                flags: Vec::new(),
                script: Script {
                    secrets: Vec::new(),
                    ..script(group, build_platform, vec![dump_script(build_platform)])
                },
                dynamic_linking: None,
                python: None,
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
            extra: None,
        }
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

/// The package's own requirements, then the programs that its script calls, then what the outer manifest
/// adds.
fn requirements(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> RequirementsSection {
    let PackageRequirements { build, host, run, run_constraints, run_exports, added, .. } =
        &package.requirements;
    let mut lists = Requirements {
        build: always(build),
        host: always(host),
        run: always(run),
        run_constraints: always(run_constraints),
        run_exports: RunExports { weak: always(run_exports), ..RunExports::default() },
        ..Requirements::default()
    };
    if group.toolchain == Toolchain::System && layout.is_commit() {
        // Another machine may have no compilers of its own.
        let compilers = [Requirement::compiler("rust"), Requirement::compiler("c"), Requirement::stdlib("c")];
        lists.build.splice(0..0, always(&compilers));
        lists.build.extend(package.product.tools().iter().map(|name| Item::Always((*name).to_owned())));
    }
    let programs = [
        (layout.calls_auditable(package), "cargo-auditable"),
        (layout.calls_bundle_licenses(package), "cargo-bundle-licenses"),
    ];
    let called = programs.iter().filter(|(is_called, _)| *is_called);
    lists.build.extend(called.map(|(_, name)| Item::Always((*name).to_owned())));
    lists.host.extend(always(&products::host_of_recipe(package, layout)));
    lists.append(added.each_ref().map(conditional));
    RequirementsSection { lists, ignore_run_exports: ignored(&package.requirements.ignore_run_exports) }
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

pub(crate) fn with_header(recipe: &impl Serialize) -> String {
    let yaml = serde_yaml::to_string(recipe).expect("a recipe has string keys and plain values only");
    format!("{HEADER}\n{yaml}")
}

fn tests(package: &PackagePlan, layout: &SourceLayout) -> Vec<Test> {
    let bill = package.bill_of_materials().filter(|_| layout.is_in_place());
    let mut package_contents = products::contents(package);
    let files = bill.into_iter().chain(package.assets.paths().map(ToOwned::to_owned));
    package_contents.files.extend(files.map(|path| literal_pattern(path.as_str())));
    let script = test_script(package);
    let script = (!script.is_empty()).then_some(Test::Script { script });
    std::iter::once(Test::PackageContents { package_contents }).chain(script).collect()
}

/// The files that the package ships as its licence: its own, and the texts of other people's crates. Only
/// cargo-conda's own builds have the notices of the standard library.
fn license_files(package: &PackagePlan, layout: &SourceLayout) -> Vec<String> {
    let own = package.about.license.files.iter().map(|file| layout.in_source(&file.packaged_as));
    let notices = package.disclosure.notices.iter().flat_map(NoticePlan::files);
    let notices = notices.filter(|file| layout.is_in_place() || *file == NoticePlan::FILE);
    own.map(|path| literal_pattern(path.as_str())).chain(notices.map(literal_pattern)).collect()
}

fn about(package: &PackagePlan, layout: &SourceLayout) -> About {
    let text = |text: &Option<String>| text.as_deref().map(literal_value);
    // conda-forge asks for a homepage, and accepts the repository as such.
    let repository = package.about.repository.as_ref().filter(|_| !layout.is_in_place());
    About {
        homepage: text(&package.about.homepage.as_ref().or(repository).cloned()),
        repository: text(&package.about.repository),
        documentation: text(&package.about.documentation),
        license: package.about.license.expression.as_ref().map(ToString::to_string),
        license_file: license_files(package, layout),
        summary: text(&package.about.summary),
        description: text(&package.about.description),
    }
}
