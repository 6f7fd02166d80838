//! Environments that pixi has solved, and the archive that it wants, as a build is told of them.

use cargo_conda::backend::{Requirements, ResolvedRequirement, RunExport, RunExports, Solved};
use cargo_conda::{InvalidPackaging, Packaging};
use rattler_conda_types::RepoDataRecord;

use crate::wire::{
    self, BuildParams, CompressionLevel, Dependency, DependencySource, NamedLevel, PackageFormat, Prefix,
};

/// Both environments of a build, and the requirements of the package after solving.
pub(crate) fn solved_from_wire(params: &BuildParams) -> Solved {
    let (build, build_packages) = environment(params.build_prefix.as_ref());
    let (host, host_packages) = environment(params.host_prefix.as_ref());
    let exports = &params.run_exports;
    let requirements = Requirements {
        build,
        host,
        run: params.run_dependencies.iter().collect(),
        run_constraints: params.run_constraints.iter().collect(),
        extras: params
            .extra_dependencies
            .iter()
            .map(|(group, dependencies)| (group.clone(), dependencies.iter().collect()))
            .collect(),
        run_exports: RunExports {
            noarch: exports.noarch.iter().collect(),
            strong: exports.strong.iter().collect(),
            weak: exports.weak.iter().collect(),
            strong_constraints: exports.strong_constrains.iter().collect(),
            weak_constraints: exports.weak_constrains.iter().collect(),
        },
    };
    Solved { requirements: requirements.map(demand), build_packages, host_packages }
}

/// The dependencies and the packages of an environment; none of either if there is no environment.
fn environment(prefix: Option<&Prefix>) -> (Vec<&Dependency>, Vec<RepoDataRecord>) {
    let found = prefix.map(|prefix| (prefix.dependencies.iter().collect(), prefix.packages.clone()));
    found.unwrap_or_default()
}

fn demand(dependency: &Dependency) -> ResolvedRequirement {
    let exported = match &dependency.source {
        Some(DependencySource::RunExport { from, run_export }) => {
            Some(RunExport { environment: from.clone(), package: run_export.clone() })
        }
        Some(DependencySource::Unknown) | None => None,
    };
    ResolvedRequirement { spec: dependency.spec.clone(), exported }
}

/// The format of the archive. `None` stands for the default of cargo-conda.
///
/// # Errors
///
/// A level that the format does not have.
pub(crate) fn packaging_from_wire(format: Option<PackageFormat>) -> Result<Packaging, InvalidPackaging> {
    let Some(PackageFormat { archive_type, compression_level }) = format else {
        return Ok(Packaging::default());
    };
    let archive = match archive_type {
        wire::ArchiveType::Conda => "conda",
        wire::ArchiveType::TarBz2 => "tar-bz2",
    };
    let level = match compression_level {
        CompressionLevel::Named(NamedLevel::Lowest) => "min",
        CompressionLevel::Named(NamedLevel::Default) => "default",
        CompressionLevel::Named(NamedLevel::Highest) => "max",
        CompressionLevel::Number(level) => &level.to_string(),
    };
    format!("{archive}:{level}").parse()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn solved(further: &Value) -> Solved {
        let mut params = json!({ "output": { "name": "tool" }, "workDirectory": "/w" });
        params.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        solved_from_wire(&serde_json::from_value(params).unwrap())
    }

    fn plain(name: &str) -> Value {
        json!({ "spec": { "name": name }, "source": null })
    }

    #[test]
    fn each_list_goes_where_it_belongs() {
        let prefix =
            |name: &str| json!({ "prefix": "/p", "platform": "linux-64", "dependencies": [plain(name)] });
        let solved = solved(&json!({
            "buildPrefix": prefix("build"), "hostPrefix": prefix("host"),
            "runDependencies": [plain("run")], "runConstraints": [plain("limit")],
            "extraDependencies": { "all": [plain("extra")] },
            "runExports": { "weak": [plain("weak")], "strong": [plain("strong")], "noarch": [plain("noarch")],
                            "weakConstrains": [plain("weak-limit")], "strongConstrains": [plain("strong-limit")] },
        }));
        let texts = solved.requirements.map(|demand| demand.spec.to_string());
        assert_eq!([texts.build, texts.host].concat(), ["build", "host"]);
        assert_eq!([texts.run, texts.run_constraints].concat(), ["run", "limit"]);
        assert_eq!(texts.extras["all"], ["extra"]);
        let RunExports { noarch, strong, weak, strong_constraints, weak_constraints } = texts.run_exports;
        let exports = [noarch, strong, weak, strong_constraints, weak_constraints].concat();
        assert_eq!(exports, ["noarch", "strong", "weak", "strong-limit", "weak-limit"]);
    }

    #[test]
    fn a_run_export_is_told_from_a_requirement_of_the_package() {
        let exported = json!({ "spec": { "name": "libgcc" },
                               "source": { "type": "runExport", "from": "build", "runExport": "gcc" } });
        let unknown = json!({ "spec": { "name": "zlib" }, "source": { "type": "somethingNew" } });
        let solved = solved(&json!({ "runDependencies": [exported, unknown, plain("own")] }));
        let origins = solved.requirements.run.iter().map(|demand| {
            let export = demand.exported.as_ref();
            export.map(|export| (export.environment.as_str(), export.package.as_str()))
        });
        assert_eq!(origins.collect::<Vec<_>>(), [Some(("build", "gcc")), None, None]);
    }

    #[test]
    fn no_environment_has_no_packages() {
        let solved = solved(&json!({}));
        assert!(solved.requirements.build.is_empty() && solved.host_packages.is_empty());
    }

    #[test]
    fn formats_are_those_of_the_archive() {
        let packaging = |archive_type, compression_level| {
            packaging_from_wire(Some(PackageFormat { archive_type, compression_level }))
        };
        let lowest = packaging(wire::ArchiveType::Conda, CompressionLevel::Named(NamedLevel::Lowest));
        assert_eq!(lowest, "conda:min".parse());
        let numbered = packaging(wire::ArchiveType::TarBz2, CompressionLevel::Number(3));
        assert_eq!(numbered, "tar-bz2:3".parse());
        assert!(packaging(wire::ArchiveType::TarBz2, CompressionLevel::Number(10)).is_err());
        assert_eq!(packaging_from_wire(None), Ok(Packaging::default()));
    }
}
