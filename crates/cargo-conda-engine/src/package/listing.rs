//! Lists the variants of all packages of a plan, and decides where each is built.
//!
//! Everything that a later stage needs is known when a variant is listed: its directories, and the builds of
//! its siblings that it pins.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_plan::{GroupId, PackagePlan, Toolchain};

use super::job::Place;
use super::rendering::{RenderedPackage, render_all};
use super::siblings::sibling;
use super::variant::PackageVariant;
use crate::api::{BuildRequest, EngineError, PackageLabel, StepError};
use crate::environments::{EnvironmentId, Environments};
use crate::rattler::{RattlerSession, Rendered, Sibling};
use crate::scratch::Scratch;

/// Renders the recipes of all packages and lists their variants, in the order of the plan.
///
/// `environments` decide which variant of a sibling a package pins; where none are known, it is the last.
pub(crate) fn list_variants(
    request: BuildRequest<'_>,
    session: &RattlerSession,
    environments: &Environments,
) -> Result<Vec<PackageVariant>, EngineError> {
    let rendered = render_all(request, session)?;
    let listed = Listed::of(&rendered, environments);
    let scratch = Scratch::at(&request.options.scratch);
    let mut variants = Vec::new();
    for RenderedPackage { package, recipe, variants: rendered } in &rendered {
        let differing = differing_keys(rendered);
        let plan = Arc::new((*package).clone());
        for rendered in rendered {
            let values: BTreeMap<_, _> =
                rendered.variant().into_iter().filter(|(key, _)| differing.contains(key)).collect();
            let hash = (!values.is_empty()).then(|| rendered.hash());
            variants.push(PackageVariant {
                label: PackageLabel::of_variant(Arc::clone(&plan), Arc::new(values)),
                recipe: Arc::clone(recipe),
                rendered: rendered.clone(),
                scratch: scratch.package(package, hash.as_deref()),
                siblings: listed.siblings(package, rendered),
            });
        }
    }
    Ok(variants)
}

/// Decides where a variant is built.
pub(crate) fn place_of(
    BuildRequest { plan, .. }: BuildRequest<'_>,
    variant: &PackageVariant,
    environments: &Environments,
) -> Place {
    let package = variant.package();
    if plan.group_of(package).toolchain != Toolchain::Conda {
        return Place::Machine;
    }
    if let Some(error) = environments.failed.get(&package.group) {
        return Place::Nowhere(Arc::clone(error));
    }
    let environment = environment_for(package.group, &variant.rendered, environments);
    environment.map_or_else(|| Place::Nowhere(Arc::new(no_environment(package))), Place::Group)
}

fn no_environment(package: &PackagePlan) -> EngineError {
    let reason = "none of the environments of its group is made with the values of its variant";
    EngineError::Recipe { package: package.name.to_string(), source: StepError::of(reason) }
}

/// All rendered variants of a plan, as far as siblings are chosen among them.
struct Listed<'a> {
    environments: &'a Environments,
    all: Vec<(&'a PackagePlan, &'a Rendered, Option<EnvironmentId>)>,
}

impl<'a> Listed<'a> {
    fn of(rendered: &'a [RenderedPackage<'a>], environments: &'a Environments) -> Self {
        let all = rendered.iter().flat_map(|RenderedPackage { package, variants, .. }| {
            let place = |rendered| environment_for(package.group, rendered, environments);
            variants.iter().map(move |rendered| (*package, rendered, place(rendered)))
        });
        Self { environments, all: all.collect() }
    }

    /// The packages that a variant may pin: each other package of its platform, in the variant that is built
    /// in the same environment, else in its first.
    fn siblings(&self, package: &PackagePlan, rendered: &Rendered) -> Vec<Sibling> {
        let own = environment_for(package.group, rendered, self.environments);
        let mut chosen: BTreeMap<&str, Sibling> = BTreeMap::new();
        for (other, rendered, environment) in &self.all {
            if other.platform != package.platform || other.name == package.name {
                continue;
            }
            let name = other.name.as_str();
            if *environment == own || !chosen.contains_key(name) {
                chosen.insert(name, sibling(other, rendered));
            }
        }
        chosen.into_values().collect()
    }
}

/// The variant keys whose values differ between the variants of one package.
fn differing_keys(variants: &[Rendered]) -> Vec<String> {
    let Some(first) = variants.first().map(Rendered::variant) else {
        return Vec::new();
    };
    let differs = |key: &String| variants.iter().any(|other| other.variant().get(key) != first.get(key));
    first.keys().filter(|key| differs(key)).cloned().collect()
}

/// The first environment of a group whose variant agrees with that of a package. A package whose recipe does
/// not use one of the group's keys may be built in any of the environments that differ in it.
fn environment_for(
    group: GroupId,
    rendered: &Rendered,
    environments: &Environments,
) -> Option<EnvironmentId> {
    let wanted = rendered.variant();
    environments.iter().find_map(|(id, environment)| {
        let made_with = environment.rendered.variant();
        let agrees = environment.group == group
            && wanted.iter().all(|(key, value)| made_with.get(key).is_none_or(|made| made == value));
        agrees.then_some(id)
    })
}
