//! The names that stand for directories of this machine in what compilers write.
//!
//! Messages of panics, debug information and the texts of `file!()` have paths of sources. They name the
//! user, and make the programs of two checkouts differ. conda's compilers call the sources of a package
//! `/usr/local/src/conda`, and so do we.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{Package, PackageSource, Workspace};

/// The directory that stands for all directories of sources.
const SOURCES: &str = "/usr/local/src/conda";

/// Directories of this machine, each with the name that stands for it. Of two that contain each other, the
/// inner one comes later: compilers take the last that fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SourceNames(BTreeMap<Utf8PathBuf, String>);

/// What the names are for, besides the directories of the workspace.
pub(crate) struct Places<'a> {
    /// The homes of cargo by which builds find sources.
    pub(crate) cargo_homes: Vec<Utf8PathBuf>,
    /// Cargo's target directory, which has what build scripts generate.
    pub(crate) target_directory: &'a Utf8Path,
    /// The root of the Rust toolchain, and the commit that it was built from; `None` if either is not known.
    pub(crate) toolchain: Option<(Utf8PathBuf, String)>,
}

impl SourceNames {
    /// The names for the builds of a workspace. They are the same for all its packages: cargo compiles a
    /// crate again when flags for rustc change.
    pub(crate) fn of(workspace: &Workspace, places: Places<'_>) -> Self {
        let mut names = BTreeMap::new();
        let mut set = |path: Utf8PathBuf, name: &str| drop(names.insert(path, format!("{SOURCES}/{name}")));
        set(workspace.root().to_owned(), "workspace");
        for package in
            workspace.local_packages().filter(|package| !package.directory.starts_with(workspace.root()))
        {
            set(package.directory.to_owned(), &format!("{}-{}", package.name, package.version));
        }
        let registries = registries(workspace.packages().map(|(package, _)| package));
        for home in &places.cargo_homes {
            set(home.clone(), "cargo");
            set(home.join("git/checkouts"), "git");
            // A registry's directory is named after its host, which may be a mirror.
            for registry in &registries {
                set(home.join("registry/src").join(registry), "registry");
            }
        }
        for directory in vendored(workspace, &places.cargo_homes) {
            set(directory.to_owned(), "vendor");
        }
        set(places.target_directory.to_owned(), "target");
        if let Some((root, commit)) = places.toolchain {
            // The name that the standard library has where its sources are not installed.
            names.insert(root.join("lib/rustlib/src/rust"), format!("/rustc/{commit}"));
        }
        Self(names)
    }

    /// The directories with their names; inner ones come later.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Utf8Path, &str)> {
        self.0.iter().map(|(path, name)| (path.as_path(), name.as_str()))
    }

    /// A flag of this name for each directory.
    pub(crate) fn flags(&self, flag: &str) -> Vec<String> {
        self.iter().map(|(path, name)| format!("{flag}={path}={name}")).collect()
    }
}

/// The directories outside of the workspace and of cargo's homes from which crates are taken instead of from
/// their registries.
fn vendored<'a>(workspace: &'a Workspace, homes: &'a [Utf8PathBuf]) -> BTreeSet<&'a Utf8Path> {
    let packages = workspace.packages().map(|(package, _)| package).filter(|package| !package.is_local());
    let directories = packages.filter_map(|package| package.directory.parent());
    let is_known = |directory: &Utf8Path| {
        directory.starts_with(workspace.root()) || homes.iter().any(|home| directory.starts_with(home))
    };
    directories.filter(|directory| !is_known(directory)).collect()
}

/// The names of the directories in which cargo unpacks the crates of each registry.
fn registries<'a>(packages: impl Iterator<Item = Package<'a>>) -> BTreeSet<&'a str> {
    let of_registries = packages.filter(|package| matches!(package.source, PackageSource::Registry(_)));
    let directories = of_registries.filter_map(|package| package.directory.parent());
    let unpacked = directories
        .filter(|directory| directory.parent().is_some_and(|above| above.ends_with("registry/src")));
    unpacked.filter_map(Utf8Path::file_name).collect()
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for SourceNames {
    fn from(names: [(&str, &str); N]) -> Self {
        Self(names.into_iter().map(|(path, name)| (path.into(), name.to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::SourceNames;

    #[test]
    fn inner_directories_come_after_outer_ones() {
        let names =
            SourceNames::from([("/w/target", "t"), ("/w-2", "x"), ("/w", "w"), ("/w/target/registry", "r")]);
        let flags = names.flags("--remap-path-prefix");
        assert_eq!(
            flags,
            [
                "--remap-path-prefix=/w=w",
                "--remap-path-prefix=/w/target=t",
                "--remap-path-prefix=/w/target/registry=r",
                "--remap-path-prefix=/w-2=x"
            ]
        );
    }
}
