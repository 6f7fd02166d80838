//! What the caller of the planner asks for; on the command line, its options.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Platform, SymbolVersion};
use cargo_conda_workspace::normalize;

use super::OuterManifest;
use crate::model::{Partition, Toolchain, VariantRequest};
use crate::source::Source;

/// What the caller asks for. It overrules the configuration of manifests.
///
/// Start with [`PlanRequest::new`] and set what differs:
///
/// ```
/// use cargo_conda_plan::{PlanRequest, Toolchain};
///
/// let mut request = PlanRequest::new("linux-64".parse()?);
/// request.toolchain = Some(Toolchain::Conda);
/// request.selection.packages.push("my-tool".to_owned());
/// # Ok::<(), cargo_conda_mapping::UnknownPlatform>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRequest {
    /// Which members become packages.
    pub selection: Selection,
    /// Features to build with, in addition to the configured ones.
    pub features: FeatureRequest,
    /// The Cargo profile for every package; `None` if the configuration decides.
    pub profile: Option<String>,
    /// The oldest glibc that every package for Linux runs on; `None` if the configuration decides.
    pub glibc: Option<SymbolVersion>,
    /// The Rust target that the caller's cargo builds for unless it is told otherwise, by
    /// `CARGO_BUILD_TARGET`; `None` if the variable is not set.
    pub cargo_target: Option<String>,
    /// The platform of the machine that builds.
    pub build_platform: Platform,
    /// The platforms that packages are built for; if empty, the configured `target-platforms`, else the build
    /// platform.
    pub target_platforms: Vec<Platform>,
    /// The source of compilers; `None` for the configured `toolchain`, else [`Toolchain::System`].
    pub toolchain: Option<Toolchain>,
    /// Channels, by priority; if empty, the configured `channels`.
    pub channels: Vec<String>,
    /// Channels whose packages need not be built again, the one that is asked first at the beginning; if
    /// empty, the configured `against`.
    pub against: Vec<String>,
    /// The variants to build with conda's toolchain.
    pub variants: VariantRequest,
    /// Which programs can be run to have them print completion scripts and manual pages.
    pub runs: ProgramRuns,
    /// Configuration files, which overrule the manifests; a later one overrules those before it.
    pub config_files: Vec<Arc<Source>>,
    /// What a manifest beside Cargo's says, such as pixi's.
    pub outer: OuterManifest,
    /// The profiles for which the caller's machine says what programs are stripped of.
    pub stripped_profiles: StrippedProfiles,
}

/// The profiles for which something beside the workspace says what programs are stripped of, so that no
/// default must overrule it. Names are in the notation of variables, such as `RELEASE`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StrippedProfiles {
    /// By cargo's configuration in the directories above the workspace.
    pub above: BTreeSet<String>,
    /// By variables of the caller and by the configuration in cargo's home, which only builds with the
    /// machine's toolchain see.
    pub of_machine: BTreeSet<String>,
}

impl PlanRequest {
    /// The plain request: what the manifests say, for the machine that builds.
    pub fn new(build_platform: Platform) -> Self {
        Self {
            selection: Selection::default(),
            features: FeatureRequest::default(),
            profile: None,
            glibc: None,
            cargo_target: None,
            build_platform,
            target_platforms: Vec::new(),
            toolchain: None,
            channels: Vec::new(),
            against: Vec::new(),
            variants: VariantRequest::default(),
            runs: ProgramRuns::default(),
            config_files: Vec::new(),
            outer: OuterManifest::default(),
            stripped_profiles: StrippedProfiles::default(),
        }
    }

    /// Whether programs for a platform can be run where the package is built.
    pub(crate) fn runs(&self, platform: Platform) -> bool {
        match &self.runs {
            ProgramRuns::Here { emulated } => platform == self.build_platform || emulated.contains(&platform),
            ProgramRuns::OnTheirPlatform => true,
        }
    }

    /// The path of the configuration file that overrules all others; `None` if there is no such file.
    pub(crate) fn config_file(&self) -> Option<&Utf8Path> {
        self.config_files.last().map(|file| file.path.as_path())
    }
}

/// Where packages are built, and so which programs can be run during the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramRuns {
    /// On this machine, which runs programs for its own platform.
    Here {
        /// Other platforms whose programs the machine runs, for example in an emulator.
        emulated: BTreeSet<Platform>,
    },
    /// On machines of the packages' platforms, as recipes for others are.
    OnTheirPlatform,
}

impl Default for ProgramRuns {
    fn default() -> Self {
        Self::Here { emulated: BTreeSet::new() }
    }
}

/// Which members become packages.
///
/// Members are given as to `cargo build -p`: by a name, by a
/// [package ID specification](https://doc.rust-lang.org/cargo/reference/pkgid-spec.html) such as
/// `my-tool@1.2`, or by a glob pattern of names. The path of a member's directory or manifest will do too;
/// a relative path starts at the workspace's root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// `--package`: only these members. If empty, all members are considered.
    pub packages: Vec<String>,
    /// `--exclude`: not these members.
    pub exclude: Vec<String>,
    /// `--workspace`: true if every member with a binary becomes a package, whatever its manifest suggests.
    pub workspace: bool,
    /// `--since`: only members that may differ from an earlier state; `None` for all.
    pub affected: Option<Affected>,
    /// `--affected-by`: only members that have published packages which an advisory concerns; `None` for all.
    pub concerned: Option<Concerned>,
    /// `--partition`: only this machine's share; `None` for all packages.
    pub partition: Option<Partition>,
}

impl Selection {
    /// The same selection with the relative paths in it made absolute, starting at `directory`.
    #[must_use]
    pub fn with_paths_from(mut self, directory: &Utf8Path) -> Self {
        let arguments = self.packages.iter_mut().chain(&mut self.exclude);
        for argument in arguments.filter(|text| is_path(text) && !is_pattern(text)) {
            *argument = normalize(&directory.join(argument.as_str())).into_string();
        }
        self
    }

    /// Whether the manifests alone decide, so that the plan has every package of the workspace.
    pub(crate) fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether only a share of the packages was asked for. A share may be empty.
    pub(crate) fn is_share(&self) -> bool {
        self.affected.is_some() || self.concerned.is_some() || self.partition.is_some()
    }
}

/// Whether an argument is a path or a pattern of paths, and not a name or a URL.
pub(crate) fn is_path(argument: &str) -> bool {
    let has_separator = argument.contains('/') || argument.contains('\\');
    (has_separator && !argument.contains("://")) || matches!(argument, "." | "..")
}

/// Whether an argument is a glob pattern, and not a URL.
pub(crate) fn is_pattern(argument: &str) -> bool {
    argument.contains(['*', '?', '[', '{']) && !argument.contains("://")
}

/// What may differ from an earlier state of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The revision of the earlier state, as the user wrote it.
    pub since: String,
    /// The names of the members.
    pub members: BTreeSet<String>,
    /// The files that differ, new and deleted ones among them: absolute paths without symbolic links.
    pub files: BTreeSet<Utf8PathBuf>,
}

/// What published packages have that a security advisory concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerned {
    /// The ids of the advisories, as the user wrote them.
    pub advisories: Vec<String>,
    /// The names of the members whose packages they concern, each with the platform of the package.
    pub members: BTreeSet<(String, Platform)>,
}

/// Features, as the options of `cargo build`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureRequest {
    /// `--features`: `feature` for every selected package that has it, `package/feature` for one package.
    /// Entries may be lists, separated by commas or spaces.
    pub features: Vec<String>,
    /// `--all-features`.
    pub all_features: bool,
    /// `--no-default-features`.
    pub no_default_features: bool,
}
