//! The units of work of a run: each package, in each of its variants.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_mapping::Requirement;
use cargo_conda_plan::{GroupId, PackagePlan, Toolchain};
use cargo_conda_recipe::{MultiOutputRecipe, Recipe, SourceLayout};
use rayon::prelude::*;

use crate::environments::GroupEnvironment;
use crate::error::EngineError;
use crate::event::PackageLabel;
use crate::rattler::{RattlerSession, RecipeText, Rendered, Sibling, VariantTable, render};
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
    /// The packages that it pins, as they are in this run: `<version> <build string>` by name.
    pub(crate) pinned: BTreeMap<String, String>,
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

/// A package with the text of its recipe and its variants.
pub(crate) struct RenderedPackage<'a> {
    pub(crate) package: &'a PackagePlan,
    pub(crate) recipe: Arc<str>,
    pub(crate) variants: Vec<Rendered>,
}

/// Renders the recipes of all packages: each alone, unless some pin others. Then all of a platform are the outputs of
/// one recipe, for only so does rattler-build know what to pin to.
pub(crate) fn rendered<'a>(
    request: BuildRequest<'a>,
    session: &RattlerSession,
) -> Result<Vec<RenderedPackage<'a>>, EngineError> {
    let layout = SourceLayout::InPlace {
        workspace: request.workspace.root().to_owned(),
        build_platform: request.options.build_platform,
    };
    let mut rendered = Vec::new();
    for packages in request.plan.packages.chunk_by(|one, other| one.platform == other.platform) {
        let recipes: Vec<_> = packages
            .iter()
            .map(|package| (package, Recipe::new(package, request.plan.group_of(package), &layout)))
            .collect();
        let group = request.plan.group_of(&packages[0]);
        let table = match group.toolchain {
            Toolchain::Conda => VariantTable::read(session, &request.plan.variants, group.platform)?,
            _ => VariantTable::default(),
        };
        let prefix = packages[0].build.string_prefix.as_deref();
        let render = |name: &str, text: &str| {
            render(session, RecipeText { text, platform: group.platform, prefix }, &table)
                .map_err(|source| EngineError::Recipe { package: name.to_owned(), source })
        };
        let joint = if packages.iter().any(pins_others) {
            let outputs = recipes.iter().map(|(_, recipe)| recipe.clone()).collect();
            Some(render("all packages", &MultiOutputRecipe::new(outputs).to_yaml())?)
        } else {
            None
        };
        let all: Result<Vec<_>, EngineError> = recipes
            .into_par_iter()
            .map(|(package, recipe)| {
                let text = recipe.to_yaml();
                let variants = match &joint {
                    Some(all) => {
                        all.iter().filter(|one| one.name() == package.name.as_str()).cloned().collect()
                    }
                    None => render(package.name.as_str(), &text)?,
                };
                Ok(RenderedPackage { package, recipe: text.into(), variants })
            })
            .collect();
        rendered.extend(all?);
    }
    Ok(rendered)
}

fn pins_others(package: &PackagePlan) -> bool {
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
fn pinned(jobs: &[Job], job: &Job) -> BTreeMap<String, String> {
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
