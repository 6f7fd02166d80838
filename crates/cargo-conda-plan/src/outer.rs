//! What a manifest that is not Cargo's says of the packages, such as pixi's `pixi.toml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{Platform, Requirement};

use crate::config::{ConfigLayer, ManifestConfig, read_outer};
use crate::error::{Findings, PlanError};
use crate::source::{Located, Source};
use crate::warning::Warning;

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

/// The tables of configuration of an outer manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OuterConfig {
    /// What holds for all packages.
    pub base: ManifestConfig,
    /// What holds for one, by the name of the crate; over what holds for all.
    pub packages: BTreeMap<String, Located<ManifestConfig>>,
}

impl OuterConfig {
    /// Reads `config` and `target.<selector>.config` of the table at the path `table`: pixi's `["package", "build"]`.
    ///
    /// # Errors
    ///
    /// All that is wrong with them, at once.
    pub fn read(source: &Arc<Source>, table: &[&str]) -> Result<(Self, Vec<Warning>), PlanError> {
        let mut findings = Findings::default();
        let config = read_outer(source, table, &mut findings);
        let Findings { problems, warnings } = findings;
        if problems.is_empty() { Ok((config, warnings)) } else { Err(PlanError::Problems(problems)) }
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

/// Requirements of every package, in the kinds that recipes have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddedRequirements {
    /// Programs that run during the build.
    pub build: Vec<ConditionalRequirement>,
    /// Libraries and headers of the target platform.
    pub host: Vec<ConditionalRequirement>,
    /// What an installed package needs.
    pub run: Vec<ConditionalRequirement>,
    /// Limits for packages installed beside it.
    pub run_constraints: Vec<ConditionalRequirement>,
    /// What is installed with the package if somebody asks for one of these groups.
    pub extras: BTreeMap<String, Vec<ConditionalRequirement>>,
    /// What the package demands of those that are built with it.
    pub run_exports: RunExports,
}

/// What a package demands of those that are built with it, in the words of rattler-build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunExports {
    /// Of packages for no platform.
    pub noarch: Vec<ConditionalRequirement>,
    /// Of those that have it in their build or host environment.
    pub strong: Vec<ConditionalRequirement>,
    /// Of those that have it in their host environment.
    pub weak: Vec<ConditionalRequirement>,
    /// Limits, as `strong`.
    pub strong_constraints: Vec<ConditionalRequirement>,
    /// Limits, as `weak`.
    pub weak_constraints: Vec<ConditionalRequirement>,
}

/// A requirement that perhaps holds only sometimes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionalRequirement {
    /// When it does, as an expression of rattler-build's recipes; always if absent.
    pub condition: Option<String>,
    /// The requirement.
    pub requirement: Requirement,
}
