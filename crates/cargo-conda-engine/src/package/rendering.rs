//! The recipes of all packages, rendered by rattler-build.

use std::sync::Arc;

use cargo_conda_plan::{PackagePlan, Toolchain};
use cargo_conda_recipe::{MultiOutputRecipe, Recipe, SourceLayout};
use rayon::prelude::*;

use super::siblings::pins_others;
use crate::api::{BuildRequest, EngineError};
use crate::rattler::{RattlerSession, RecipeText, Rendered, VariantTable, render};

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
            Toolchain::System => VariantTable::default(),
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
