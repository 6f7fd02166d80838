//! What a package says of how to build it again.

use cargo_conda_plan::{PackagePlan, Product};
use cargo_conda_recipe::{Recipe, RecipeSource, SourceLayout};
use fs_err as fs;

use super::variant::PackageVariant;
use crate::api::{BuildRequest, Origin, PackageError};
use crate::rattler::{Checkout, RecipeFiles};

/// The recipe and the lock file of a package, and the record of what it was made from.
pub(super) fn recipe_files(
    request: BuildRequest<'_>,
    variant: &PackageVariant,
    record: String,
) -> Result<RecipeFiles, PackageError> {
    let package = variant.package();
    let layout = source_of(request, package);
    let checkout = layout.as_ref().and_then(|layout| checkout_of(package, layout));
    let recipe = match layout {
        Some(layout) => Recipe::new(package, request.plan.group_of(package), &layout).to_yaml(),
        None => variant.recipe.to_string(),
    };
    let lock_file = request.workspace.lock_file_path();
    let lock_file = lock_file.is_file().then(|| fs::read_to_string(lock_file)).transpose();
    Ok(RecipeFiles { recipe, lock_file: lock_file.map_err(PackageError::Prepare)?, record, checkout })
}

/// Where others find the sources of a package; `None` if they find none, or not all of them.
fn source_of(request: BuildRequest<'_>, package: &PackagePlan) -> Option<SourceLayout> {
    let BuildRequest { workspace, options, .. } = request;
    let Origin { commit, remote, directory, .. } = &options.origin;
    if !package.disclosure.provenance {
        return None;
    }
    let (url, commit) = (remote.clone()?, commit.clone()?);
    let licenses = package.about.license.files.iter().map(|file| &file.source);
    let assets = package.assets.files.values().map(|file| &file.source);
    let mut files = licenses.chain(assets).chain([&package.directory]);
    // SSH needs the name of a user, which the address has lost.
    let can_be_fetched = !url.starts_with("ssh:") && files.all(|path| path.starts_with(workspace.root()));
    can_be_fetched.then(|| SourceLayout::Copied {
        workspace: workspace.root().to_owned(),
        source: RecipeSource::Git { url, commit, directory: directory.clone() },
    })
}

/// What rattler-build checks out to run the build's script once more; `None` if the script alone does not
/// make the package, because the engine installs files beside the programs.
fn checkout_of(package: &PackagePlan, layout: &SourceLayout) -> Option<Checkout> {
    let SourceLayout::Copied { source: RecipeSource::Git { url, commit, directory }, .. } = layout else {
        return None;
    };
    let has_programs_only = matches!(package.product, Product::Programs(_))
        && package.assets.files.is_empty()
        && package.assets.printed.is_empty();
    let licenses = package.about.license.files.iter().map(|file| directory.join(&file.packaged_as));
    has_programs_only.then(|| Checkout {
        url: url.clone(),
        commit: commit.clone(),
        directory: directory.clone(),
        licenses: licenses.collect(),
    })
}
