//! Packages that other packages of the same run pin.

use std::collections::BTreeMap;

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::PackagePlan;

use super::job::Job;
use crate::rattler::{Rendered, Sibling};

pub(super) fn pins_others(package: &PackagePlan) -> bool {
    pins(package).next().is_some()
}

/// The requirements by which a package pins others of the run.
fn pins(package: &PackagePlan) -> impl Iterator<Item = &Requirement> {
    let added = [&package.requirements.added.run, &package.requirements.added.run_constraints];
    let added = added.into_iter().flatten().map(|added| &added.requirement);
    let all = package.requirements.run.iter().chain(&package.requirements.run_constraints).chain(added);
    all.filter(|requirement| requirement.as_str().contains("pin_subpackage"))
}

/// What a job pins: recipes name others of the run, and only rendering says which of their versions and builds are meant.
pub(super) fn pinned(jobs: &[Job], job: &Job) -> BTreeMap<String, String> {
    let pins: Vec<_> = pins(job.package()).collect();
    if pins.is_empty() {
        return BTreeMap::new();
    }
    let is_pinned = |sibling: &Sibling| pins.iter().any(|pin| pin.as_str().contains(&sibling.name));
    let pinned = siblings(jobs, job).into_iter().filter(is_pinned);
    pinned.map(|sibling| (sibling.name, format!("{} {}", sibling.version, sibling.build))).collect()
}

/// What others of the run may pin to: for each name the package of the same platform, in the same environment if it
/// has several variants.
pub(crate) fn siblings(jobs: &[Job], job: &Job) -> Vec<Sibling> {
    let others = jobs.iter().filter(|other| {
        other.package().platform == job.package().platform && other.package().name != job.package().name
    });
    let mut chosen: BTreeMap<&str, &Job> = BTreeMap::new();
    for other in others {
        let known = chosen.entry(other.package().name.as_str()).or_insert(other);
        if other.environment == job.environment {
            *known = other;
        }
    }
    chosen.into_values().map(|job| sibling(job.package(), &job.rendered)).collect()
}

/// A package as others may pin it.
pub(crate) fn sibling(package: &PackagePlan, rendered: &Rendered) -> Sibling {
    Sibling {
        name: package.name.to_string(),
        version: package.version.to_string(),
        build: rendered.build_string(),
    }
}
