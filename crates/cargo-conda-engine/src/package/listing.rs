//! Lists the jobs of a run, and decides which environment each is built in.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_plan::GroupId;

use super::job::Job;
use super::rendering::{RenderedPackage, rendered};
use super::siblings::pinned;
use crate::api::{BuildRequest, EngineError, PackageLabel};
use crate::environments::GroupEnvironment;
use crate::rattler::{RattlerSession, Rendered};
use crate::scratch::Scratch;

/// Lists all jobs of a run, in the order of the plan.
pub(crate) fn list(
    request: BuildRequest<'_>,
    session: &RattlerSession,
    scratch: &Scratch,
    environments: &[GroupEnvironment],
) -> Result<Vec<Job>, EngineError> {
    let mut jobs = Vec::new();
    for RenderedPackage { package, recipe, variants } in rendered(request, session)? {
        let differing = differing_keys(&variants);
        let plan = Arc::new(package.clone());
        for rendered in variants {
            let variant: BTreeMap<_, _> =
                rendered.variant().into_iter().filter(|(key, _)| differing.contains(key)).collect();
            let hash = (!variant.is_empty()).then(|| rendered.hash());
            let scratch = scratch.package(package, hash.as_deref());
            scratch.check_depth(package.platform)?;
            jobs.push(Job {
                label: PackageLabel::of_variant(Arc::clone(&plan), Arc::new(variant)),
                recipe: Arc::clone(&recipe),
                environment: environment_for(package.group, &rendered, environments),
                rendered,
                scratch,
                pinned: BTreeMap::new(),
            });
        }
    }
    let pinned: Vec<_> = jobs.iter().map(|job| pinned(&jobs, job)).collect();
    for (job, pinned) in jobs.iter_mut().zip(pinned) {
        job.pinned = pinned;
    }
    Ok(jobs)
}

/// The keys by which variants of one package differ.
fn differing_keys(variants: &[Rendered]) -> Vec<String> {
    let Some(first) = variants.first().map(Rendered::variant) else {
        return Vec::new();
    };
    let differs = |key: &String| variants.iter().any(|other| other.variant().get(key) != first.get(key));
    first.keys().filter(|key| differs(key)).cloned().collect()
}

/// The first environment of the group that is made with the same values. A package that does not use a key of the
/// group's may be built in any of the environments that differ in it.
fn environment_for(group: GroupId, rendered: &Rendered, environments: &[GroupEnvironment]) -> Option<usize> {
    let wanted = rendered.variant();
    environments.iter().position(|environment| {
        let made_with = environment.rendered.variant();
        environment.group == group
            && wanted.iter().all(|(key, value)| made_with.get(key).is_none_or(|made| made == value))
    })
}
