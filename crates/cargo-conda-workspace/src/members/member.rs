//! A package of the workspace and its binaries, with what the manifest says of them.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Package, Target};
use semver::Version;

use super::facts::PackageFacts;
use crate::files::{CargoConfig, Manifest, normalize, parent};

/// A package of the workspace.
///
/// Values are those of `cargo metadata`, in which the values that a manifest inherits are filled in.
#[derive(Debug)]
pub struct Member {
    package: Package,
    manifest: Manifest,
    cargo_config: CargoConfig,
    license_file: Option<Utf8PathBuf>,
    binaries: Vec<Binary>,
    has_version: bool,
}

/// An executable that a member can build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// The name of the executable, without the suffix of a platform.
    pub name: String,
    /// The features without which cargo does not build the binary, in the order of the manifest. An entry is
    /// a feature of the member, or `dependency/feature`.
    pub required_features: Vec<String>,
    /// The absolute path of the file with `fn main`.
    pub source: Utf8PathBuf,
}

/// What is read for a member besides its metadata.
pub(crate) struct MemberFiles {
    pub(crate) manifest: Manifest,
    pub(crate) has_version: bool,
    pub(crate) cargo_config: CargoConfig,
}

impl Member {
    /// The name of the package, as in `-p <name>`. It is unique in the workspace, which cargo checks.
    pub fn name(&self) -> &str {
        self.package.name.as_str()
    }

    /// The version; 0.0.0 if the manifest gives none, see [`Self::has_version`].
    pub fn version(&self) -> &Version {
        &self.package.version
    }

    /// Whether the manifest gives a version, its own or an inherited one. Without one cargo reports 0.0.0,
    /// which is also a version that a manifest can give.
    pub fn has_version(&self) -> bool {
        self.has_version
    }

    /// The `Cargo.toml` of the member.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The absolute path of the directory that holds the manifest.
    pub fn directory(&self) -> &Utf8Path {
        parent(&self.manifest.path)
    }

    /// `package.license` as it is written; it need not be an SPDX expression.
    pub fn license(&self) -> Option<&str> {
        self.package.license.as_deref()
    }

    /// The absolute path of `package.license-file`. An inherited one is relative to the root of the
    /// workspace. The file may be missing.
    pub fn license_file(&self) -> Option<&Utf8Path> {
        self.license_file.as_deref()
    }

    /// The absolute path of `package.readme`, which cargo finds by its name if the manifest does not say it;
    /// `None` if there is none. The file may be missing.
    pub fn readme(&self) -> Option<Utf8PathBuf> {
        let readme = self.package.readme.as_ref()?;
        Some(normalize(&self.directory().join(readme)))
    }

    /// `package.description`.
    pub fn description(&self) -> Option<&str> {
        self.package.description.as_deref()
    }

    /// `package.homepage`.
    pub fn homepage(&self) -> Option<&str> {
        self.package.homepage.as_deref()
    }

    /// `package.repository`.
    pub fn repository(&self) -> Option<&str> {
        self.package.repository.as_deref()
    }

    /// `package.documentation`.
    pub fn documentation(&self) -> Option<&str> {
        self.package.documentation.as_deref()
    }

    /// `package.rust-version`; without a patch number, that number is 0.
    pub fn rust_version(&self) -> Option<&Version> {
        self.package.rust_version.as_ref()
    }

    /// Whether the package may be published to a registry: false for `publish = false` and `publish = []`.
    pub fn is_publishable(&self) -> bool {
        self.package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }

    /// `[package.metadata]`; null if there is none.
    pub fn metadata(&self) -> &serde_json::Value {
        &self.package.metadata
    }

    /// The entries of each feature, by its name. The features that cargo derives from optional dependencies
    /// are included.
    pub fn features(&self) -> &BTreeMap<String, Vec<String>> {
        &self.package.features
    }

    /// What the manifest says of the licence and the makers, as for any other package.
    pub(crate) fn facts(&self) -> PackageFacts {
        PackageFacts::new(&self.package)
    }

    /// The description of the package in `cargo metadata`.
    pub(crate) fn package_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.package).unwrap_or_default()
    }

    /// The name of the library as in `extern crate`; `None` if the package has no library.
    pub fn library_name(&self) -> Option<&str> {
        let is_library = |target: &&Target| {
            target.is_lib()
                || target.is_rlib()
                || target.is_dylib()
                || target.is_cdylib()
                || target.is_staticlib()
        };
        self.package.targets.iter().find(is_library).map(|target| target.name.as_str())
    }

    /// Whether the manifest makes the library one for C, alone or among others: with the crate type `cdylib`
    /// or `staticlib`.
    pub fn has_c_library(&self) -> bool {
        self.package.targets.iter().any(|target| target.is_cdylib() || target.is_staticlib())
    }

    /// Whether the library is also, or only, built as a shared library for other languages: a `cdylib`.
    pub fn builds_cdylib(&self) -> bool {
        self.package.targets.iter().any(Target::is_cdylib)
    }

    /// Whether the library is also, or only, built as a static library for other languages: a `staticlib`.
    pub fn builds_staticlib(&self) -> bool {
        self.package.targets.iter().any(Target::is_staticlib)
    }

    /// Whether the package has a build script.
    pub fn has_build_script(&self) -> bool {
        self.package.targets.iter().any(Target::is_custom_build)
    }

    /// The binaries, sorted by name. Examples do not count as binaries.
    pub fn binaries(&self) -> &[Binary] {
        &self.binaries
    }

    /// The `.cargo/config.toml` in the member's own directory; the default if there is none. It is also the
    /// default for a package at the root, whose file is
    /// [`Workspace::cargo_config`](crate::Workspace::cargo_config).
    pub fn cargo_config(&self) -> &CargoConfig {
        &self.cargo_config
    }

    /// `package.links`: the native library that the package links.
    pub fn links(&self) -> Option<&str> {
        self.package.links.as_deref()
    }

    pub(crate) fn new(package: Package, files: MemberFiles) -> Self {
        let MemberFiles { manifest, has_version, cargo_config } = files;
        let mut binaries: Vec<Binary> =
            package.targets.iter().filter(|target| target.is_bin()).map(Binary::from_target).collect();
        binaries.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            // In the metadata, an inherited path is relative to the member's directory too, with `..` in it.
            license_file: package.license_file().map(|path| normalize(&path)),
            package,
            manifest,
            cargo_config,
            binaries,
            has_version,
        }
    }

    /// The id, as cargo writes it in its metadata and messages.
    pub fn id(&self) -> &str {
        &self.package.id.repr
    }

    /// The dependencies as the manifest declares them, those that no feature enables included.
    pub(crate) fn declared_dependencies(&self) -> &[cargo_metadata::Dependency] {
        &self.package.dependencies
    }
}

impl Binary {
    fn from_target(target: &Target) -> Self {
        Self {
            name: target.name.clone(),
            required_features: target.required_features.clone(),
            source: target.src_path.clone(),
        }
    }
}
