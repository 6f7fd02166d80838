//! Renders the packages of a plan, before anything is solved or built.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_mapping::Requirements;
use cargo_conda_plan::{PackagePlan, VariantValue};

use crate::api::{BuildRequest, Dependency, EngineError};
use crate::environments::Environments;
use crate::package::{PackageVariant, list_variants};
use crate::rattler::{RattlerSession, SessionOptions};

/// A package in one of its variants, as rattler-build renders its recipe. [`build_given`](crate::build_given)
/// builds it.
#[derive(Debug, Clone)]
pub struct Output {
    /// The package.
    pub package: Arc<PackagePlan>,
    /// The build string.
    pub build_string: String,
    /// The variant keys that the recipe uses, the platforms among them, with their values.
    pub variant: BTreeMap<String, VariantValue>,
    /// The text of the recipe, before it is rendered.
    pub recipe: Arc<str>,
    /// The requirements, for the values of the variant.
    pub requirements: Requirements<Dependency>,
    /// The rendered recipe.
    pub(super) rendered: PackageVariant,
}

/// Renders all packages of a plan, each in all its variants, in the order of the plan.
///
/// Equal input gives equal output: a build string depends on manifests, variants and the platform alone.
///
/// # Errors
///
/// A recipe that rattler-build refuses, such as one with a condition that is no expression; a variant file
/// that cannot be read.
pub fn outputs(request: BuildRequest<'_>) -> Result<Vec<Output>, EngineError> {
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let variants = list_variants(request, &session, &Environments::default())?;
    variants.into_iter().map(|variant| output(&session, variant)).collect()
}

fn output(session: &RattlerSession, variant: PackageVariant) -> Result<Output, EngineError> {
    let package = variant.package();
    let requirements = variant
        .rendered
        .requirements(session, package.platform, &variant.siblings)
        .map_err(|source| EngineError::Recipe { package: package.name.to_string(), source })?;
    Ok(Output {
        package: variant.label.shared_plan(),
        build_string: variant.rendered.build_string(),
        variant: variant.rendered.all_keys(),
        recipe: Arc::clone(&variant.recipe),
        requirements,
        rendered: variant,
    })
}
