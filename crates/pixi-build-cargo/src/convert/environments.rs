//! From the environments that pixi has solved to those that a build is told of.

use cargo_conda::backend::{ArchiveType, Compression, Demand, Packaging, RunExport, Solved, SolvedExports};
use rattler_conda_types::{MatchSpec, RepoDataRecord};

use crate::wire::{
    self, BuildParams, CompressionLevel, Dependency, DependencySource, NamedLevel, PackageFormat, Prefix,
};

/// All that pixi has found out for a build.
pub(crate) fn solved(params: &BuildParams) -> Solved {
    let demands = |all: &[Dependency]| -> Vec<Demand> { all.iter().map(demand).collect() };
    let side = |prefix: &Option<Prefix>| -> (Vec<Demand>, Vec<RepoDataRecord>) {
        let prefix = prefix.as_ref();
        prefix.map(|prefix| (demands(&prefix.dependencies), prefix.packages.clone())).unwrap_or_default()
    };
    let (build_specs, build_packages) = side(&params.build_prefix);
    let (host_specs, host_packages) = side(&params.host_prefix);
    let specs = |all: &[Dependency]| -> Vec<MatchSpec> { all.iter().map(|one| one.spec.clone()).collect() };
    let exports = &params.run_exports;
    Solved {
        build_specs,
        build_packages,
        host_specs,
        host_packages,
        depends: demands(&params.run_dependencies),
        constraints: demands(&params.run_constraints),
        extras: params.extra_dependencies.iter().map(|(group, all)| (group.clone(), demands(all))).collect(),
        run_exports: SolvedExports {
            noarch: specs(&exports.noarch),
            strong: specs(&exports.strong),
            weak: specs(&exports.weak),
            strong_constraints: specs(&exports.strong_constrains),
            weak_constraints: specs(&exports.weak_constrains),
        },
    }
}

fn demand(dependency: &Dependency) -> Demand {
    let exported = match &dependency.source {
        Some(DependencySource::RunExport { from, run_export }) => {
            Some(RunExport { environment: from.clone(), package: run_export.clone() })
        }
        Some(DependencySource::Unknown) | None => None,
    };
    Demand { spec: dependency.spec.clone(), exported }
}

/// The kind of archive that pixi wants.
pub(crate) fn packaging(format: Option<PackageFormat>) -> Packaging {
    let Some(PackageFormat { archive_type, compression_level }) = format else {
        return Packaging::default();
    };
    Packaging {
        archive: match archive_type {
            wire::ArchiveType::Conda => ArchiveType::Conda,
            wire::ArchiveType::TarBz2 => ArchiveType::TarBz2,
        },
        compression: match compression_level {
            CompressionLevel::Named(NamedLevel::Lowest) => Compression::Lowest,
            CompressionLevel::Named(NamedLevel::Default) => Compression::Default,
            CompressionLevel::Named(NamedLevel::Highest) => Compression::Highest,
            CompressionLevel::Number(level) => Compression::Level(level),
        },
    }
}
