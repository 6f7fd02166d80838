//! What the manifest says of the package, but for the backend's own configuration.

use std::fmt;

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use rattler_conda_types::{BuildNumberSpec, MatchSpecCondition, StringMatcher, VersionSpec};
use rattler_digest::serde::SerializableHash;
use rattler_digest::{Md5, Md5Hash, Sha256, Sha256Hash};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::serde_as;

use super::null_is_default;

/// `[package]` and its dependencies.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ProjectModel {
    pub(crate) name: Option<String>,
    pub(crate) build_string_prefix: Option<String>,
    pub(crate) build_number: Option<u64>,
    pub(crate) version: Option<String>,
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) build_flags: Vec<String>,
    pub(crate) license: Option<String>,
    /// Relative to the directory of the manifest.
    pub(crate) license_file: Option<Utf8PathBuf>,
    pub(crate) homepage: Option<String>,
    pub(crate) repository: Option<String>,
    pub(crate) documentation: Option<String>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) targets: Targets,
    /// Names of variables that builds take from the environment of the backend.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) secrets: Vec<String>,
}

/// Dependencies that always hold, and those that do under a condition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Targets {
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) default_target: Target,
    /// By an expression of rattler-build's recipes.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) conditional: IndexMap<String, Target>,
}

/// Dependencies by the name of the package.
pub(crate) type Specs<S> = IndexMap<String, S>;

/// All kinds of dependencies.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Target {
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) host_dependencies: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) build_dependencies: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_dependencies: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_constraints: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) extra_dependencies: IndexMap<String, Specs<PackageSpec>>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_exports: TargetRunExports,
}

/// What the package demands of those that are built with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TargetRunExports {
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) noarch: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak: Specs<PackageSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong_constraints: Specs<ConstraintSpec>,
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak_constraints: Specs<ConstraintSpec>,
}

/// A dependency.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PackageSpec {
    /// From a channel.
    Binary(Box<BinarySpec>),
    /// Built by pixi.
    Source(Box<SourceSpec>),
    /// Compatible with what the environment before it has.
    PinCompatible(Pin),
    /// Compatible with another output of the same manifest.
    PinSubpackage(Pin),
}

/// A limit.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ConstraintSpec {
    /// Of a package of a channel.
    Binary(Box<BinarySpec>),
    /// Compatible with what the environment before it has.
    PinCompatible(Pin),
    /// Compatible with another output of the same manifest.
    PinSubpackage(Pin),
}

/// Which packages of a channel will do.
#[serde_as]
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BinarySpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<VersionSpec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build: Option<StringMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build_number: Option<BuildNumberSpec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extras: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flags: Option<Vec<StringMatcher>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subdir: Option<String>,
    #[serde_as(as = "Option<SerializableHash<Md5>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) md5: Option<Md5Hash>,
    #[serde_as(as = "Option<SerializableHash<Sha256>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<Sha256Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<MatchSpecCondition>,
}

/// Where a package is built from, and which of its outputs will do.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SourceSpec {
    /// `path`, `git` or `url`, as pixi wrote it: it is returned to pixi and means nothing here.
    #[serde(flatten)]
    pub(crate) location: serde_json::Map<String, Value>,
}

/// How close a version must be.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Pin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lower_bound: Option<PinBound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upper_bound: Option<PinBound>,
    #[serde(skip_serializing_if = "std::ops::Not::not", deserialize_with = "null_is_default")]
    pub(crate) exact: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build: Option<String>,
}

/// One end of a range of versions.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PinBound {
    /// As many parts of the version as there are of these: `x.x`.
    Expression(String),
    /// This very version.
    Version(String),
}

impl PinBound {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Expression(text) | Self::Version(text) => text,
        }
    }
}

/// A value of a variant's key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum VariantValue {
    Bool(bool),
    Int(i64),
    String(String),
}

impl fmt::Display for VariantValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::String(value) => value.fmt(f),
        }
    }
}
