//! Dependencies of the project model, as requirements of recipes.

use std::cell::RefCell;

use cargo_conda::backend::{
    AddedRequirements, ConditionalRequirement, PinKind, Requirement, Requirements, RunExports,
};
use rattler_conda_types::MatchSpec;

use super::match_specs::{SpecError, binary_requirement, package_name, pin_requirement};
use super::source_specs::SourceSpecs;
use crate::wire::{ConstraintSpec, PackageSpec, ProjectModel, Specs, Target};

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

#[cfg(test)]
mod tests {
    use rattler_conda_types::ParseStrictness;
    use serde_json::{Value, json};

    use super::*;

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
            let spec =
                MatchSpec::from_str(requirement.requirement.as_str(), ParseStrictness::Strict).unwrap();
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
}
