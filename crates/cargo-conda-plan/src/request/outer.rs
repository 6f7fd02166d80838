//! An outer manifest: one that is not Cargo's and describes the packages too, such as pixi's `pixi.toml`.

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

use crate::config::{ConfigLayer, OuterConfig};
use crate::model::AddedRequirements;
use crate::source::Located;

/// The contents of an outer manifest. It overrules both configuration tables and Cargo's own keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterManifest {
    /// Configuration, for all packages and for single ones.
    pub config: OuterConfig,
    /// Metadata of every package, instead of that in Cargo's manifests.
    pub metadata: OuterMetadata,
    /// Requirements of every package, beyond those of its configuration.
    pub requirements: AddedRequirements,
}

impl OuterManifest {
    /// The layers for a member on a platform, which lie over all layers of Cargo's manifests; widest first.
    pub(crate) fn layers_for(&self, member: &str, platform: Platform) -> impl Iterator<Item = &ConfigLayer> {
        let own = self.config.packages.get(member).into_iter();
        let own = own.flat_map(move |config| config.value.layers_for(platform));
        self.config.base.layers_for(platform).chain(own)
    }
}

/// Metadata that replaces keys of Cargo's manifests. A key that is `None` or empty is taken from Cargo's
/// manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterMetadata {
    /// The version, in conda's notation.
    pub version: Option<Located<String>>,
    /// The licence, as an SPDX expression.
    pub license: Option<Located<String>>,
    /// Absolute path of the licence text.
    pub license_file: Option<Located<Utf8PathBuf>>,
    /// The description.
    pub description: Option<String>,
    /// URL of the project's home.
    pub homepage: Option<String>,
    /// URL of the sources.
    pub repository: Option<String>,
    /// URL of the documentation.
    pub documentation: Option<String>,
    /// The beginning of every build string; `None` if conda's rules alone decide.
    pub build_string_prefix: Option<String>,
    /// The flags of the package records, which tell variants of a package apart.
    pub flags: Vec<String>,
    /// Names of variables that builds take from the environment of cargo-conda, besides those of the
    /// configuration.
    pub secrets: Vec<String>,
}
