//! What packages would be, before anything is solved or built.

use std::sync::Arc;

use crate::api::{BuildRequest, EngineError, Output};
use crate::package::{RenderedPackage, rendered, sibling};
use crate::rattler::{RattlerSession, SessionOptions};

/// All packages of a plan, each in all its variants, in the order of the plan.
///
/// Equal input gives equal output: a build string depends on manifests, variants and the platform alone.
///
/// # Errors
///
/// A recipe that rattler-build refuses, such as for a condition that is no expression, or a variant file that cannot be read.
pub fn outputs(request: BuildRequest<'_>) -> Result<Vec<Output>, EngineError> {
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let rendered = rendered(request, &session)?;
    let siblings: Vec<_> = rendered
        .iter()
        .flat_map(|one| one.variants.iter().map(|variant| sibling(one.package, variant)))
        .collect();
    let mut outputs = Vec::new();
    for RenderedPackage { package, recipe, variants } in &rendered {
        let package = Arc::new((*package).clone());
        for variant in variants {
            let requirements = variant.requirements(&session, package.platform, &siblings);
            let requirements = requirements
                .map_err(|source| EngineError::Recipe { package: package.name.to_string(), source })?;
            outputs.push(Output {
                package: Arc::clone(&package),
                build: variant.build_string(),
                variant: variant.all_keys(),
                recipe: Arc::clone(recipe),
                requirements,
            });
        }
    }
    Ok(outputs)
}
