//! `conda/build_v1`, with which pixi has one package built.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use rattler_conda_types::{MatchSpec, RepoDataRecord};
use serde::{Deserialize, Serialize};

use super::input_globs::InputGlobSet;
use super::null_is_default;
use super::project_model::VariantValue;

/// Parameters of `conda/build_v1`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BuildParams {
    /// `channels`: URLs of the channels that the environments were solved from, by priority.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) channels: Vec<String>,
    /// `buildPrefix`: the build environment. `None` if the package needs none.
    #[serde(default)]
    pub(crate) build_prefix: Option<Prefix>,
    /// `hostPrefix`: the host environment. `None` if the package needs none.
    #[serde(default)]
    pub(crate) host_prefix: Option<Prefix>,
    /// `runDependencies`: requirements of the installed package, run exports included. They become `depends`
    /// of the package record.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_dependencies: Vec<Dependency>,
    /// `runConstraints`: limits that become `constrains` of the package record.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_constraints: Vec<Dependency>,
    /// `runExports`: the run exports of the package itself.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) run_exports: RunExports,
    /// `extraDependencies`: requirements of optional groups, by the name of the group.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) extra_dependencies: BTreeMap<String, Vec<Dependency>>,
    /// `output`: the element of the result of `conda/outputs` that is built.
    pub(crate) output: WantedOutput,
    /// `workDirectory`: the directory of this build, which exists and which pixi has locked.
    pub(crate) work_directory: Utf8PathBuf,
    /// `outputDirectory`: the channel that the archive is written to. `None` stands for a directory of the
    /// backend's choice.
    #[serde(default)]
    pub(crate) output_directory: Option<Utf8PathBuf>,
    /// `packageFormat`: the kind of the archive. `None` stands for a `.conda` archive.
    #[serde(default)]
    pub(crate) package_format: Option<PackageFormat>,
}

/// `buildPrefix` or `hostPrefix`: an environment that pixi has solved and installed.
#[derive(Debug, Deserialize)]
pub(crate) struct Prefix {
    /// `platform`: the platform of the environment, as conda spells it.
    pub(crate) platform: String,
    /// `dependencies`: the requirements that the environment was solved for.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) dependencies: Vec<Dependency>,
    /// `packages`: the records of the packages that are installed in the environment.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) packages: Vec<RepoDataRecord>,
}

/// A requirement after solving. The name, version and build of a package that pixi builds from source are
/// here, but its location is not.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    /// `spec`: the requirement, as an object with rattler's names of fields (snake case).
    pub(crate) spec: MatchSpec,
    /// `source`: the origin of the requirement. `None` if the package states it itself.
    #[serde(default)]
    pub(crate) source: Option<DependencySource>,
}

/// `source` of a dependency, told apart by the field `type`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum DependencySource {
    /// `"type": "runExport"`: a package of an environment adds the requirement.
    #[serde(rename_all = "camelCase")]
    RunExport {
        /// `from`: the environment, `build` or `host`.
        from: String,
        /// `runExport`: the name of the package.
        run_export: String,
    },
    /// Any other type. The protocol says that it means the same as no source.
    #[serde(other)]
    Unknown,
}

/// `runExports` of the parameters; the same lists as in an output, after solving.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct RunExports {
    /// `weak`: requirements of packages that have this one in their host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak: Vec<Dependency>,
    /// `strong`: requirements of packages that have this one in their build or host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong: Vec<Dependency>,
    /// `noarch`: requirements of `noarch` packages that have this one in their host environment.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) noarch: Vec<Dependency>,
    /// `weakConstrains`: limits for the packages that `weak` reaches.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) weak_constrains: Vec<Dependency>,
    /// `strongConstrains`: limits for the packages that `strong` reaches.
    #[serde(deserialize_with = "null_is_default")]
    pub(crate) strong_constrains: Vec<Dependency>,
}

/// `output` of the parameters: the fields of `metadata` by which an output is found again.
#[derive(Debug, Deserialize)]
pub(crate) struct WantedOutput {
    /// `name`: the package name in lower case.
    pub(crate) name: String,
    /// `version`: the version. `None` stands for any.
    #[serde(default)]
    pub(crate) version: Option<String>,
    /// `build`: the build string. `None` if the variant alone decides.
    #[serde(default)]
    pub(crate) build: Option<String>,
    /// `variant`: the values of the variant keys that the output uses, by key.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(crate) variant: BTreeMap<String, VariantValue>,
}

/// `packageFormat` of the parameters.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackageFormat {
    /// `archiveType`: the kind of the archive.
    pub(crate) archive_type: ArchiveType,
    /// `compressionLevel`: how hard the archive is compressed.
    pub(crate) compression_level: CompressionLevel,
}

/// `archiveType`: `conda` or `tar_bz2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ArchiveType {
    /// A `.conda` archive.
    Conda,
    /// A `.tar.bz2` archive.
    TarBz2,
}

/// `compressionLevel`: a word or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum CompressionLevel {
    /// A word.
    Named(NamedLevel),
    /// A level of the compression algorithm: zstd of a `.conda` archive, bzip2 of a `.tar.bz2` archive.
    Number(i32),
}

/// The words for a compression level: `lowest`, `default` and `highest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum NamedLevel {
    /// The fastest level.
    Lowest,
    /// The default of rattler-build.
    Default,
    /// The smallest archive.
    Highest,
}

/// Result of `conda/build_v1`, the only object of ours whose fields are in snake case. Name, version, build
/// and subdir must be those of the output, or pixi refuses the package.
#[derive(Debug, Serialize)]
pub(crate) struct BuildResult {
    /// `output_file`: the absolute path of the archive.
    pub(crate) output_file: Utf8PathBuf,
    /// `input_globs`: patterns for the files that the package is made from, below the source directory.
    pub(crate) input_globs: Vec<String>,
    /// `input_glob_sets`: further such patterns, each set with a directory of its own.
    pub(crate) input_glob_sets: Vec<InputGlobSet>,
    /// `name`: the package name in lower case.
    pub(crate) name: String,
    /// `version`: the version, spelled as in the output.
    pub(crate) version: String,
    /// `build`: the build string.
    pub(crate) build: String,
    /// `subdir`: the platform that the package is for.
    pub(crate) subdir: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Parameters with the fields that a request must have, and with those of `further`.
    fn params(further: &Value) -> BuildParams {
        let mut params = json!({ "output": { "name": "tool" }, "workDirectory": "/w" });
        params.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        serde_json::from_value(params).unwrap()
    }

    #[test]
    fn null_means_the_same_as_an_absent_field() {
        let nulls = json!({
            "channels": null, "buildPrefix": null, "hostPrefix": null, "runDependencies": null, "runConstraints": null,
            "runExports": null, "extraDependencies": null, "outputDirectory": null, "packageFormat": null,
        });
        assert_eq!(format!("{:?}", params(&nulls)), format!("{:?}", params(&json!({}))));
        let lists = json!({ "weak": null, "strong": null, "noarch": null, "weakConstrains": null });
        assert_eq!(
            format!("{:?}", params(&json!({ "runExports": lists })).run_exports),
            format!("{:?}", RunExports::default())
        );
    }

    #[test]
    fn an_unknown_source_of_a_dependency_is_read() {
        let sources = json!([
            { "spec": { "name": "a" }, "source": { "type": "runExport", "from": "host", "runExport": "zlib" } },
            { "spec": { "name": "b" }, "source": { "type": "lockFile", "line": 7 } },
            { "spec": { "name": "c" }, "source": null },
        ]);
        let read: Vec<Dependency> = serde_json::from_value(sources).unwrap();
        assert!(matches!(&read[0].source, Some(DependencySource::RunExport { from, run_export })
                if from == "host" && run_export == "zlib"));
        assert!(matches!(read[1].source, Some(DependencySource::Unknown)));
        assert!(read[2].source.is_none());
    }

    #[test]
    fn formats_are_words_or_numbers() {
        let format = |text: Value| serde_json::from_value::<PackageFormat>(text).unwrap();
        let conda = format(json!({ "archiveType": "conda", "compressionLevel": "lowest" }));
        assert_eq!(conda.archive_type, ArchiveType::Conda);
        assert_eq!(conda.compression_level, CompressionLevel::Named(NamedLevel::Lowest));
        let tar = format(json!({ "archiveType": "tar_bz2", "compressionLevel": 9 }));
        assert_eq!(tar.archive_type, ArchiveType::TarBz2);
        assert_eq!(tar.compression_level, CompressionLevel::Number(9));
    }
}
