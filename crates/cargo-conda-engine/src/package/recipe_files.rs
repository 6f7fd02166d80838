//! What a package says of how to build it again.

use cargo_conda_plan::PackagePlan;
use cargo_conda_recipe::{Recipe, RecipeSource, SourceLayout};
use fs_err as fs;

use super::variant::PackageVariant;
use crate::api::{BuildRequest, Origin, PackageError};
use crate::rattler::RecipeFiles;

/// The recipe and the lock file of a package, and the record of what it was made from.
pub(super) fn recipe_files(
    request: BuildRequest<'_>,
    variant: &PackageVariant,
    record: String,
) -> Result<RecipeFiles, PackageError> {
    let package = variant.package();
    let recipe = match source_of(request, package) {
        Some(layout) => Recipe::new(package, request.plan.group_of(package), &layout).to_yaml(),
        None => variant.recipe.to_string(),
    };
    let lock_file = request.workspace.lock_file_path();
    let lock_file = lock_file.is_file().then(|| fs::read_to_string(lock_file)).transpose();
    Ok(RecipeFiles { recipe, lock_file: lock_file.map_err(PackageError::Prepare)?, record })
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
