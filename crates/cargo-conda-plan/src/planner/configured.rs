//! The first stage: all configuration is read, and the names in the request are known to exist.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_mapping::{Platform, RustTarget, SpdxExpression};
use cargo_conda_workspace::{Closure, ClosureQuery, FeatureSelection, Member, Workspace};

use super::checks::{check_file, check_workspace_features};
use super::compute::PlanInput;
use super::error::PlanError;
use super::features::RequestedFeatures;
use super::license_texts::TextJudge;
use super::profiles::Profiles;
use super::root_licenses::root_licenses;
use crate::config::{
    ConfigLayer, ManifestConfig, OuterConfig, PackageConfig, TableOwner, WorkspaceKeys, read_file,
    read_manifest,
};
use crate::model::{AddedRequirements, Toolchain};
use crate::problem::Findings;
use crate::source::{Located, Source};

/// The channel of compilers and libraries if neither the request nor the configuration names any.
const DEFAULT_CHANNEL: &str = "conda-forge";

/// The input of a plan with its configuration.
pub(super) struct Configured<'a> {
    pub(super) input: PlanInput<'a>,
    pub(super) features: RequestedFeatures<'a>,
    pub(super) profiles: Profiles,
    pub(super) toolchain: Toolchain,
    /// The requirements of the outer manifest, which all packages share.
    pub(super) added: Arc<AddedRequirements>,
    /// The licences whose texts may be at the workspace's root; empty if they are not known.
    pub(super) root_licenses: Vec<SpdxExpression>,
    /// Tells whether texts are those of a licence.
    pub(super) text_judge: TextJudge,
    /// `[workspace.metadata.conda]`.
    workspace_table: ManifestConfig,
    /// `[package.metadata.conda]` of the members that have such a table, by crate name.
    member_tables: BTreeMap<&'a str, ManifestConfig>,
    /// The configuration files, each over those before it.
    files: Vec<OuterConfig>,
}

impl<'a> Configured<'a> {
    /// Reads all configuration, and checks the features, profile and variants of the request.
    pub(super) fn read(input: PlanInput<'a>, findings: &mut Findings) -> Result<Self, PlanError> {
        let PlanInput { workspace, request, .. } = input;
        let root = Source::of(workspace.root_manifest());
        let workspace_table = read_manifest(&root, TableOwner::Workspace, findings);
        check_workspace_features(workspace, &workspace_table, findings);
        let files: Vec<_> = request.config_files.iter().map(|file| read_file(file, findings)).collect();
        for file in files.iter().chain([&request.outer.config]) {
            check_file(workspace, file, findings);
        }
        let member_tables = read_member_tables(workspace, findings);
        let configured = workspace_keys(&workspace_table, &files).find_map(|keys| keys.toolchain);
        let toolchain = request.toolchain.or(configured).unwrap_or(Toolchain::System);
        if toolchain != Toolchain::Conda && !request.variants.is_empty() {
            return Err(PlanError::VariantsNeedConda);
        }
        if let (Toolchain::Conda, Some(version)) = (toolchain, request.glibc) {
            return Err(PlanError::GlibcOfConda { version });
        }
        Ok(Self {
            input,
            features: RequestedFeatures::new(&request.features, workspace)?,
            profiles: Profiles::new(workspace, request.profile.as_deref())?,
            toolchain,
            added: Arc::new(request.outer.requirements.clone()),
            root_licenses: root_licenses(workspace),
            text_judge: TextJudge::default(),
            workspace_table,
            member_tables,
            files,
        })
    }

    /// The platforms to plan for, sorted: the requested ones, else the configured ones, else that of the
    /// build.
    pub(super) fn platforms(&self) -> Vec<Platform> {
        let request = self.input.request;
        let configured = self.workspace_keys().find_map(|keys| keys.target_platforms.as_deref());
        let configured = configured.unwrap_or_default();
        let mut platforms = match (request.target_platforms.as_slice(), configured) {
            ([], []) => vec![request.build_platform],
            ([], configured) => configured.to_vec(),
            (requested, _) => requested.to_vec(),
        };
        platforms.sort();
        platforms.dedup();
        platforms
    }

    /// The channels by priority: the requested ones, else the configured ones, else the default one if
    /// compilers come from channels.
    pub(super) fn channels(&self) -> Vec<String> {
        let requested = &self.input.request.channels;
        let configured = self.workspace_keys().find_map(|keys| keys.channels.as_ref());
        let channels = if requested.is_empty() { configured } else { Some(requested) };
        match channels {
            Some(channels) if !channels.is_empty() => channels.clone(),
            _ if self.toolchain == Toolchain::Conda => vec![DEFAULT_CHANNEL.to_owned()],
            _ => Vec::new(),
        }
    }

    /// The channels that the plan is compared with: the requested ones, else the configured ones.
    pub(super) fn against(&self) -> Vec<String> {
        let requested = &self.input.request.against;
        if !requested.is_empty() {
            return requested.clone();
        }
        self.workspace_keys().find_map(|keys| keys.against.clone()).unwrap_or_default()
    }

    /// The beginning of the names of packages that have no configured name; `None` if none is configured.
    pub(super) fn name_prefix(&self) -> Option<&Located<String>> {
        self.workspace_keys().find_map(|keys| keys.name_prefix.as_ref())
    }

    /// Whether programs do not name the directories that they were built in; true if nothing is configured.
    pub(super) fn remap_paths(&self) -> bool {
        self.workspace_keys().find_map(|keys| keys.remap_paths).unwrap_or(true)
    }

    /// The keys of the whole workspace, those that overrule others first.
    fn workspace_keys(&self) -> impl Iterator<Item = &WorkspaceKeys> {
        workspace_keys(&self.workspace_table, &self.files)
    }

    /// The configuration of a member on a platform, all layers folded.
    pub(super) fn package_config(&self, member: &Member, platform: Platform) -> PackageConfig {
        let outer = &self.input.request.outer;
        let name = member.name();
        let mut config = PackageConfig::resolve(self.layers(name, platform));
        for secret in &outer.metadata.secrets {
            if !config.secrets.contains(secret) {
                config.secrets.push(secret.clone());
            }
        }
        config
    }

    /// All layers for a member on a platform, each over those before it.
    fn layers(&self, member: &str, platform: Platform) -> impl Iterator<Item = &ConfigLayer> {
        let over_manifests = self.over_manifests().flat_map(move |file| file.layers_for(member, platform));
        let in_manifests = self.workspace_table.layers_for(platform).chain(self.own_table(member, platform));
        in_manifests.chain(over_manifests)
    }

    /// The Rust target of a member's packages for a platform: the configured one, with the machine's
    /// toolchain else the one that cargo is told to build for, and else the usual one.
    pub(super) fn target(&self, member: &Member, platform: Platform) -> Result<RustTarget, PlanError> {
        let usual = RustTarget::usual(platform).map_err(PlanError::UnknownTriple)?;
        let key = self.layers(member.name(), platform).filter_map(|layer| layer.rust_target.as_ref()).last();
        let key = key.map(|target| target.value.clone());
        let of_cargo = || match self.toolchain {
            Toolchain::System => self.target_of_cargo(member, platform),
            Toolchain::Conda => None,
        };
        let is_for_platform = |target: &RustTarget| target.platform() == platform;
        Ok(key.filter(is_for_platform).or_else(of_cargo).unwrap_or(usual))
    }

    /// The target for a platform that cargo builds for without `--target`, by the caller's variable or by its
    /// configuration; `None` if neither names exactly one.
    fn target_of_cargo(&self, member: &Member, platform: Platform) -> Option<RustTarget> {
        let PlanInput { workspace, request, .. } = self.input;
        let configs = [member.cargo_config(), workspace.cargo_config()];
        let mut configured = configs.into_iter().map(|config| &config.build_targets);
        let triples = match &request.cargo_target {
            Some(triple) => std::slice::from_ref(triple),
            None => configured.find(|triples| !triples.is_empty())?,
        };
        let mut targets = triples.iter().filter_map(|triple| triple.parse::<RustTarget>().ok());
        let first = targets.find(|target| target.platform() == platform)?;
        targets.all(|other| other.platform() != platform).then_some(first)
    }

    /// The layers of all tables about a member alone that hold for a platform.
    pub(super) fn member_layers(
        &self,
        member: &str,
        platform: Platform,
    ) -> impl Iterator<Item = &ConfigLayer> {
        let over_manifests = self.over_manifests();
        let over_manifests = over_manifests.flat_map(move |file| file.package_layers_for(member, platform));
        self.own_table(member, platform).chain(over_manifests)
    }

    /// The layers of all tables about the whole workspace that hold for a platform.
    pub(super) fn workspace_layers(&self, platform: Platform) -> impl Iterator<Item = &ConfigLayer> {
        let over_manifests = self.over_manifests().flat_map(move |file| file.base.layers_for(platform));
        self.workspace_table.layers_for(platform).chain(over_manifests)
    }

    /// The layers of the table in a member's manifest that hold for a platform.
    fn own_table(
        &self,
        member: &str,
        platform: Platform,
    ) -> impl Iterator<Item = &ConfigLayer> + use<'_, 'a> {
        let table = self.member_tables.get(member).into_iter();
        table.flat_map(move |table| table.layers_for(platform))
    }

    /// The configuration over that of manifests, each over the one before it.
    fn over_manifests(&self) -> impl Iterator<Item = &OuterConfig> {
        self.files.iter().chain([&self.input.request.outer.config])
    }

    /// What cargo compiles for a package that is planned already.
    pub(super) fn closure_of(
        &self,
        member: &str,
        features: &FeatureSelection,
        target: &RustTarget,
    ) -> Result<Closure<'a>, PlanError> {
        let PlanInput { workspace, request, .. } = self.input;
        let target = target.as_str();
        let host = request.build_platform.rust_triple().map_err(PlanError::UnknownTriple)?;
        ClosureQuery { member, features, target, host }.resolve(workspace).map_err(PlanError::Closure)
    }

    /// What cargo compiles for a member on a platform.
    pub(super) fn closure(
        &self,
        member: &Member,
        features: &FeatureSelection,
        platform: Platform,
    ) -> Result<Closure<'a>, PlanError> {
        self.closure_of(member.name(), features, &self.target(member, platform)?)
    }
}

fn read_member_tables<'a>(
    workspace: &'a Workspace,
    findings: &mut Findings,
) -> BTreeMap<&'a str, ManifestConfig> {
    workspace
        .members()
        .filter(|member| member.metadata().get("conda").is_some())
        .map(|member| {
            let source = Source::of(member.manifest());
            (member.name(), read_manifest(&source, TableOwner::Package, findings))
        })
        .collect()
}

/// The keys of the whole workspace, those that overrule others first.
fn workspace_keys<'c>(
    workspace_table: &'c ManifestConfig,
    files: &'c [OuterConfig],
) -> impl Iterator<Item = &'c WorkspaceKeys> {
    files.iter().rev().map(|file| &file.base.workspace).chain([&workspace_table.workspace])
}
