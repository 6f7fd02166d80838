//! Chooses the directories of builds (channel, scratch directory, package cache), and makes the build
//! options.
//!
//! pixi gives each build a work directory of its own. What outlives a build is in one scratch directory for
//! each Cargo workspace, so that the packages of a workspace share what cargo has compiled.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::BuildOptions;
use sha2::{Digest as _, Sha256};

use super::description::Project;
use super::planning::PlannedWorkspace;
use crate::wire::InitializeParams;

/// The greatest length of the path of a scratch directory, in bytes. Names of environments in it take the
/// rest of the 255 bytes that conda allows for a prefix.
const LONGEST_SCRATCH: usize = 120;

impl Project {
    /// The options of a build. `output_directory` is the channel that packages are written to; `None` stands
    /// for a directory in the work directory.
    pub(crate) fn build_options(
        &self,
        planned: &PlannedWorkspace,
        work_directory: &Utf8Path,
        output_directory: Option<&Utf8Path>,
    ) -> BuildOptions {
        let channel = output_directory.map_or_else(|| work_directory.join("output"), ToOwned::to_owned);
        let options = self.session.build_options(&planned.workspace);
        let package_cache = self.params.cache_directory.as_ref().map(|cache| cache.join("pkgs"));
        options
            .with_channel(channel)
            .with_scratch(scratch(&self.params, planned.workspace.root(), work_directory))
            .with_build_platform(planned.build_platform)
            .with_package_cache(package_cache.filter(|cache| cache.is_dir()))
    }
}

/// The scratch directory of a Cargo workspace: in pixi's workspace, or else in pixi's cache, or else in the
/// work directory.
///
/// A path that is too long for prefixes, or that has white space, which flags of compilers cannot quote, is
/// taken only if there is no better one; then the build says what is wrong with it.
fn scratch(params: &InitializeParams, workspace: &Utf8Path, work_directory: &Utf8Path) -> Utf8PathBuf {
    let name = format!("cargo-conda-{}", &hex::encode(Sha256::digest(workspace.as_str()))[..8]);
    let places = [params.workspace_scratch_directory.as_deref(), params.cache_directory.as_deref()];
    let mut places = places.into_iter().flatten().map(|place| place.join(&name));
    let first = places.clone().next();
    let is_fit = |place: &Utf8PathBuf| {
        place.as_str().len() <= LONGEST_SCRATCH && !place.as_str().contains(char::is_whitespace)
    };
    places.find(is_fit).or(first).unwrap_or_else(|| work_directory.join(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The scratch directory, without its own name.
    fn parent(workspace_scratch: Option<&str>, cache: Option<&str>) -> String {
        let params = json!({
            "manifestPath": "/w/pixi.toml", "workspaceScratchDirectory": workspace_scratch, "cacheDirectory": cache,
        });
        let params = serde_json::from_value(params).unwrap();
        scratch(&params, Utf8Path::new("/w"), Utf8Path::new("/work")).parent().unwrap().to_string()
    }

    #[test]
    fn the_workspace_comes_before_the_cache() {
        assert_eq!(parent(Some("/w/.pixi/scratch"), Some("/cache")), "/w/.pixi/scratch");
        assert_eq!(parent(None, Some("/cache")), "/cache");
        assert_eq!(parent(None, None), "/work");
    }

    #[test]
    fn a_path_that_compilers_or_conda_cannot_take_is_avoided() {
        let long = format!("/{}", "deep".repeat(30));
        for bad in ["/my files/scratch", &long] {
            assert_eq!(parent(Some(bad), Some("/cache")), "/cache");
            assert_eq!(parent(Some(bad), None), bad, "there is no better one");
        }
    }

    #[test]
    fn workspaces_have_scratch_directories_of_their_own() {
        let params =
            serde_json::from_value(json!({ "manifestPath": "/w", "cacheDirectory": "/cache" })).unwrap();
        let of = |workspace: &str| scratch(&params, Utf8Path::new(workspace), Utf8Path::new("/work"));
        assert_eq!(of("/a"), of("/a"));
        assert_ne!(of("/a"), of("/b"));
    }
}
