//! One configuration table, as it was written.

use cargo_conda_mapping::{Platform, Requirement, Selector};
use indexmap::IndexMap;

use crate::request::Toolchain;
use crate::source::Located;

/// One table of package keys: nothing is filled in, nothing is checked against the workspace yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigLayer {
    /// `name`: the conda package's name.
    pub name: Option<Located<String>>,
    /// `skip`: leave the member out, or take it in against the evidence.
    pub skip: Option<Located<bool>>,
    /// `binaries`: only these.
    pub binaries: Option<Vec<Located<String>>>,
    /// `features`: features of the member to turn on.
    pub features: Option<Vec<Located<String>>>,
    /// `all-features`.
    pub all_features: Option<bool>,
    /// `no-default-features`.
    pub no_default_features: Option<bool>,
    /// `profile`: the Cargo profile.
    pub profile: Option<Located<String>>,
    /// `extra-args`: appended to `cargo install`.
    pub extra_args: Option<Vec<Located<String>>>,
    /// `env`: variables of the build.
    pub env: Option<IndexMap<String, String>>,
    /// `run-dependencies`: what an installed package needs.
    pub run_dependencies: Option<Vec<Requirement>>,
    /// `run-constraints`: limits for packages that happen to be installed beside it.
    pub run_constraints: Option<Vec<Requirement>>,
    /// `build-number`.
    pub build_number: Option<u64>,
    /// `license-files`: instead of the ones found.
    pub license_files: Option<Vec<Located<String>>>,
    /// `tests`: commands that must succeed in a fresh environment, instead of the generated ones.
    pub tests: Option<Vec<String>>,
}

/// Everything that one manifest says: its table and the tables below `target.<selector>`, in the order
/// they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestConfig {
    /// The keys that hold everywhere.
    pub base: ConfigLayer,
    /// The keys that hold on some platforms.
    pub targets: Vec<(Selector, ConfigLayer)>,
    /// The keys of a workspace table; empty for a package.
    pub workspace: WorkspaceKeys,
}

/// Keys of `[workspace.metadata.conda]` that are not about one package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceKeys {
    /// `channels`: for run dependencies and tests, by priority.
    pub channels: Option<Vec<String>>,
    /// `toolchain`.
    pub toolchain: Option<Toolchain>,
    /// `target-platforms`.
    pub target_platforms: Option<Vec<Platform>>,
}

impl ManifestConfig {
    /// All layers, whatever the platform.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &ConfigLayer> {
        std::iter::once(&self.base).chain(self.targets.iter().map(|(_, layer)| layer))
    }

    /// The layers that hold for a platform, widest first. Tables of equal breadth keep their order.
    pub(crate) fn layers_for(&self, platform: Platform) -> impl Iterator<Item = &ConfigLayer> + use<'_> {
        let mut matching: Vec<_> =
            self.targets.iter().filter(|(selector, _)| selector.matches(platform)).collect();
        matching.sort_by_key(|(selector, _)| *selector);
        std::iter::once(&self.base).chain(matching.into_iter().map(|(_, layer)| layer))
    }
}
