//! `conda/outputs`.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::globs::InputGlobSet;
use super::null_is_default;
use super::project_model::{ConstraintSpec, PackageSpec, VariantValue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputsParams {
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) channels: Vec<String>,
    pub(crate) host_platform: String,
    pub(crate) build_platform: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant_configuration: IndexMap<String, Vec<VariantValue>>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant_files: Vec<Utf8PathBuf>,
    pub(crate) work_directory: Utf8PathBuf,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputsResult {
    pub(crate) outputs: Vec<Output>,
    pub(crate) input_globs: Vec<String>,
    pub(crate) input_glob_sets: Vec<InputGlobSet>,
}

/// A package that can be built.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    pub(crate) metadata: OutputMetadata,
    pub(crate) build_dependencies: OutputDependencies,
    pub(crate) host_dependencies: OutputDependencies,
    pub(crate) run_dependencies: OutputDependencies,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) extra_dependencies: BTreeMap<String, Vec<NamedSpec<PackageSpec>>>,
    pub(crate) ignore_run_exports: IgnoreRunExports,
    pub(crate) run_exports: OutputRunExports,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputMetadata {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) build_number: u64,
    pub(crate) subdir: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flags: Vec<String>,
    /// Programs are made for a platform.
    pub(crate) noarch: bool,
    pub(crate) variant: BTreeMap<String, VariantValue>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct OutputDependencies {
    pub(crate) depends: Vec<NamedSpec<PackageSpec>>,
    pub(crate) constraints: Vec<NamedSpec<ConstraintSpec>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct NamedSpec<S> {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) spec: S,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IgnoreRunExports {
    pub(crate) by_name: Vec<String>,
    pub(crate) from_package: Vec<String>,
}

/// The protocol spells the last two without a `t` here, and with one in the project model.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputRunExports {
    pub(crate) weak: Vec<NamedSpec<PackageSpec>>,
    pub(crate) strong: Vec<NamedSpec<PackageSpec>>,
    pub(crate) noarch: Vec<NamedSpec<PackageSpec>>,
    pub(crate) weak_constrains: Vec<NamedSpec<ConstraintSpec>>,
    pub(crate) strong_constrains: Vec<NamedSpec<ConstraintSpec>>,
}
