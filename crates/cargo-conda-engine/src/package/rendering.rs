//! Has rattler-build render the recipes of all packages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cargo_conda_plan::{PackagePlan, Toolchain};
use cargo_conda_recipe::{MultiOutputRecipe, Recipe, SourceLayout};
use rayon::prelude::*;

use super::made_for::made_for;
use super::siblings::pins_others;
use crate::api::{BuildRequest, EngineError};
use crate::rattler::{RattlerSession, RecipeText, Rendered, VariantTable, render};

/// A package with its recipe and its variants.
pub(crate) struct RenderedPackage<'a> {
    pub(crate) package: &'a PackagePlan,
    /// The text of the recipe.
    pub(crate) recipe: Arc<str>,
    /// The recipe, rendered for each variant; there is at least one.
    pub(crate) variants: Vec<Rendered>,
}

/// A package with its recipe, before it is rendered.
struct Written<'a> {
    package: &'a PackagePlan,
    recipe: Recipe,
    /// The variant keys of what the package is made for, with their values.
    keys: BTreeMap<&'static str, String>,
}

/// Renders the recipes of all packages of a plan, in its order.
///
/// Each recipe is rendered by itself, unless some package pins others. Then all packages of a platform are
/// rendered as the outputs of one recipe, because rattler-build looks for the target of a pin among the
/// outputs of the same recipe.
pub(crate) fn render_all<'a>(
    request: BuildRequest<'a>,
    session: &RattlerSession,
) -> Result<Vec<RenderedPackage<'a>>, EngineError> {
    let mut rendered = Vec::new();
    for packages in request.plan.packages.chunk_by(|one, other| one.platform == other.platform) {
        rendered.extend(render_platform(request, session, packages)?);
    }
    Ok(rendered)
}

/// Renders the recipes of packages that are all for one platform.
fn render_platform<'a>(
    request: BuildRequest<'a>,
    session: &RattlerSession,
    packages: &'a [PackagePlan],
) -> Result<Vec<RenderedPackage<'a>>, EngineError> {
    let layout = SourceLayout::InPlace {
        workspace: request.workspace.root().to_owned(),
        build_platform: request.options.build_platform,
    };
    let recipe = |package: &'a PackagePlan| {
        let keys = made_for(request, package);
        let recipe = Recipe::new(package, request.plan.group_of(package), &layout);
        Written { package, recipe: recipe.using_keys(keys.keys().copied()), keys }
    };
    let recipes: Vec<_> = packages.iter().map(recipe).collect();
    let group = request.plan.group_of(&packages[0]);
    let table = match group.toolchain {
        Toolchain::Conda => VariantTable::read(session, &request.plan.variants, group.platform)?,
        Toolchain::System => VariantTable::default(),
    };
    let mut values: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (key, value) in recipes.iter().flat_map(|written| &written.keys) {
        values.entry(*key).or_default().insert(value.clone());
    }
    let table = values.iter().fold(table, |table, (key, values)| table.with(key, values));
    let prefix = packages[0].build.string_prefix.as_deref();
    let render = |name: &str, text: &str| {
        render(session, RecipeText { text, platform: group.platform, prefix }, &table)
            .map_err(|source| EngineError::Recipe { package: name.to_owned(), source })
    };
    let joint = if packages.iter().any(pins_others) {
        let outputs = recipes.iter().map(|written| written.recipe.clone()).collect();
        Some(render("all packages", &MultiOutputRecipe::in_place(outputs).to_yaml())?)
    } else {
        None
    };
    let package = |Written { package, recipe, keys }: Written<'a>| {
        let text = recipe.to_yaml();
        let mut variants: Vec<_> = match &joint {
            Some(all) => all.iter().filter(|one| one.name() == package.name.as_str()).cloned().collect(),
            None => render(package.name.as_str(), &text)?,
        };
        // The table has the values of all packages.
        variants.retain(|one| {
            let values = one.variant();
            keys.iter().all(|(key, value)| values.get(*key) == Some(value))
        });
        Ok(RenderedPackage { package, recipe: text.into(), variants })
    };
    recipes.into_par_iter().map(package).collect()
}
