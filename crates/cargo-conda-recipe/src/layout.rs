//! The place of the workspace's sources, as the build script sees it.

use std::path::MAIN_SEPARATOR;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{PackagePlan, ProductKind};

/// The place where the build script finds the workspace's sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceLayout {
    /// The workspace is compiled in place. Without a copy, cargo's paths and fingerprints stay the same from
    /// build to build.
    ///
    /// The caller must run the script in the workspace's root. The script does not change to it, since
    /// packages contain their recipes, and a path of this machine has no place in a package.
    InPlace {
        /// Absolute path of the workspace's root.
        workspace: Utf8PathBuf,
        /// The platform of the machine that builds.
        build_platform: Platform,
    },
    /// rattler-build copies the workspace into its work directory, as for any other recipe. The machine that
    /// builds is of the package's platform. The recipe is one for conda-forge and its like: it calls the
    /// programs that collect licences and write audit data there.
    Copied {
        /// Absolute path of the workspace's root.
        workspace: Utf8PathBuf,
        /// Where rattler-build takes the workspace from.
        source: RecipeSource,
    },
}

/// The source of a recipe: something that has the workspace's root, as its own root unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecipeSource {
    /// A directory, relative to the recipe.
    Path(Utf8PathBuf),
    /// An archive, such as that of a release.
    Archive {
        /// Its address. The package's version in it becomes a reference to the version of the recipe.
        url: String,
        /// The SHA-256 of the archive, in hexadecimal.
        sha256: String,
    },
    /// A commit of a git repository that has the workspace.
    Git {
        /// The address of the repository.
        url: String,
        /// The full hash of the commit.
        commit: String,
        /// The workspace's root in the repository, relative; empty if both are the same.
        directory: Utf8PathBuf,
    },
}

impl From<&str> for RecipeSource {
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

impl SourceLayout {
    /// Returns the platform of the machine that runs the script of a package for `platform`.
    pub(crate) fn build_platform(&self, platform: Platform) -> Platform {
        match self {
            Self::InPlace { build_platform, .. } => *build_platform,
            Self::Copied { .. } => platform,
        }
    }

    /// Returns true if cargo-conda itself builds the package.
    pub(crate) fn is_in_place(&self) -> bool {
        matches!(self, Self::InPlace { .. })
    }

    /// Returns true if cargo-auditable compiles the programs of a package. In builds of cargo-conda's own,
    /// the engine writes the audit data.
    pub(crate) fn calls_auditable(&self, package: &PackagePlan) -> bool {
        // maturin calls cargo itself.
        let calls_cargo = package.product.kind() != ProductKind::PythonExtension;
        !self.is_in_place() && package.disclosure.auditable && calls_cargo
    }

    /// Returns true if cargo-bundle-licenses collects the licences of a package's crates. In builds of
    /// cargo-conda's own, the engine does it.
    pub(crate) fn calls_bundle_licenses(&self, package: &PackagePlan) -> bool {
        !self.is_in_place() && package.disclosure.notices.is_some()
    }

    /// Returns true if cargo's messages are read by the engine, and false if they are read by people.
    pub(crate) fn is_read_by_engine(&self) -> bool {
        matches!(self, Self::InPlace { .. })
    }

    /// Returns the absolute path of the workspace's root.
    pub(crate) fn workspace(&self) -> &Utf8Path {
        match self {
            Self::InPlace { workspace, .. } | Self::Copied { workspace, .. } => workspace,
        }
    }

    /// Returns true if a package has the recipe in it, for others who build its commit again.
    pub(crate) fn is_commit(&self) -> bool {
        matches!(self, Self::Copied { source: RecipeSource::Git { .. }, .. })
    }

    /// Returns the path of a file of the workspace, relative to the directory that the script runs in.
    pub(crate) fn in_source(&self, path: &Utf8Path) -> Utf8PathBuf {
        match self {
            Self::Copied { source: RecipeSource::Git { directory, .. }, .. } => {
                in_recipe(&directory.join(path))
            }
            Self::InPlace { .. } | Self::Copied { .. } => in_recipe(path),
        }
    }

    /// Returns a path of the sources, relative to the directory that the script runs in.
    pub(crate) fn path_in_sources(&self, directory: &Utf8Path) -> Utf8PathBuf {
        let path = match (self, directory.strip_prefix(self.workspace())) {
            (_, Ok(below)) => Some(self.in_source(below)),
            (Self::InPlace { workspace, .. }, Err(_outside)) => {
                pathdiff::diff_utf8_paths(directory, workspace)
            }
            // A directory outside the workspace is not copied, so only its absolute path leads there.
            (Self::Copied { .. }, Err(_outside)) => None,
        };
        match path {
            Some(path) if path.as_str().is_empty() => Utf8PathBuf::from("."),
            Some(path) => in_recipe(&path),
            None => in_recipe(directory),
        }
    }
}

/// Returns a path as recipes spell it on every system, with `/` between the components. The system that
/// builds need not be the one that writes the recipe.
pub(crate) fn in_recipe(path: &Utf8Path) -> Utf8PathBuf {
    with_slashes(path, MAIN_SEPARATOR)
}

/// Returns a path with `/` in the place of a system's separator.
fn with_slashes(path: &Utf8Path, separator: char) -> Utf8PathBuf {
    if separator == '/' { path.to_owned() } else { path.as_str().replace(separator, "/").into() }
}

#[cfg(test)]
mod tests {
    use super::with_slashes;

    #[test]
    fn paths_of_windows_are_spelt_for_every_system() {
        assert_eq!(with_slashes(r"apps\tool".into(), '\\'), "apps/tool");
        assert_eq!(with_slashes(r"..\..\other".into(), '\\'), "../../other");
        assert_eq!(with_slashes(r"C:\apps\tool".into(), '\\'), "C:/apps/tool");
        assert_eq!(with_slashes(r"a\name".into(), '/'), r"a\name", "a name on Linux may have a backslash");
    }
}
