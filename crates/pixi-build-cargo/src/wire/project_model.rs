//! `projectModel` of `initialize`: the table `[package]` of pixi's manifest, apart from the backend's
//! configuration.

use camino::Utf8PathBuf;
use indexmap::IndexMap;
use rattler_conda_types::{BuildNumberSpec, MatchSpecCondition, StringMatcher, VersionSpec};
use rattler_digest::serde::SerializableHash;
use rattler_digest::{Md5, Md5Hash, Sha256, Sha256Hash};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::serde_as;

use super::null_is_default;

/// `projectModel`. A field is `None`, or an empty list, if neither the manifest nor an option of pixi's
/// command line states it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ProjectModel {
    /// `name`: `package.name` of the manifest; for a package that is defined inline, the key of the
    /// dependency.
    pub(crate) name: Option<String>,
    /// `buildStringPrefix`: what build strings begin with.
    pub(crate) build_string_prefix: Option<String>,
    /// `buildNumber`: the build number of all packages.
    pub(crate) build_number: Option<u64>,
    /// `version`: the version, in conda's notation.
    pub(crate) version: Option<String>,
    /// `description`: what the package is.
    pub(crate) description: Option<String>,
    /// `buildFlags`: words by which match specs choose between variants.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) build_flags: Vec<String>,
    /// `license`: the licence, an SPDX expression.
    pub(crate) license: Option<String>,
    /// `licenseFile`: the licence's text, relative to the directory of the manifest.
    pub(crate) license_file: Option<Utf8PathBuf>,
    /// `homepage`: the URL of the project's home page.
    pub(crate) homepage: Option<String>,
    /// `repository`: the URL of the sources.
    pub(crate) repository: Option<String>,
    /// `documentation`: the URL of the documentation.
    pub(crate) documentation: Option<String>,
    /// `targets`: the dependencies.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) targets: Targets,
    /// `secrets`: names of environment variables that builds read from the environment of the backend.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) secrets: Vec<String>,
}

/// `targets`: dependencies that always apply, and dependencies under conditions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Targets {
    /// `defaultTarget`: dependencies that always apply.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) default_target: Target,
    /// `conditional`: dependencies by the condition under which they apply, an expression of rattler-build's
    /// recipes.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) conditional: IndexMap<String, Target>,
}

/// Requirements by the name of the package, in the order of the manifest.
pub(crate) type Specs<S> = IndexMap<String, S>;

/// An element of `targets`: the dependencies of one condition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Target {
    /// `hostDependencies`: requirements of the host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) host_dependencies: Specs<PackageSpec>,
    /// `buildDependencies`: requirements of the build environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) build_dependencies: Specs<PackageSpec>,
    /// `runDependencies`: requirements of the installed package.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_dependencies: Specs<PackageSpec>,
    /// `runConstraints`: limits for packages that are installed beside it.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_constraints: Specs<PackageSpec>,
    /// `extraDependencies`: requirements of optional groups, by the name of the group.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) extra_dependencies: IndexMap<String, Specs<PackageSpec>>,
    /// `runExports`: the run exports of the package itself.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) run_exports: TargetRunExports,
}

/// `runExports` of a target.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TargetRunExports {
    /// `noarch`: requirements of `noarch` packages that have this one in their host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) noarch: Specs<PackageSpec>,
    /// `strong`: requirements of packages that have this one in their build or host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong: Specs<PackageSpec>,
    /// `weak`: requirements of packages that have this one in their host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak: Specs<PackageSpec>,
    /// `strongConstraints`: limits for the packages that `strong` reaches.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong_constraints: Specs<ConstraintSpec>,
    /// `weakConstraints`: limits for the packages that `weak` reaches.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak_constraints: Specs<ConstraintSpec>,
}

/// A requirement: an object with one key, which tells the kinds apart.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PackageSpec {
    /// `binary`: a package from a channel.
    Binary(Box<BinarySpec>),
    /// `source`: a package that pixi builds.
    Source(Box<SourceSpec>),
    /// `pinCompatible`: a version close to the one in an environment that was solved before.
    PinCompatible(Pin),
    /// `pinSubpackage`: a version close to that of another output of the same manifest.
    PinSubpackage(Pin),
}

/// A limit: like [`PackageSpec`], but never built from source.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ConstraintSpec {
    /// `binary`: a limit for a package from a channel.
    Binary(Box<BinarySpec>),
    /// `pinCompatible`: a version close to the one in an environment that was solved before.
    PinCompatible(Pin),
    /// `pinSubpackage`: a version close to that of another output of the same manifest.
    PinSubpackage(Pin),
}

/// `binary` of a requirement: the fields of a match spec, without the name. A field is `None` if it limits
/// nothing.
#[serde_as]
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct BinarySpec {
    /// `version`: versions, in conda's notation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<VersionSpec>,
    /// `build`: the build string; a glob pattern or a regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build: Option<StringMatcher>,
    /// `buildNumber`: the build number, with an operator or without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build_number: Option<BuildNumberSpec>,
    /// `fileName`: the file name of the archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file_name: Option<String>,
    /// `extras`: groups of optional requirements of the package that are wanted too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extras: Option<Vec<String>>,
    /// `flags`: words that the package must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flags: Option<Vec<StringMatcher>>,
    /// `channel`: the URL of the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<String>,
    /// `subdir`: the platform that the package is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subdir: Option<String>,
    /// `md5`: the MD5 digest of the archive, in hexadecimal.
    #[serde_as(as = "Option<SerializableHash<Md5>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) md5: Option<Md5Hash>,
    /// `sha256`: the SHA-256 digest of the archive, in hexadecimal.
    #[serde_as(as = "Option<SerializableHash<Sha256>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<Sha256Hash>,
    /// `url`: the URL of the archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// `license`: the licence of the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<String>,
    /// `condition`: the condition under which the requirement applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) condition: Option<MatchSpecCondition>,
}

/// `source` of a requirement: a location, and which of the outputs there match.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SourceSpec {
    /// All fields: `path`, `git` or `url` with the location, and those of a match spec. The backend returns
    /// them to pixi as they are and reads none of them.
    #[serde(flatten)]
    pub(crate) location: serde_json::Map<String, Value>,
}

/// `pinCompatible` or `pinSubpackage` of a requirement.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Pin {
    /// `lowerBound`: the oldest version that matches. `None` for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lower_bound: Option<PinBound>,
    /// `upperBound`: the first version that does not match any more. `None` for no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upper_bound: Option<PinBound>,
    /// `exact`: true if only the same build of the same version matches.
    #[serde(skip_serializing_if = "std::ops::Not::not", deserialize_with = "null_is_default")]
    pub(crate) exact: bool,
    /// `build`: the build string that must match. `None` for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) build: Option<String>,
}

/// `lowerBound` or `upperBound` of a pin: an object with one key.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PinBound {
    /// `expression`: the number of leading segments of the version that count, written as `x.x`.
    Expression(String),
    /// `version`: this version itself.
    Version(String),
}

impl PinBound {
    /// The text of either kind.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Expression(text) | Self::Version(text) => text,
        }
    }
}

/// A value of a variant key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum VariantValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other value.
    String(String),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_requirement_comes_back_as_it_was() {
        let binary = json!({ "binary": {
            "version": ">=1,<2", "build": "py*", "buildNumber": ">=3", "fileName": "a.conda", "extras": ["all"],
            "flags": ["gpu"], "channel": "https://conda.example/x", "subdir": "linux-64", "md5": "0".repeat(32),
            "sha256": "1".repeat(64), "url": "https://conda.example/a.conda", "license": "MIT",
        } });
        let source = json!({ "source": { "git": { "git": "https://git.example", "rev": { "tag": "v1" } }, "subdir": null } });
        let pin = json!({ "pinCompatible": { "lowerBound": { "expression": "x.x" }, "upperBound": { "version": "2" }, "build": "h*" } });
        let exact = json!({ "pinSubpackage": { "exact": true } });
        for spec in [binary, source, pin, exact, json!({ "binary": {} }), json!({ "pinCompatible": {} })] {
            let read: PackageSpec = serde_json::from_value(spec.clone()).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), spec);
        }
    }

    #[test]
    fn nulls_and_unknown_fields_of_a_model_say_nothing() {
        let nothing = format!("{:?}", ProjectModel::default());
        for model in [
            json!({}),
            json!({ "name": null, "targets": null, "secrets": null, "buildFlags": null, "colour": "red" }),
            json!({ "targets": { "defaultTarget": null, "conditional": null, "further": 1 } }),
            json!({ "targets": { "defaultTarget": { "runExports": null, "hostDependencies": null } } }),
        ] {
            let read: ProjectModel = serde_json::from_value(model).unwrap();
            assert_eq!(format!("{read:?}"), nothing);
        }
    }

    #[test]
    fn values_of_variants_keep_their_type() {
        for value in [json!(true), json!(7), json!("7"), json!("true")] {
            let read: VariantValue = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }
}
