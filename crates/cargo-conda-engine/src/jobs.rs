//! The units of work of a run: each package, in each of its variants.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;
use cargo_conda_plan::{GroupId, PackagePlan, Toolchain};
use cargo_conda_recipe::{Recipe, SourceLayout};

use crate::environments::GroupEnvironment;
use crate::error::EngineError;
use crate::event::PackageLabel;
use crate::rattler::{RattlerSession, Rendered, Sibling, VariantTable, render};
use crate::request::BuildRequest;
use crate::scratch::{PackageScratch, Scratch};

/// One variant of one package.
pub(crate) struct Job {
    pub(crate) label: PackageLabel,
    /// The text of the package's recipe.
    pub(crate) recipe: Arc<str>,
    pub(crate) rendered: Rendered,
    /// Which of the run's environments it is built in; none with the machine's toolchain.
    pub(crate) environment: Option<usize>,
    pub(crate) scratch: PackageScratch,
}

impl Job {
    pub(crate) fn package(&self) -> &PackagePlan {
        self.label.plan()
    }
}

/// Lists all jobs of a run, in the order of the plan.
pub(crate) fn list(
    request: BuildRequest<'_>,
    session: &RattlerSession,
    scratch: &Scratch,
    environments: &[GroupEnvironment],
) -> Result<Vec<Job>, EngineError> {
    let mut jobs = Vec::new();
    for package in &request.plan.packages {
        let group = request.plan.group_of(package);
        let layout = SourceLayout::InPlace {
            workspace: request.workspace.root().to_owned(),
            build_platform: request.options.build_platform,
        };
        let recipe: Arc<str> = Recipe::new(package, group, &layout).to_yaml().into();
        let table = match group.toolchain {
            Toolchain::Conda => VariantTable::read(session, &request.plan.variants, package.platform)?,
            _ => VariantTable::default(),
        };
        let path = Utf8Path::new("recipe.yaml");
        let variants = render(session, &recipe, path, package.platform, &table)
            .map_err(|source| EngineError::Recipe { package: package.name.to_string(), source })?;
        let differing = differing_keys(&variants);
        let plan = Arc::new(package.clone());
        for rendered in variants {
            let variant: BTreeMap<_, _> =
                rendered.variant().into_iter().filter(|(key, _)| differing.contains(key)).collect();
            let hash = (!variant.is_empty()).then(|| rendered.hash());
            jobs.push(Job {
                label: PackageLabel::of_variant(Arc::clone(&plan), Arc::new(variant)),
                recipe: Arc::clone(&recipe),
                environment: environment_for(package.group, &rendered, environments),
                rendered,
                scratch: scratch.package(package, hash.as_deref()),
            });
        }
    }
    Ok(jobs)
}

/// What others of the run may pin.
pub(crate) fn siblings(jobs: &[Job]) -> Vec<Sibling> {
    let sibling = |job: &Job| Sibling {
        name: job.package().name.to_string(),
        version: job.package().version.to_string(),
        build: format!("{}_{}", job.rendered.hash(), job.package().build_number),
    };
    jobs.iter().map(sibling).collect()
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
