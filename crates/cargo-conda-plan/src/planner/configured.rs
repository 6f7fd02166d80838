//! The first stage: all configuration is read, and the names in the request are known to exist.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_mapping::{Platform, SpdxExpression};
use cargo_conda_workspace::{Closure, ClosureQuery, FeatureSelection, Member, Workspace};

use super::checks::{check_outer, check_workspace_features};
use super::compute::PlanInput;
use super::error::PlanError;
use super::features::RequestedFeatures;
use super::profiles::Profiles;
use super::root_licenses::root_licenses;
use crate::config::{ConfigLayer, ManifestConfig, PackageConfig, TableOwner, read_manifest};
use crate::model::{AddedRequirements, Toolchain};
use crate::problem::Findings;
use crate::source::Source;

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
    /// `[workspace.metadata.conda]`.
    workspace_table: ManifestConfig,
    /// `[package.metadata.conda]` of the members that have such a table, by crate name.
    member_tables: BTreeMap<&'a str, ManifestConfig>,
}

impl<'a> Configured<'a> {
    /// Reads all configuration, and checks the features, profile and variants of the request.
    pub(super) fn read(input: PlanInput<'a>, findings: &mut Findings) -> Result<Self, PlanError> {
        let PlanInput { workspace, request, .. } = input;
        let root = Source::of(workspace.root_manifest());
        let workspace_table = read_manifest(&root, TableOwner::Workspace, findings);
        check_workspace_features(workspace, &workspace_table, findings);
        check_outer(workspace, &request.outer, findings);
        let member_tables = read_member_tables(workspace, findings);
        let toolchain =
            request.toolchain.or(workspace_table.workspace.toolchain).unwrap_or(Toolchain::System);
        if toolchain != Toolchain::Conda && !request.variants.is_empty() {
            return Err(PlanError::VariantsNeedConda);
        }
        Ok(Self {
            input,
            features: RequestedFeatures::new(&request.features, workspace)?,
            profiles: Profiles::new(workspace, request.profile.as_deref())?,
            toolchain,
            added: Arc::new(request.outer.requirements.clone()),
            root_licenses: root_licenses(workspace),
            workspace_table,
            member_tables,
        })
    }

    /// The platforms to plan for, sorted: the requested ones, else the configured ones, else that of the
    /// build.
    pub(super) fn platforms(&self) -> Vec<Platform> {
        let request = self.input.request;
        let configured = self.workspace_table.workspace.target_platforms.as_deref().unwrap_or_default();
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
        let PlanInput { workspace, request, .. } = self.input;
        let configured = self.workspace_table.workspace.channels.clone().unwrap_or_default();
        if !request.channels.is_empty() {
            request.channels.clone()
        } else if configured.is_empty() && self.toolchain == Toolchain::Conda {
            vec![DEFAULT_CHANNEL.to_owned()]
        } else {
            configured.into_iter().map(|channel| relative_to_root(workspace, channel)).collect()
        }
    }

    /// The configuration of a member on a platform, all layers folded.
    pub(super) fn package_config(&self, member: &Member, platform: Platform) -> PackageConfig {
        let outer = &self.input.request.outer;
        let layers = self
            .workspace_table
            .layers_for(platform)
            .chain(self.member_layers(member.name(), platform))
            .chain(outer.layers_for(member.name(), platform));
        let mut config = PackageConfig::resolve(layers);
        for secret in &outer.metadata.secrets {
            if !config.secrets.contains(secret) {
                config.secrets.push(secret.clone());
            }
        }
        config
    }

    /// The layers of a member's own table that hold for a platform.
    pub(super) fn member_layers(
        &self,
        member: &str,
        platform: Platform,
    ) -> impl Iterator<Item = &ConfigLayer> + use<'_, 'a> {
        let table = self.member_tables.get(member).into_iter();
        table.flat_map(move |table| table.layers_for(platform))
    }

    /// The layers of the workspace's table, for all platforms.
    pub(super) fn workspace_layers(&self) -> impl Iterator<Item = &ConfigLayer> {
        self.workspace_table.layers()
    }

    /// What cargo compiles for a member on a platform.
    pub(super) fn closure(
        &self,
        member: &str,
        features: &FeatureSelection,
        platform: Platform,
    ) -> Result<Closure<'a>, PlanError> {
        let PlanInput { workspace, request, .. } = self.input;
        let target = platform.rust_triple().map_err(PlanError::UnknownTriple)?;
        let host = request.build_platform.rust_triple().map_err(PlanError::UnknownTriple)?;
        ClosureQuery { member, features, target, host }.resolve(workspace).map_err(PlanError::Closure)
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

/// A channel that is written as a relative path is relative to the workspace's root, wherever the command
/// runs.
fn relative_to_root(workspace: &Workspace, channel: String) -> String {
    if channel.starts_with("./") || channel.starts_with("../") {
        return workspace.root().join(channel).into_string();
    }
    channel
}
