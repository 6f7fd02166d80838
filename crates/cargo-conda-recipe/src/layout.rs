//! Where a recipe finds the workspace.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

/// Where the build script finds the workspace's sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceLayout {
    /// The workspace is compiled where it is: no copy, cargo's paths and fingerprints stay what they are
    /// from build to build.
    ///
    /// Whoever runs the script does so at the workspace's root. The script itself does not go there: packages
    /// carry their recipes, and a path of this machine has no place in them.
    InPlace {
        /// Absolute path of the workspace's root.
        workspace: Utf8PathBuf,
        /// The machine that builds.
        build_platform: Platform,
    },
    /// rattler-build copies the workspace into its work directory, as for any other recipe, on a machine of the
    /// package's platform.
    Copied {
        /// Absolute path of the workspace's root.
        workspace: Utf8PathBuf,
        /// The workspace's root, relative to the recipe.
        source: Utf8PathBuf,
    },
}

impl SourceLayout {
    /// The machine that runs the script of a package for `platform`.
    pub(crate) fn build_platform(&self, platform: Platform) -> Platform {
        match self {
            Self::InPlace { build_platform, .. } => *build_platform,
            Self::Copied { .. } => platform,
        }
    }

    /// Whether whoever runs the script listens to cargo. A person wants to read what it prints.
    pub(crate) fn is_watched(&self) -> bool {
        matches!(self, Self::InPlace { .. })
    }

    pub(crate) fn workspace(&self) -> &Utf8Path {
        match self {
            Self::InPlace { workspace, .. } | Self::Copied { workspace, .. } => workspace,
        }
    }

    /// A member's directory as `cargo install --path` is told it, seen from where the script runs.
    pub(crate) fn member_path(&self, directory: &Utf8Path) -> Utf8PathBuf {
        let path = match (self, directory.strip_prefix(self.workspace())) {
            (_, Ok(below)) => Some(below.to_owned()),
            (Self::InPlace { workspace, .. }, Err(_outside)) => {
                pathdiff::diff_utf8_paths(directory, workspace)
            }
            // What lies outside is not copied.
            (Self::Copied { .. }, Err(_outside)) => None,
        };
        match path {
            Some(path) if path.as_str().is_empty() => Utf8PathBuf::from("."),
            Some(path) => path,
            None => directory.to_owned(),
        }
    }
}
