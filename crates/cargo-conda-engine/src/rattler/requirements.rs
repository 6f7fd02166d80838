//! The requirements of a rendered recipe, in the types of our own API.

use std::collections::BTreeMap;

use cargo_conda_mapping::{Platform, RequirementKind, Requirements, RunExports};
use cargo_conda_plan::VariantValue;
use rattler_build_core::render::resolved_dependencies::apply_variant;
use rattler_build_core::types::{BuildConfiguration, Directories};
use rattler_build_jinja::Variable;
use rattler_build_recipe::stage1::Dependency as RecipeDependency;
use rattler_build_types::PinBound as RecipeBound;

use super::package_run::{BuildPlace, identifier, new_output};
use super::step::chain;
use super::{RattlerSession, Rendered, Sibling};
use crate::api::{Dependency, Pin, PinBound, StepError};

impl Rendered {
    /// The values of all variant keys that the recipe uses, including those that follow from the platform.
    pub(crate) fn all_keys(&self) -> BTreeMap<String, VariantValue> {
        let keys = self.0.variant.iter();
        keys.map(|(key, value)| (key.normalize(), variant_value(value))).collect()
    }

    /// The requirements of the package, with the values of its variant applied and with pins to its siblings
    /// resolved.
    pub(crate) fn requirements(
        &self,
        session: &RattlerSession,
        platform: Platform,
        siblings: &[Sibling],
    ) -> Result<Requirements<Dependency>, StepError> {
        // Nothing is built, so no directory is used.
        let nowhere = Directories {
            recipe_dir: "".into(),
            recipe_path: "".into(),
            cache_dir: "".into(),
            host_prefix: "".into(),
            build_prefix: "".into(),
            work_dir: "".into(),
            build_dir: "".into(),
            output_dir: "".into(),
        };
        let place = BuildPlace { directories: nowhere, platform, timestamp: jiff::Timestamp::UNIX_EPOCH };
        let mut output = new_output(session, place, self.clone())?;
        output.build_configuration.subpackages.extend(siblings.iter().filter_map(identifier));
        let converter = Converter { configuration: &output.build_configuration };
        let recipe = output.recipe.requirements();
        let exports = &recipe.run_exports;
        let extras = recipe.extras.iter();
        let written = Requirements {
            build: recipe.build.iter().collect(),
            host: recipe.host.iter().collect(),
            run: recipe.run.iter().collect(),
            run_constraints: recipe.run_constraints.iter().collect(),
            extras: extras.map(|(group, members)| (group.clone(), members.iter().collect())).collect(),
            run_exports: RunExports {
                noarch: exports.noarch.iter().collect(),
                strong: exports.strong.iter().collect(),
                weak: exports.weak.iter().collect(),
                strong_constraints: exports.strong_constraints.iter().collect(),
                weak_constraints: exports.weak_constraints.iter().collect(),
            },
        };
        written.with_kinds().try_map(|(kind, dependency)| converter.convert(kind, dependency))
    }
}

struct Converter<'a> {
    configuration: &'a BuildConfiguration,
}

impl Converter<'_> {
    fn convert(&self, kind: RequirementKind, dependency: &RecipeDependency) -> Result<Dependency, StepError> {
        match dependency {
            RecipeDependency::PinCompatible(pin) => {
                let pin = &pin.pin_compatible;
                Ok(Dependency::PinCompatible {
                    name: pin.name.as_normalized().to_owned(),
                    pin: Pin {
                        lower_bound: pin.args.lower_bound.as_ref().map(bound),
                        upper_bound: pin.args.upper_bound.as_ref().map(bound),
                        exact: pin.args.exact,
                        build_string: pin.args.build.clone(),
                    },
                })
            }
            // A spec with a URL names one archive, so no variant applies to it.
            RecipeDependency::Spec(spec) if spec.url.is_some() => Ok(Dependency::Spec(spec.clone())),
            other => {
                let known = std::iter::empty().collect();
                let bare_names = takes_versions_of_variant(kind);
                let applied =
                    apply_variant(std::slice::from_ref(other), self.configuration, &known, bare_names);
                let applied = applied.map_err(|error| chain(&error))?;
                let spec = applied.first().map(|info| info.spec().clone()).unwrap_or_default();
                Ok(Dependency::Spec(Box::new(spec)))
            }
        }
    }
}

/// Returns true for requirements whose bare names take their version from the variant. Those of an installed
/// package stay as they are written.
fn takes_versions_of_variant(kind: RequirementKind) -> bool {
    match kind {
        RequirementKind::Build | RequirementKind::Host | RequirementKind::RunExport => true,
        RequirementKind::Run | RequirementKind::RunConstraint | RequirementKind::Extra => false,
    }
}

fn bound(bound: &RecipeBound) -> PinBound {
    match bound {
        RecipeBound::Expression(expression) => PinBound::Expression(expression.to_string()),
        RecipeBound::Version(version) => PinBound::Version(version.to_string()),
    }
}

/// pixi's protocol has no fractional numbers, so they are passed as text.
fn variant_value(value: &Variable) -> VariantValue {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Bool(flag)) => VariantValue::Flag(flag),
        Ok(serde_json::Value::Number(number)) if number.is_i64() => {
            VariantValue::Number(number.as_i64().unwrap_or_default())
        }
        _ => VariantValue::Text(value.to_string()),
    }
}
