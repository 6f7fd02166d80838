//! Packages of the workspace, and their binaries.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Package, Target};
use semver::Version;

use crate::files::{CargoConfig, Manifest, normalize, parent};

/// A package of the workspace.
///
/// Values are those of `cargo metadata`: whatever a manifest inherits from the workspace is filled in already.
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
    /// The features without which cargo leaves the binary out. An entry is a feature of the member, or
    /// `dependency/feature`.
    pub required_features: Vec<String>,
    /// The absolute path of the file with `fn main`.
    pub source: Utf8PathBuf,
}

/// What is known of a member besides its metadata.
pub(crate) struct MemberFiles {
    pub(crate) manifest: Manifest,
    pub(crate) has_version: bool,
    pub(crate) cargo_config: CargoConfig,
}

impl Member {
    /// The name of the package, as in `-p <name>`. Cargo makes sure that it is unique in the workspace.
    pub fn name(&self) -> &str {
        self.package.name.as_str()
    }

    /// The version; 0.0.0 if the manifest gives none, see [`Self::has_version`].
    pub fn version(&self) -> &Version {
        &self.package.version
    }

    /// Whether the manifest gives a version, its own or an inherited one. Cargo says 0.0.0 for a package without,
    /// so the number alone cannot tell.
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

    /// `package.license` as it is written, not checked to be an SPDX expression.
    pub fn license(&self) -> Option<&str> {
        self.package.license.as_deref()
    }

    /// The absolute path of `package.license-file`. An inherited one is resolved against the root of the workspace, as
    /// cargo does. The file may be missing.
    pub fn license_file(&self) -> Option<&Utf8Path> {
        self.license_file.as_deref()
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

    /// `package.rust-version`; a missing patch number reads as 0.
    pub fn rust_version(&self) -> Option<&Version> {
        self.package.rust_version.as_ref()
    }

    /// Whether the package may be published to some registry: false for `publish = false` and `publish = []`.
    pub fn is_publishable(&self) -> bool {
        self.package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }

    /// `[package.metadata]`, null if there is none.
    pub fn metadata(&self) -> &serde_json::Value {
        &self.package.metadata
    }

    /// The features and what each enables. The features that cargo derives from optional dependencies are included.
    pub fn features(&self) -> &BTreeMap<String, Vec<String>> {
        &self.package.features
    }

    /// All that `cargo metadata` says of the package.
    pub(crate) fn package_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.package).unwrap_or_default()
    }

    /// The name of the library, as `extern crate` has it, if there is one.
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

    /// The binaries, sorted by name. Examples are none.
    pub fn binaries(&self) -> &[Binary] {
        &self.binaries
    }

    /// The `.cargo/config.toml` in the member's own directory. For a package at the root it is the default: that
    /// file belongs to the workspace, see [`Workspace::cargo_config`](crate::Workspace::cargo_config).
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
            // Cargo has rewritten an inherited path so that it starts at the member's directory.
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

    /// The dependencies as the manifest declares them, whether anything enables them or not.
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
