//! `conda/outputs`, with which pixi asks for the packages that a manifest can be built into.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::input_globs::InputGlobSet;
use super::null_is_default;
use super::project_model::{ConstraintSpec, PackageSpec, VariantValue};

/// Parameters of `conda/outputs`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputsParams {
    /// `channels`: URLs of the channels that environments are solved from, by priority.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) channels: Vec<String>,
    /// `hostPlatform`: the platform that packages are built for, as conda spells it (`linux-64`).
    pub(crate) host_platform: String,
    /// `buildPlatform`: the platform that builds, as conda spells it.
    pub(crate) build_platform: String,
    /// `variantConfiguration`: the values of variant keys, by key.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant_configuration: IndexMap<String, Vec<VariantValue>>,
    /// `variantFiles`: absolute paths of variant files, whose values `variantConfiguration` overrides.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant_files: Vec<Utf8PathBuf>,
    /// `workDirectory`: a directory for this request, which need not exist.
    pub(crate) work_directory: Utf8PathBuf,
}

/// Result of `conda/outputs`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputsResult {
    /// `outputs`: the packages, one element for each variant of each package. Several of one name differ in
    /// `variant`.
    pub(crate) outputs: Vec<Output>,
    /// `inputGlobs`: patterns for the files that decide this result, below the source directory.
    pub(crate) input_globs: Vec<String>,
    /// `inputGlobSets`: further such patterns, each set with a directory of its own.
    pub(crate) input_glob_sets: Vec<InputGlobSet>,
}

/// An element of `outputs`: a package in one variant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Output {
    /// `metadata`: what identifies the package.
    pub(crate) metadata: OutputMetadata,
    /// `buildDependencies`: requirements of the build environment.
    pub(crate) build_dependencies: OutputDependencies,
    /// `hostDependencies`: requirements of the host environment.
    pub(crate) host_dependencies: OutputDependencies,
    /// `runDependencies`: requirements of the installed package.
    pub(crate) run_dependencies: OutputDependencies,
    /// `extraDependencies`: requirements of optional groups, by the name of the group.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) extra_dependencies: BTreeMap<String, Vec<NamedSpec<PackageSpec>>>,
    /// `ignoreRunExports`: run exports of the environments that the package does not take over.
    pub(crate) ignore_run_exports: IgnoreRunExports,
    /// `runExports`: the run exports of the package itself.
    pub(crate) run_exports: OutputRunExports,
}

/// `metadata` of an output.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputMetadata {
    /// `name`: the package name in lower case, by which pixi looks for the output.
    pub(crate) name: String,
    /// `version`: the version in conda's notation.
    pub(crate) version: String,
    /// `build`: the build string.
    pub(crate) build: String,
    /// `buildNumber`: the build number.
    pub(crate) build_number: u64,
    /// `subdir`: the platform that the package is for.
    pub(crate) subdir: String,
    /// `license`: the licence as an SPDX expression. `None` if the manifests state none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<String>,
    /// `flags`: words by which match specs choose between variants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) flags: Vec<String>,
    /// `noarch`: true for a package that is the same on all platforms, which a program never is.
    pub(crate) noarch: bool,
    /// `variant`: the values of the variant keys that the package uses, by key.
    pub(crate) variant: BTreeMap<String, VariantValue>,
}

/// `buildDependencies`, `hostDependencies` or `runDependencies` of an output.
#[derive(Debug, Default, Serialize)]
pub(crate) struct OutputDependencies {
    /// `depends`: packages that the environment must have.
    pub(crate) depends: Vec<NamedSpec<PackageSpec>>,
    /// `constraints`: limits for packages that the environment may have.
    pub(crate) constraints: Vec<NamedSpec<ConstraintSpec>>,
}

/// A requirement together with the name of the package. The fields of `spec` are beside `name` in one object.
#[derive(Debug, Serialize)]
pub(crate) struct NamedSpec<S> {
    /// `name`: the package name in lower case.
    pub(crate) name: String,
    /// The requirement.
    #[serde(flatten)]
    pub(crate) spec: S,
}

/// `ignoreRunExports` of an output.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IgnoreRunExports {
    /// `byName`: packages that are not required although a run export names them.
    pub(crate) by_name: Vec<String>,
    /// `fromPackage`: packages whose run exports have no effect.
    pub(crate) from_package: Vec<String>,
}

/// `runExports` of an output. The protocol spells the last two fields without a `t`, and with one in the
/// project model.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputRunExports {
    /// `weak`: requirements of packages that have this one in their host environment.
    pub(crate) weak: Vec<NamedSpec<PackageSpec>>,
    /// `strong`: requirements of packages that have this one in their build or host environment.
    pub(crate) strong: Vec<NamedSpec<PackageSpec>>,
    /// `noarch`: requirements of `noarch` packages that have this one in their host environment.
    pub(crate) noarch: Vec<NamedSpec<PackageSpec>>,
    /// `weakConstrains`: limits for the packages that `weak` reaches.
    pub(crate) weak_constrains: Vec<NamedSpec<ConstraintSpec>>,
    /// `strongConstrains`: limits for the packages that `strong` reaches.
    pub(crate) strong_constrains: Vec<NamedSpec<ConstraintSpec>>,
}
