//! `negotiateCapabilities` and `initialize`.

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::project_model::ProjectModel;

/// What pixi can do, which is nothing that matters yet.
#[derive(Debug, Deserialize)]
pub(crate) struct NegotiateParams {}

#[derive(Debug, Serialize)]
pub(crate) struct NegotiateResult {
    pub(crate) capabilities: Capabilities,
}

/// The methods that there are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Capabilities {
    pub(crate) provides_conda_outputs: bool,
    pub(crate) provides_conda_build_v1: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InitializeParams {
    /// The manifest, which need not exist: a workspace may define a package inline.
    pub(crate) manifest_path: Utf8PathBuf,
    /// Where the sources are; the directory of the manifest if absent.
    #[serde(default)]
    pub(crate) source_directory: Option<Utf8PathBuf>,
    /// pixi's own cache, of packages among others.
    #[serde(default)]
    pub(crate) cache_directory: Option<Utf8PathBuf>,
    /// A directory for anything that outlives a build, shared with other backends.
    #[serde(default)]
    pub(crate) workspace_scratch_directory: Option<Utf8PathBuf>,
    #[serde(default)]
    pub(crate) project_model: Option<ProjectModel>,
    /// `[package.build.config]`
    #[serde(default)]
    pub(crate) configuration: Option<Value>,
    /// `[package.build.target.<selector>.config]`, by selector
    #[serde(default)]
    pub(crate) target_configuration: Option<IndexMap<String, Value>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct InitializeResult {}
