//! Everything that a plan depends on: the groups of options that all commands have that plan.

use cargo_conda::{PlanRequest, Session, VariantRequest};
use clap::Args;

use super::selection::{FeatureArgs, SelectionArgs};
use super::toolchain::ToolchainArgs;
use super::workspace::{ConfigArgs, WorkspaceArgs};
use crate::cli::failure::Failure;

#[derive(Debug, Args)]
pub(crate) struct PlanningArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    features: FeatureArgs,
    #[command(flatten)]
    toolchain: ToolchainArgs,
}

impl PlanningArgs {
    /// What is asked for. `--since` is left open: which members it means can be told only when the workspace
    /// is loaded.
    pub(crate) fn request(&self, session: &Session) -> Result<PlanRequest, Failure> {
        let Self { workspace: _, config, selection, features, toolchain } = self;
        Ok(PlanRequest {
            selection: selection.selection(),
            features: features.request(),
            profile: features.profile.clone(),
            glibc: toolchain.glibc,
            target_platforms: toolchain.target_platforms.clone(),
            toolchain: toolchain.toolchain(),
            channels: toolchain.channels.clone(),
            against: Vec::new(),
            variants: VariantRequest {
                files: toolchain.variant_files.iter().map(|path| session.absolute(path)).collect(),
                values: toolchain.variants(),
                ..VariantRequest::default()
            },
            config_files: config.read(session)?,
            ..PlanRequest::new(session.platform())
        })
    }
}
