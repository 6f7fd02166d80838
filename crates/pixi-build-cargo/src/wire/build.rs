//! `conda/build_v1`.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use rattler_conda_types::{MatchSpec, RepoDataRecord};
use serde::{Deserialize, Serialize};

use super::globs::InputGlobSet;
use super::null_is_default;
use super::project_model::VariantValue;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BuildParams {
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) channels: Vec<String>,
    #[serde(default)]
    pub(crate) build_prefix: Option<Prefix>,
    #[serde(default)]
    pub(crate) host_prefix: Option<Prefix>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_dependencies: Vec<Dependency>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_constraints: Vec<Dependency>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_exports: RunExports,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) extra_dependencies: BTreeMap<String, Vec<Dependency>>,
    pub(crate) output: WantedOutput,
    pub(crate) work_directory: Utf8PathBuf,
    #[serde(default)]
    pub(crate) output_directory: Option<Utf8PathBuf>,
    #[serde(default)]
    pub(crate) package_format: Option<PackageFormat>,
}

/// An environment that pixi has solved and installed.
#[derive(Debug, Deserialize)]
pub(crate) struct Prefix {
    pub(crate) platform: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) dependencies: Vec<Dependency>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) packages: Vec<RepoDataRecord>,
}

/// A dependency that is settled.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) spec: MatchSpec,
    #[serde(default)]
    pub(crate) source: Option<DependencySource>,
}

/// Where a dependency comes from, if the package did not ask for it itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum DependencySource {
    #[serde(rename_all = "camelCase")]
    RunExport { from: String, run_export: String },
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct RunExports {
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak: Vec<Dependency>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong: Vec<Dependency>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) noarch: Vec<Dependency>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak_constrains: Vec<Dependency>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong_constrains: Vec<Dependency>,
}

/// Which of the outputs is to be built.
#[derive(Debug, Deserialize)]
pub(crate) struct WantedOutput {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) version: Option<String>,
    #[serde(default)]
    pub(crate) build: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant: BTreeMap<String, VariantValue>,
}

/// What kind of archive is to be written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackageFormat {
    pub(crate) archive_type: ArchiveType,
    pub(crate) compression_level: CompressionLevel,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ArchiveType {
    Conda,
    TarBz2,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(crate) enum CompressionLevel {
    Named(NamedLevel),
    Number(i32),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum NamedLevel {
    Lowest,
    Default,
    Highest,
}

/// The only message whose names are in snake case.
#[derive(Debug, Serialize)]
pub(crate) struct BuildResult {
    pub(crate) output_file: Utf8PathBuf,
    pub(crate) input_globs: Vec<String>,
    pub(crate) input_glob_sets: Vec<InputGlobSet>,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) subdir: String,
}
