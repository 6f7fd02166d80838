//! What is asked for, beyond what manifests say.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use indexmap::IndexMap;

use super::OuterManifest;
use crate::model::{Partition, RustChoice, StdlibChoice, Toolchain, VariantValue};

/// The wishes of the person at the command line (or of a script). They overrule configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRequest {
    /// Which members.
    pub selection: Selection,
    /// Which members may differ from an earlier state; all if nobody compares.
    pub affected: Option<Affected>,
    /// Which share of the packages, if several machines build.
    pub partition: Option<Partition>,
    /// Which features, on top of the configured ones.
    pub features: FeatureRequest,
    /// Cargo profile for every package.
    pub profile: Option<String>,
    /// The machine that builds.
    pub build_platform: Platform,
    /// What the packages are for; the configured `target-platforms` or the build platform if empty.
    pub target_platforms: Vec<Platform>,
    /// Where compilers come from; the configured `toolchain` or [`Toolchain::System`] if absent.
    pub toolchain: Option<Toolchain>,
    /// Channels, by priority; the configured `channels` if empty.
    pub channels: Vec<String>,
    /// Which C library compilers are told to compile for.
    pub stdlib: StdlibChoice,
    /// What a manifest beside Cargo's says.
    pub outer: OuterManifest,
    /// Whether the workspace has a say in which Rust of the channels compiles.
    pub rust: RustChoice,
    /// Files of variants, by absolute paths; later ones overrule earlier ones.
    pub variant_files: Vec<Utf8PathBuf>,
    /// Values of variants, over those of the files.
    pub variants: IndexMap<String, Vec<VariantValue>>,
}

impl PlanRequest {
    /// The plain request: what manifests say, for this machine.
    pub fn new(build_platform: Platform) -> Self {
        Self {
            selection: Selection::default(),
            affected: None,
            partition: None,
            features: FeatureRequest::default(),
            profile: None,
            build_platform,
            target_platforms: Vec::new(),
            toolchain: None,
            channels: Vec::new(),
            stdlib: StdlibChoice::Always,
            outer: OuterManifest::default(),
            rust: RustChoice::Workspace,
            variant_files: Vec::new(),
            variants: IndexMap::new(),
        }
    }
}

/// The members that may differ from an earlier state of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The state, as it was asked for: a revision.
    pub since: String,
    /// The names of the members.
    pub members: BTreeSet<String>,
}

/// Which members are asked for, in the words of `cargo build`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// `-p`: only these; names or glob patterns.
    pub packages: Vec<String>,
    /// `--exclude`: not these; names or glob patterns.
    pub exclude: Vec<String>,
    /// `--workspace`: every member with a binary, whatever the evidence says.
    pub workspace: bool,
}

/// Features in the words of `cargo build`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureRequest {
    /// `feature` for every selected package that has it, `package/feature` for one.
    pub features: Vec<String>,
    /// `--all-features`.
    pub all_features: bool,
    /// `--no-default-features`.
    pub no_default_features: bool,
}
