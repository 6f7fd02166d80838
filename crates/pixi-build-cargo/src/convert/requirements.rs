//! Dependencies of the project model, as requirements of recipes.

use std::cell::RefCell;
use std::sync::Arc;

use cargo_conda::backend::{
    AddedRequirements, ConditionalRequirement, PinArguments, PinKind, Requirement, Requirements, RunExports,
};
use rattler_conda_types::{Channel, MatchSpec, PackageName, PackageNameMatcher, VersionSpec};
use thiserror::Error;
use url::Url;

use crate::wire::{
    BinarySpec, ConstraintSpec, PackageSpec, Pin, PinBound, ProjectModel, SourceSpec, Specs, Target,
};

/// A dependency that cannot be a requirement of a recipe.
#[derive(Debug, Error)]
pub(crate) enum SpecError {
    /// The name of the dependency is not a package name.
    #[error("`{name}` is not a package name: {reason}")]
    Name { name: String, reason: String },
    /// The channel or the archive of the dependency is not a URL.
    #[error("the dependency `{name}` has an invalid URL `{url}`: {reason}")]
    Url { name: String, url: String, reason: String },
    /// A build dependency is a pin.
    #[error(
        "the build dependency `{name}` is a pin, but the build environment is solved first and there is no version to \
         pin to; give a version, or move the dependency to the host dependencies"
    )]
    PinInBuild { name: String },
    /// A dependency of an optional group is a pin.
    #[error("the extra dependency `{name}` is a pin; give a version instead")]
    PinInExtras { name: String },
    /// A pin has two fields of which each decides about the build alone.
    #[error("the pin of `{name}` has both `exact` and `build`; remove one of them")]
    ExactBuild { name: String },
}

/// The source packages that the manifest names.
///
/// Recipes know packages of channels only. So a source package goes through a recipe as a requirement with a
/// URL of the scheme `source`, and [`SourceSpecs::get`] leads from the URL back to the package.
#[derive(Debug, Default)]
pub(crate) struct SourceSpecs(Vec<SourceSpec>);

/// The scheme of the URLs that stand for source packages.
const SCHEME: &str = "source";

impl SourceSpecs {
    /// Keeps a source package and returns the URL that stands for it.
    fn keep(&mut self, spec: SourceSpec) -> Url {
        self.0.push(spec);
        let url = format!("{SCHEME}://pixi/{}", self.0.len() - 1);
        url.parse().expect("a scheme, a host and a number are a URL")
    }

    /// The source package that a URL stands for. `None` for any other URL.
    pub(crate) fn get(&self, url: &Url) -> Option<&SourceSpec> {
        let own = url.scheme() == SCHEME;
        let index = url.path().trim_start_matches('/').parse::<usize>().ok().filter(|_| own)?;
        self.0.get(index)
    }
}

/// All dependencies of a project model, each with the condition of its target.
pub(crate) fn added_requirements(
    model: &ProjectModel,
) -> Result<(AddedRequirements, SourceSpecs), SpecError> {
    let sources = RefCell::default();
    let mut added = AddedRequirements::default();
    let conditional = model.targets.conditional.iter();
    let conditional = conditional.map(|(condition, target)| (Some(condition.as_str()), target));
    for (condition, target) in std::iter::once((None, &model.targets.default_target)).chain(conditional) {
        added.append(TargetConverter { condition, sources: &sources }.all(target)?);
    }
    Ok((added, sources.into_inner()))
}

/// Converts the dependencies of one target.
struct TargetConverter<'a> {
    /// The condition of the target; `None` for the target that always applies.
    condition: Option<&'a str>,
    /// The source packages so far.
    sources: &'a RefCell<SourceSpecs>,
}

impl TargetConverter<'_> {
    fn all(&self, target: &Target) -> Result<AddedRequirements, SpecError> {
        if let Some((name, _)) = target.build_dependencies.iter().find(|(_, spec)| is_pin(spec)) {
            return Err(SpecError::PinInBuild { name: name.clone() });
        }
        let extras = target.extra_dependencies.iter();
        let exports = &target.run_exports;
        Ok(Requirements {
            build: self.requirements(&target.build_dependencies)?,
            host: self.requirements(&target.host_dependencies)?,
            run: self.requirements(&target.run_dependencies)?,
            run_constraints: self.requirements(&target.run_constraints)?,
            extras: extras.map(|(group, members)| self.extra(group, members)).collect::<Result<_, _>>()?,
            run_exports: RunExports {
                noarch: self.requirements(&exports.noarch)?,
                strong: self.requirements(&exports.strong)?,
                weak: self.requirements(&exports.weak)?,
                strong_constraints: self.constraints(&exports.strong_constraints)?,
                weak_constraints: self.constraints(&exports.weak_constraints)?,
            },
        })
    }

    /// An optional group of dependencies, with its name.
    fn extra(
        &self,
        group: &str,
        members: &Specs<PackageSpec>,
    ) -> Result<(String, Vec<ConditionalRequirement>), SpecError> {
        if let Some((name, _)) = members.iter().find(|(_, spec)| is_pin(spec)) {
            return Err(SpecError::PinInExtras { name: name.clone() });
        }
        Ok((group.to_owned(), self.requirements(members)?))
    }

    fn requirements(&self, specs: &Specs<PackageSpec>) -> Result<Vec<ConditionalRequirement>, SpecError> {
        let requirement = |(name, spec): (&String, &PackageSpec)| {
            let requirement = match spec {
                PackageSpec::Binary(spec) => binary_requirement(name, spec)?,
                PackageSpec::Source(spec) => {
                    let url = self.sources.borrow_mut().keep((**spec).clone());
                    let spec = MatchSpec { url: Some(url), ..MatchSpec::from(package_name(name)?) };
                    Requirement::from_match_spec(&spec)
                }
                PackageSpec::PinCompatible(pin) => pin_requirement(PinKind::Compatible, name, pin)?,
                PackageSpec::PinSubpackage(pin) => pin_requirement(PinKind::Subpackage, name, pin)?,
            };
            Ok(self.under_condition(requirement))
        };
        specs.iter().map(requirement).collect()
    }

    fn constraints(&self, specs: &Specs<ConstraintSpec>) -> Result<Vec<ConditionalRequirement>, SpecError> {
        let requirement = |(name, spec): (&String, &ConstraintSpec)| {
            let requirement = match spec {
                ConstraintSpec::Binary(spec) => binary_requirement(name, spec)?,
                ConstraintSpec::PinCompatible(pin) => pin_requirement(PinKind::Compatible, name, pin)?,
                ConstraintSpec::PinSubpackage(pin) => pin_requirement(PinKind::Subpackage, name, pin)?,
            };
            Ok(self.under_condition(requirement))
        };
        specs.iter().map(requirement).collect()
    }

    fn under_condition(&self, requirement: Requirement) -> ConditionalRequirement {
        ConditionalRequirement { condition: self.condition.map(ToOwned::to_owned), requirement }
    }
}

fn is_pin(spec: &PackageSpec) -> bool {
    matches!(spec, PackageSpec::PinCompatible(_) | PackageSpec::PinSubpackage(_))
}

fn pin_requirement(kind: PinKind, name: &str, pin: &Pin) -> Result<Requirement, SpecError> {
    let Pin { lower_bound, upper_bound, exact, build } = pin;
    if *exact && build.is_some() {
        return Err(SpecError::ExactBuild { name: name.to_owned() });
    }
    let arguments = PinArguments {
        lower_bound: lower_bound.as_ref().map(PinBound::as_str),
        upper_bound: upper_bound.as_ref().map(PinBound::as_str),
        exact: *exact,
        build: build.as_deref(),
    };
    Ok(Requirement::pin(kind, package_name(name)?.as_normalized(), &arguments))
}

fn binary_requirement(name: &str, spec: &BinarySpec) -> Result<Requirement, SpecError> {
    let mut spec = match_spec(name, spec.clone())?;
    // `*` is what pixi writes if the manifest limits nothing. Without it, the value of a variant key can
    // apply, which rattler-build allows for bare names alone.
    let bare = MatchSpec { version: None, ..spec.clone() } == MatchSpec::from(package_name(name)?);
    if bare && spec.version == Some(VersionSpec::Any) {
        spec.version = None;
    }
    Ok(Requirement::from_match_spec(&spec))
}

fn match_spec(name: &str, spec: BinarySpec) -> Result<MatchSpec, SpecError> {
    let BinarySpec {
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel,
        subdir,
        md5,
        sha256,
        url,
        license,
        condition,
    } = spec;
    let parse = |url: String| {
        url.parse::<Url>().map_err(|error| SpecError::Url {
            name: name.to_owned(),
            url: url.clone(),
            reason: error.to_string(),
        })
    };
    Ok(MatchSpec {
        name: PackageNameMatcher::Exact(package_name(name)?),
        version,
        build,
        build_number,
        file_name,
        extras,
        flags,
        channel: channel.map(parse).transpose()?.map(|url| Arc::new(Channel::from_url(url))),
        subdir,
        md5,
        sha256,
        url: url.map(parse).transpose()?,
        license,
        condition,
        ..MatchSpec::default()
    })
}

fn package_name(name: &str) -> Result<PackageName, SpecError> {
    name.parse().map_err(|error: rattler_conda_types::InvalidPackageNameError| SpecError::Name {
        name: name.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cargo_conda::backend::Dependency;
    use proptest::prelude::*;
    use rattler_conda_types::{ParseMatchSpecOptions, RepodataRevision};
    use serde_json::{Value, json};

    use super::*;
    use crate::convert::{SourcePackages, dependency_to_wire};

    fn read(targets: &Value) -> Result<(AddedRequirements, SourceSpecs), SpecError> {
        let model = json!({ "targets": targets });
        added_requirements(&serde_json::from_value(model).unwrap())
    }

    /// Requirements as text, each with its condition if there is one.
    fn texts(requirements: &[ConditionalRequirement]) -> Vec<String> {
        let text = |one: &ConditionalRequirement| match &one.condition {
            Some(condition) => format!("{} if {condition}", one.requirement),
            None => one.requirement.to_string(),
        };
        requirements.iter().map(text).collect()
    }

    #[test]
    fn each_list_goes_where_it_belongs_with_its_condition() {
        let one = |name: &str| json!({ (name): { "binary": { "version": ">=1" } } });
        let target = |prefix: &str| {
            let one = |name: &str| one(&format!("{prefix}-{name}"));
            json!({
                "buildDependencies": one("build"), "hostDependencies": one("host"), "runDependencies": one("run"),
                "runConstraints": one("limit"), "extraDependencies": { "all": one("extra") },
                "runExports": { "noarch": one("noarch"), "strong": one("strong"), "weak": one("weak"),
                                "strongConstraints": one("strong-limit"), "weakConstraints": one("weak-limit") },
            })
        };
        let targets = json!({ "defaultTarget": target("a"), "conditional": { "unix": target("b"), "win": target("c") } });
        let (added, _) = read(&targets).unwrap();
        let AddedRequirements { build, host, run, run_constraints, mut extras, run_exports } = added;
        let RunExports { noarch, strong, weak, strong_constraints, weak_constraints } = run_exports;
        let extras = extras.remove("all").unwrap();
        for (list, name) in [
            (build, "build"),
            (host, "host"),
            (run, "run"),
            (run_constraints, "limit"),
            (extras, "extra"),
            (noarch, "noarch"),
            (strong, "strong"),
            (weak, "weak"),
            (strong_constraints, "strong-limit"),
            (weak_constraints, "weak-limit"),
        ] {
            let expected =
                [format!("a-{name} >=1"), format!("b-{name} >=1 if unix"), format!("c-{name} >=1 if win")];
            assert_eq!(texts(&list), expected);
        }
    }

    #[test]
    fn any_version_leaves_the_choice_to_variants() {
        let host = json!({
            "zlib": { "binary": { "version": "*" } }, "openssl": { "binary": {} },
            "python": { "binary": { "version": "*", "build": "*_cpython" } },
        });
        let (added, _) = read(&json!({ "defaultTarget": { "hostDependencies": host } })).unwrap();
        assert_eq!(texts(&added.host), ["zlib", "openssl", "python * *_cpython"]);
    }

    #[test]
    fn a_source_package_is_found_by_its_url() {
        let path = |path: &str| json!({ "source": { "path": { "path": path }, "version": ">=1" } });
        let targets = json!({ "defaultTarget": {
            "buildDependencies": { "one": path("../one") }, "runDependencies": { "two": path("../two") },
        } });
        let (added, sources) = read(&targets).unwrap();
        for (requirement, expected) in [(&added.build[0], path("../one")), (&added.run[0], path("../two"))] {
            let spec = match_spec_of(&requirement.requirement);
            let found = sources.get(&spec.url.unwrap()).unwrap();
            assert_eq!(json!({ "source": found }), expected);
        }
        for url in ["source://pixi/2", "source://pixi/x", "https://pixi/0", "path://pixi/1"] {
            assert!(sources.get(&url.parse().unwrap()).is_none(), "{url}");
        }
    }

    #[test]
    fn dependencies_that_no_recipe_can_have_are_refused() {
        let zlib = |spec: Value| json!({ "zlib": spec });
        let pin = || zlib(json!({ "pinCompatible": {} }));
        let message = |target: Value| read(&json!({ "defaultTarget": target })).unwrap_err().to_string();
        insta::assert_snapshot!(message(json!({ "buildDependencies": pin() })), @"the build dependency `zlib` is a pin, but the build environment is solved first and there is no version to pin to; give a version, or move the dependency to the host dependencies");
        insta::assert_snapshot!(message(json!({ "extraDependencies": { "all": pin() } })), @"the extra dependency `zlib` is a pin; give a version instead");
        let exact = zlib(json!({ "pinSubpackage": { "exact": true, "build": "h*" } }));
        insta::assert_snapshot!(message(json!({ "runExports": { "weak": exact } })), @"the pin of `zlib` has both `exact` and `build`; remove one of them");
        let channel = zlib(json!({ "binary": { "channel": "conda-forge" } }));
        insta::assert_snapshot!(message(json!({ "hostDependencies": channel })), @"the dependency `zlib` has an invalid URL `conda-forge`: relative URL without a base");
        let name = json!({ "z lib": { "binary": {} } });
        let refused = message(json!({ "hostDependencies": name }));
        assert!(refused.starts_with("`z lib` is not a package name: "), "{refused}");
    }

    /// The match spec that rattler-build reads from a requirement in a recipe.
    fn match_spec_of(requirement: &Requirement) -> MatchSpec {
        let options = ParseMatchSpecOptions::strict().with_repodata_revision(RepodataRevision::V3);
        MatchSpec::from_str(requirement.as_str(), options).unwrap()
    }

    fn version() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,3}(\\.[0-9]{1,3}){0,2}",
            "[0-9]{1,2}\\.[0-9]{1,2}\\.\\*",
            "(>=|<=|>|<|==|!=)[0-9]{1,2}(\\.[0-9]{1,2}){0,2}",
            ">=[0-9]{1,2}(\\.[0-9]){0,2},<[0-9]{1,2}(\\.0a0)?",
            "[0-9]\\.[0-9]\\|>=[0-9]",
            Just("*".to_owned()),
        ]
    }

    /// Requirements for a package of a channel, as pixi writes them.
    fn binary() -> impl Strategy<Value = Value> {
        let fields = (
            proptest::option::of(version()),
            proptest::option::of("[a-z]{1,4}[0-9]{0,3}\\*?"),
            proptest::option::of("(>=|<)?[0-9]{1,3}"),
            proptest::option::of("(linux-64|osx-arm64|noarch)"),
            proptest::option::of("[0-9a-f]{32}"),
            proptest::option::of("[0-9a-f]{64}"),
            proptest::option::of("[a-zA-Z]{1,5}-[0-9]\\.[0-9]"),
        );
        fields.prop_map(|(version, build, number, subdir, md5, sha256, license)| {
            let fields = [
                ("version", version),
                ("build", build),
                ("buildNumber", number),
                ("subdir", subdir),
                ("md5", md5),
                ("sha256", sha256),
                ("license", license),
            ];
            fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))).collect()
        })
    }

    proptest! {
        /// What pixi asks for comes back to pixi: name, version and everything else.
        #[test]
        fn a_binary_spec_survives_the_recipe(name in "[a-zA-Z_][a-zA-Z0-9_.-]{0,8}", fields in binary()) {
            let spec: BinarySpec = serde_json::from_value(fields.clone()).unwrap();
            let requirement = binary_requirement(&name, &spec).unwrap();
            prop_assert_eq!(requirement.name(), name.to_lowercase());
            let read = Dependency::Spec(Box::new(match_spec_of(&requirement)));
            let none = BTreeSet::new();
            let sources = SourcePackages { outputs: &none, elsewhere: &SourceSpecs::default() };
            let told = serde_json::to_value(dependency_to_wire(&sources, &read)).unwrap();
            prop_assert_eq!(&told["name"], &json!(name.to_lowercase()));
            let mut expected = serde_json::to_value(&spec).unwrap();
            let is_any = |value: &Value| value.get("version") == Some(&json!("*"));
            let mut told = told["binary"].clone();
            // No version and any version mean the same.
            for fields in [&mut expected, &mut told] {
                if is_any(fields) {
                    fields.as_object_mut().unwrap().remove("version");
                }
            }
            prop_assert_eq!(told, expected);
        }
    }
}
