//! The program that cargo runs in the place of rustc.
//!
//! cargo compiles nothing again when `RUSTC_WRAPPER` changes, because it takes wrappers for compile caches.
//! But a wrapper can add flags. So what was compiled through one wrapper is kept apart from the rest.

use camino::Utf8PathBuf;
use cargo_conda_workspace::{CargoConfig, ConfigFile};
use toml::Table;

use crate::api::BuildRequest;

/// The variable that names the wrapper. It overrides the configuration.
const VARIABLE: &str = "RUSTC_WRAPPER";

/// The wrapper of builds with the machine's toolchain, as the caller's variable or cargo's configuration
/// names it; `None` if neither does.
///
/// `RUSTC_WORKSPACE_WRAPPER` does not matter here: cargo keeps apart itself what that has compiled.
pub(crate) fn rustc_wrapper(request: BuildRequest<'_>) -> Option<String> {
    let BuildRequest { workspace, options, .. } = request;
    if let Some(wrapper) = options.environment.variables().get(VARIABLE) {
        return Some(wrapper.clone());
    }
    let home = options.environment.cargo_home();
    let home = home.into_iter().flat_map(|home| CargoConfig::NAMES.map(|name| home.join(name)));
    let outer = workspace.outer_cargo_configs().iter().rev().cloned();
    let own = CargoConfig::PATHS.map(|path| workspace.root().join(path));
    wrapper_in(home.chain(outer).chain(own))
}

/// The wrapper that configuration files set, in ascending priority. A file that cannot be read sets nothing:
/// cargo fails on it.
fn wrapper_in(files: impl Iterator<Item = Utf8PathBuf>) -> Option<String> {
    let files = files.flat_map(|path| ConfigFile::with_includes(&path).unwrap_or_default());
    let merged: Table = ConfigFile::merge(files.map(|file| file.table()));
    Some(merged.get("build")?.get("rustc-wrapper")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::wrapper_in;

    #[test]
    fn the_nearest_configuration_names_the_wrapper() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let file = |name: &str, text: &str| {
            let path = directory.join(name);
            fs_err::write(&path, text).unwrap();
            path
        };
        let far = file("far.toml", "[build]\nrustc-wrapper = 'far'\n");
        let near = file("near.toml", "include = ['included.toml']\n[build]\njobs = 1\n");
        let both = || [far.clone(), near.clone(), directory.join("missing.toml")].into_iter();
        assert_eq!(wrapper_in(both()).as_deref(), Some("far"));
        file("included.toml", "[build]\nrustc-wrapper = 'included'\n");
        assert_eq!(wrapper_in(both()).as_deref(), Some("included"));
        assert_eq!(wrapper_in([near].into_iter().skip(1)), None);
    }
}
