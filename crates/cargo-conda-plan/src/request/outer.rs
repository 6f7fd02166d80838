//! An outer manifest: one that is not Cargo's and describes the packages too, such as pixi's `pixi.toml`.

use crate::config::OuterConfig;
use crate::model::AddedRequirements;

/// The contents of an outer manifest. It overrules Cargo's manifests and configuration files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterManifest {
    /// Configuration, for all packages and for single ones.
    pub config: OuterConfig,
    /// What the manifest says of every package beyond its configuration.
    pub metadata: OuterMetadata,
    /// Requirements of every package, beyond those of its configuration.
    pub requirements: AddedRequirements,
}

/// What an outer manifest says of every package that no key of the configuration can say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterMetadata {
    /// The beginning of every build string; `None` if conda's rules alone decide.
    pub build_string_prefix: Option<String>,
    /// The flags of the package records, which tell variants of a package apart.
    pub flags: Vec<String>,
    /// Names of variables that builds take from the environment of cargo-conda, besides those of the
    /// configuration.
    pub secrets: Vec<String>,
}
