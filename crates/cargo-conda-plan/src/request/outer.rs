//! What a manifest that is not Cargo's says of the packages, such as pixi's `pixi.toml`.

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

use crate::config::{ConfigLayer, OuterConfig};
use crate::model::AddedRequirements;
use crate::source::Located;

/// What a manifest beside Cargo's says. It overrules both configuration tables and Cargo's own keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterManifest {
    /// Configuration, of all packages and of some.
    pub config: OuterConfig,
    /// What it says of each package instead of Cargo's manifests.
    pub metadata: OuterMetadata,
    /// What each package needs beyond its own configuration.
    pub requirements: AddedRequirements,
}

impl OuterManifest {
    /// The layers for a member on a platform, over all that Cargo's manifests say.
    pub(crate) fn layers_for(&self, member: &str, platform: Platform) -> impl Iterator<Item = &ConfigLayer> {
        let own = self.config.packages.get(member).into_iter();
        let own = own.flat_map(move |config| config.value.layers_for(platform));
        self.config.base.layers_for(platform).chain(own)
    }
}

/// What stands in the place of Cargo's keys, where it is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterMetadata {
    /// The version, in conda's notation.
    pub version: Option<Located<String>>,
    /// The licence, as an SPDX expression.
    pub license: Option<Located<String>>,
    /// Absolute path of the licence's text.
    pub license_file: Option<Located<Utf8PathBuf>>,
    /// What the package is.
    pub description: Option<String>,
    /// URL of the project's home.
    pub homepage: Option<String>,
    /// URL of the sources.
    pub repository: Option<String>,
    /// URL of the documentation.
    pub documentation: Option<String>,
    /// What build strings begin with.
    pub build_string_prefix: Option<String>,
    /// Flags that tell variants of a package apart.
    pub flags: Vec<String>,
    /// Names of variables that builds take from whoever starts them, besides those of the configuration.
    pub secrets: Vec<String>,
}
