//! Configuration tables, as they were written.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{Platform, Requirement, RustTarget, Selector, SpdxExpression, SymbolVersion};
use cargo_conda_workspace::FeaturesOf;
use indexmap::IndexMap;
use semver::VersionReq;

use super::assets::{CompletionKeys, FileKeys, ManPageKeys};
use crate::model::{IgnoreRunExports, Strip, Toolchain};
use crate::source::Located;

/// One table of package keys. A field is `None` if the table does not have the key; nothing is filled in, and
/// nothing is checked against the workspace yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigLayer {
    /// `name`: the name of the conda package.
    pub name: Option<Located<String>>,
    /// `version`: the version of the package, in conda's notation or in Cargo's.
    pub version: Option<Located<String>>,
    /// `license`: the licence, as an SPDX expression.
    pub license: Option<Located<String>>,
    /// `summary`: one line about the package.
    pub summary: Option<String>,
    /// `description`: the whole text about the package.
    pub description: Option<String>,
    /// `homepage`: URL of the project's home.
    pub homepage: Option<String>,
    /// `repository`: URL of the sources.
    pub repository: Option<String>,
    /// `documentation`: URL of the documentation.
    pub documentation: Option<String>,
    /// `skip`: true leaves the member out, false takes it in whatever its manifest suggests.
    pub skip: Option<Located<bool>>,
    /// `binaries`: the only binaries to install.
    pub binaries: Option<Vec<Located<String>>>,
    /// `features`: features of the member to turn on.
    pub features: Option<Vec<Located<String>>>,
    /// `all-features`: true turns all features on.
    pub all_features: Option<bool>,
    /// `no-default-features`: true leaves the feature `default` off.
    pub no_default_features: Option<bool>,
    /// `features-of`: whose requests decide the features of dependencies.
    pub features_of: Option<Located<FeaturesOf>>,
    /// `profile`: the Cargo profile.
    pub profile: Option<Located<String>>,
    /// `glibc`: the oldest glibc that the programs run on.
    pub glibc: Option<Located<SymbolVersion>>,
    /// `rust-target`: the Rust target that the programs are compiled for.
    pub rust_target: Option<Located<RustTarget>>,
    /// `strip`: what the linker leaves out of programs.
    pub strip: Option<Strip>,
    /// `extra-args`: arguments that are appended to `cargo install`.
    pub extra_args: Option<Vec<Located<String>>>,
    /// `env`: variables of the build and their values.
    pub env: Option<IndexMap<String, String>>,
    /// `python`: true makes a package of the member's Python extension, false makes none; without the key its
    /// files decide.
    pub python: Option<Located<bool>>,
    /// `python-dependencies`: what becomes of dependencies of the Python project, by their names in normal
    /// form.
    pub python_dependencies: Option<PythonDependencies>,
    /// `secrets`: names of variables that builds take from the environment of cargo-conda.
    pub secrets: Option<Vec<Located<String>>>,
    /// `compilers`: languages whose compilers come from channels.
    pub compilers: Option<Vec<Located<String>>>,
    /// `build-dependencies`: requirements of the build environment, such as programs that run during the
    /// build.
    pub build_dependencies: Option<Located<Vec<Requirement>>>,
    /// `host-dependencies`: requirements of the host environment, such as libraries and their headers.
    pub host_dependencies: Option<Located<Vec<Requirement>>>,
    /// `native-dependencies`: corrections to the built-in table of `-sys` crates.
    pub native_dependencies: Option<Located<NativeOverrides>>,
    /// `run-dependencies`: requirements of an installed package.
    pub run_dependencies: Option<Vec<Requirement>>,
    /// `run-constraints`: limits for packages that happen to be installed beside it.
    pub run_constraints: Option<Vec<Requirement>>,
    /// `ignore-run-exports`: run exports of the build's requirements that the package does not inherit.
    pub ignore_run_exports: Option<Located<IgnoreRunExports>>,
    /// `build-number`: the build number.
    pub build_number: Option<BuildNumber>,
    /// `license-files`: licence texts, instead of those that are found by their names.
    pub license_files: Option<Vec<Located<String>>>,
    /// `tests`: commands that must succeed in a fresh environment, instead of the generated ones.
    pub tests: Option<Vec<String>>,
    /// `third-party-licenses`: which licence texts of other people's crates the package ships.
    pub third_party_licenses: Option<ThirdPartyLicenses>,
    /// `auditable`: true if programs carry the list of their crates.
    pub auditable: Option<Located<bool>>,
    /// `sbom`: true if a bill of materials is installed.
    pub sbom: Option<bool>,
    /// `provenance`: true if the package says which commit it was made from, and by what.
    pub provenance: Option<bool>,
    /// `c-library`: whether the member is a C library, and its settings.
    pub c_library: Option<CLibraryKeys>,
    /// `files`: files of the sources that are installed.
    pub files: Option<Vec<FileKeys>>,
    /// `completions`: completion scripts for shells; empty for none.
    pub completions: Option<Vec<Located<CompletionKeys>>>,
    /// `man-pages`: manual pages; empty for none.
    pub man_pages: Option<Vec<ManPageKeys>>,
    /// `extra-input-globs`: further files that the package is made from, as glob patterns.
    pub extra_input_globs: Option<Vec<String>>,
    /// `ignore-cargo-manifest`: true if version, licence and description come from the outer manifest alone.
    pub ignore_cargo_manifest: Option<bool>,
}

/// Which licence texts of other people's crates a package ships. A field is `None` if it is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThirdPartyLicenses {
    /// False if the package ships none.
    pub are_shipped: Option<bool>,
    /// `build`: true for the texts of procedural macros and of crates that only build scripts use, too.
    pub with_build: Option<bool>,
    /// `std`: true for the notices of Rust's standard library, too.
    pub with_standard_library: Option<bool>,
    /// `clarify`: what is said about single crates, by `<crate>` or `<crate>@<requirement>`.
    pub clarify: BTreeMap<String, Located<ClarifyKeys>>,
}

/// Whether a member is a C library, and the settings of it. A field is `None` if it is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CLibraryKeys {
    /// False if the member is none, whatever its manifest suggests.
    pub is_wanted: Option<Located<bool>>,
    /// `name`: the name of the conda package.
    pub name: Option<Located<String>>,
    /// `devel`: true if what it takes to link programs is a package of its own.
    pub has_devel: Option<Located<bool>>,
    /// `shared`: false if no shared library is made.
    pub is_shared: Option<Located<bool>>,
    /// `static`: true if a static library is made.
    pub is_static: Option<Located<bool>>,
}

/// What is said about a crate that does not say it itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClarifyKeys {
    /// The name of the crate.
    pub crate_name: String,
    /// The versions that it is said about.
    pub versions: VersionReq,
    /// `license`: the licence; `None` for the crate's own.
    pub license: Option<SpdxExpression>,
    /// `files`: the absolute paths of files with the texts; empty for those of the crate.
    pub files: Vec<Located<Utf8PathBuf>>,
}

/// Corrections to the built-in table of crates that link native libraries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NativeOverrides {
    /// `native-dependencies = true`: no corrections; the built-in table applies.
    UseBuiltIn,
    /// `native-dependencies = false`: the built-in table is ignored for every crate.
    IgnoreBuiltIn,
    /// A table: requirements of the host environment for each named crate, instead of those of the built-in
    /// table, which applies to all other crates.
    Crates(IndexMap<String, Located<Vec<Requirement>>>),
}

/// All configuration of one manifest: its table and the tables below `target.<selector>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestConfig {
    /// The keys that hold on every platform.
    pub base: ConfigLayer,
    /// The keys that hold on the platforms of a selector, in the order of the manifest.
    pub targets: Vec<(Selector, ConfigLayer)>,
    /// The keys of a workspace's table; empty for a package.
    pub workspace: WorkspaceKeys,
}

/// A build number, as the configuration gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildNumber {
    /// This one.
    Written(u64),
    /// `"auto"`: what the builds in channels leave.
    Automatic,
}

/// The keys of a workspace's table that do not belong to a single package. A field is `None` if the table
/// does not have the key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceKeys {
    /// `channels`: the channels, by priority. A path is relative to the file's directory; here it is joined
    /// to it.
    pub channels: Option<Vec<String>>,
    /// `against`: the channels that the plan is compared with.
    pub against: Option<Vec<String>>,
    /// `toolchain`: the source of compilers.
    pub toolchain: Option<Toolchain>,
    /// `target-platforms`: the platforms that packages are built for.
    pub target_platforms: Option<Vec<Platform>>,
    /// `name-prefix`: the beginning of the names of packages that have no configured name.
    pub name_prefix: Option<Located<String>>,
    /// `remap-paths`: true if programs do not name the directories that they were built in.
    pub remap_paths: Option<bool>,
}

/// The configuration of a whole workspace in one file that is none of Cargo's: a configuration file, or an
/// outer manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterConfig {
    /// The configuration of all packages.
    pub base: ManifestConfig,
    /// The configuration of single packages, by crate name; it lies over that of all packages.
    pub packages: BTreeMap<String, Located<ManifestConfig>>,
}

impl OuterConfig {
    /// The layers for a member on a platform, widest first.
    pub(crate) fn layers_for(&self, member: &str, platform: Platform) -> impl Iterator<Item = &ConfigLayer> {
        self.base.layers_for(platform).chain(self.package_layers_for(member, platform))
    }

    /// The layers for a member alone on a platform, widest first.
    pub(crate) fn package_layers_for(
        &self,
        member: &str,
        platform: Platform,
    ) -> impl Iterator<Item = &ConfigLayer> + use<'_> {
        let own = self.packages.get(member).into_iter();
        own.flat_map(move |config| config.value.layers_for(platform))
    }
}

impl ManifestConfig {
    /// All layers, for every platform.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &ConfigLayer> {
        std::iter::once(&self.base).chain(self.targets.iter().map(|(_, layer)| layer))
    }

    /// The layers that hold for a platform, widest first. Layers of equally wide selectors keep their order.
    pub(crate) fn layers_for(&self, platform: Platform) -> impl Iterator<Item = &ConfigLayer> + use<'_> {
        let mut matching: Vec<_> =
            self.targets.iter().filter(|(selector, _)| selector.matches(platform)).collect();
        matching.sort_by_key(|(selector, _)| *selector);
        std::iter::once(&self.base).chain(matching.into_iter().map(|(_, layer)| layer))
    }
}

/// Requirements that stand for dependencies of a Python project, by the dependency's name in its normal form,
/// each at the place of its key; an empty list drops the dependency.
pub type PythonDependencies = IndexMap<String, Located<Vec<Requirement>>>;
