//! The requirements of a rendered recipe, in the types of our own API.

use std::collections::BTreeMap;

use cargo_conda_mapping::Platform;
use cargo_conda_plan::VariantValue;
use rattler_build_core::render::resolved_dependencies::apply_variant;
use rattler_build_core::types::{BuildConfiguration, Directories};
use rattler_build_jinja::Variable;
use rattler_build_recipe::stage1::Dependency as RecipeDependency;
use rattler_build_types::PinBound as RecipeBound;

use super::package_run::{BuildPlace, identifier, new_output};
use super::step::chain;
use super::{RattlerSession, Rendered, Sibling};
use crate::api::{Dependency, OutputRequirements, Pin, PinBound, StepError};

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
    ) -> Result<OutputRequirements, StepError> {
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
        let extra =
            |(group, members): (&String, &Vec<_>)| Ok((group.clone(), converter.at_run_time(members)?));
        Ok(OutputRequirements {
            build: converter.at_build_time(&recipe.build)?,
            host: converter.at_build_time(&recipe.host)?,
            run: converter.at_run_time(&recipe.run)?,
            run_constraints: converter.at_run_time(&recipe.run_constraints)?,
            extras: recipe.extras.iter().map(extra).collect::<Result<_, StepError>>()?,
            noarch_exports: converter.at_build_time(&exports.noarch)?,
            strong_exports: converter.at_build_time(&exports.strong)?,
            weak_exports: converter.at_build_time(&exports.weak)?,
            strong_constraints: converter.at_build_time(&exports.strong_constraints)?,
            weak_constraints: converter.at_build_time(&exports.weak_constraints)?,
        })
    }
}

struct Converter<'a> {
    configuration: &'a BuildConfiguration,
}

impl Converter<'_> {
    /// Build and host requirements: a bare name gets its version from the variant.
    fn at_build_time(&self, dependencies: &[RecipeDependency]) -> Result<Vec<Dependency>, StepError> {
        dependencies.iter().map(|dependency| self.convert(dependency, true)).collect()
    }

    fn at_run_time(&self, dependencies: &[RecipeDependency]) -> Result<Vec<Dependency>, StepError> {
        dependencies.iter().map(|dependency| self.convert(dependency, false)).collect()
    }

    fn convert(&self, dependency: &RecipeDependency, build_time: bool) -> Result<Dependency, StepError> {
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
                let applied =
                    apply_variant(std::slice::from_ref(other), self.configuration, &known, build_time);
                let applied = applied.map_err(|error| chain(&error))?;
                let spec = applied.first().map(|info| info.spec().clone()).unwrap_or_default();
                Ok(Dependency::Spec(Box::new(spec)))
            }
        }
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
