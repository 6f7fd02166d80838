//! One configuration table, as it was written.

use std::collections::BTreeMap;

use cargo_conda_mapping::{Platform, Requirement, Selector};
use indexmap::IndexMap;

use crate::model::{IgnoreRunExports, Toolchain};
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
    /// `secrets`: names of variables that builds take from the environment of whoever starts them.
    pub secrets: Option<Vec<Located<String>>>,
    /// `compilers`: languages whose compilers come from channels.
    pub compilers: Option<Vec<Located<String>>>,
    /// `build-dependencies`: programs that run during the build.
    pub build_dependencies: Option<Located<Vec<Requirement>>>,
    /// `host-dependencies`: libraries and headers of the target platform.
    pub host_dependencies: Option<Located<Vec<Requirement>>>,
    /// `native-dependencies`: corrections to what is known of crates that link native libraries.
    pub native_dependencies: Option<Located<NativeOverrides>>,
    /// `run-dependencies`: what an installed package needs.
    pub run_dependencies: Option<Vec<Requirement>>,
    /// `run-constraints`: limits for packages that happen to be installed beside it.
    pub run_constraints: Option<Vec<Requirement>>,
    /// `ignore-run-exports`: what dependencies of the build demand of the package, and it does not need.
    pub ignore_run_exports: Option<Located<IgnoreRunExports>>,
    /// `build-number`.
    pub build_number: Option<u64>,
    /// `license-files`: instead of the ones found.
    pub license_files: Option<Vec<Located<String>>>,
    /// `tests`: commands that must succeed in a fresh environment, instead of the generated ones.
    pub tests: Option<Vec<String>>,
    /// `extra-input-globs`: further files that the package is made from.
    pub extra_input_globs: Option<Vec<String>>,
    /// `ignore-cargo-manifest`: whether what Cargo's manifest says of the package counts for nothing.
    pub ignore_cargo_manifest: Option<bool>,
}

/// Corrections to what is known of crates that link native libraries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NativeOverrides {
    /// `true`: none; what is known holds.
    Nothing,
    /// `false`: all that is known is to be forgotten.
    Everything,
    /// A table: libraries of the host environment for each of the named crates, instead of what is known of it. What
    /// is known of others holds.
    Crates(IndexMap<String, Located<Vec<Requirement>>>),
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

/// The tables of configuration of an outer manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterConfig {
    /// What holds for all packages.
    pub base: ManifestConfig,
    /// What holds for one, by the name of the crate; over what holds for all.
    pub packages: BTreeMap<String, Located<ManifestConfig>>,
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
