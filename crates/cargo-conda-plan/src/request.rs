//! What is asked for, beyond what manifests say.

use cargo_conda_mapping::Platform;

/// The wishes of the person at the command line (or of a script). They overrule configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRequest {
    /// Which members.
    pub selection: Selection,
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
    /// Channels for run dependencies and tests; the configured `channels` if empty.
    pub channels: Vec<String>,
}

impl PlanRequest {
    /// The plain request: what manifests say, for this machine.
    pub fn new(build_platform: Platform) -> Self {
        Self {
            selection: Selection::default(),
            features: FeatureRequest::default(),
            profile: None,
            build_platform,
            target_platforms: Vec::new(),
            toolchain: None,
            channels: Vec::new(),
        }
    }
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

/// Where cargo, rustc and the linker come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Toolchain {
    /// The cargo on `PATH`, with the workspace's `rust-toolchain.toml`; no channel needed.
    System,
}

impl Toolchain {
    /// The spelling in configuration and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
        }
    }
}
