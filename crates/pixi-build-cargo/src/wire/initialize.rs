//! `negotiateCapabilities` and `initialize`, with which pixi begins a conversation.

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::project_model::ProjectModel;

/// Parameters of `negotiateCapabilities`. The capabilities of pixi in it have no fields in version 7.
#[derive(Debug, Deserialize)]
pub(crate) struct NegotiateParams {}

/// Result of `negotiateCapabilities`.
#[derive(Debug, Serialize)]
pub(crate) struct NegotiateResult {
    /// `capabilities`: the methods of this backend.
    pub(crate) capabilities: Capabilities,
}

/// `capabilities` of the result of `negotiateCapabilities`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Capabilities {
    /// `providesCondaOutputs`: true if the backend has the method `conda/outputs`.
    pub(crate) provides_conda_outputs: bool,
    /// `providesCondaBuildV1`: true if the backend has the method `conda/build_v1`.
    pub(crate) provides_conda_build_v1: bool,
}

/// Parameters of `initialize`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InitializeParams {
    /// `manifestPath`: the absolute path of pixi's manifest. No file need be there: a package that is defined
    /// inline in the manifest of another workspace gets the path of a `pixi.toml` in its source directory.
    pub(crate) manifest_path: Utf8PathBuf,
    /// `sourceDirectory`: the absolute path of the sources. `None` stands for the directory of the manifest.
    #[serde(default)]
    pub(crate) source_directory: Option<Utf8PathBuf>,
    /// `cacheDirectory`: pixi's cache of this user, with the packages below `pkgs`. `None` if pixi has no
    /// cache.
    #[serde(default)]
    pub(crate) cache_directory: Option<Utf8PathBuf>,
    /// `workspaceScratchDirectory`: a directory of pixi's workspace that outlives builds and that all
    /// backends share. `None` outside of a workspace.
    #[serde(default)]
    pub(crate) workspace_scratch_directory: Option<Utf8PathBuf>,
    /// `projectModel`: the table `[package]` of the manifest. `None` if the manifest has no such table.
    #[serde(default)]
    pub(crate) project_model: Option<ProjectModel>,
    /// `configuration`: the table `[package.build.config]` as JSON. `None` if there is no such table.
    #[serde(default)]
    pub(crate) configuration: Option<Value>,
    /// `targetConfiguration`: the tables `[package.build.target.<selector>.config]` as JSON, by selector and
    /// in the order of the manifest. `None` if there is no such table.
    #[serde(default)]
    pub(crate) target_configuration: Option<IndexMap<String, Value>>,
}

/// Result of `initialize`, which has no fields.
#[derive(Debug, Serialize)]
pub(crate) struct InitializeResult {}
