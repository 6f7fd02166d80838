//! The dependencies of one package: its own requirements, and the run exports of its build and host packages.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::{Requirements, RunExports};
use rattler_build_core::render::resolved_dependencies::{
    DependencyInfo, FinalizedDependencies, FinalizedRunDependencies, ResolvedDependencies,
    RunExportDependency, SourceDependency, apply_variant,
};
use rattler_build_core::types::Output;
use rattler_conda_types::RepoDataRecord;
use rattler_conda_types::package::RunExportsJson;

use super::Environment;
use super::step::chain;
use crate::api::{EnvironmentSide, ResolvedRequirement, RunExport, Solved, StepError};

impl Environment {
    /// The dependencies of one package of the group: its own requirements, and the run exports of those
    /// shared packages that the package itself asks for.
    pub(super) fn dependencies_of(&self, output: &Output) -> Result<FinalizedDependencies, StepError> {
        if let Some(from_caller) = &self.from_caller {
            return Ok(from_caller.clone());
        }
        let shared = self.output.finalized_dependencies.as_ref();
        let shared = shared.ok_or_else(|| StepError::of("the environment of the group is not resolved"))?;
        let requirements = output.recipe.requirements();
        let records: Vec<_> =
            [&shared.build, &shared.host].into_iter().flatten().flat_map(|side| &side.resolved).collect();
        let known =
            records.iter().map(|record| (record.package_record.name.clone(), record.package_record.clone()));
        let known = known.collect();
        let apply = |specs: &[_], build_time| {
            apply_variant(specs, &output.build_configuration, &known, build_time)
                .map_err(|error| chain(&error))
        };
        let build = apply(&requirements.build, true)?;
        let host = apply(&requirements.host, true)?;
        let exports = OwnRunExports { build: names(&build), host: names(&host), output };
        let mut depends = apply(&requirements.run, false)?;
        depends.extend(exports.among(&shared.run.depends));
        let mut constraints = apply(&requirements.run_constraints, false)?;
        constraints.extend(exports.among(&shared.run.constraints));
        let side = |specs: Vec<DependencyInfo>, side: &Option<ResolvedDependencies>| {
            side.as_ref().map(|side| ResolvedDependencies { specs, resolved: side.resolved.clone() })
        };
        Ok(FinalizedDependencies {
            build: side(build, &shared.build),
            host: side(host, &shared.host),
            run: FinalizedRunDependencies {
                depends,
                constraints,
                extra_depends: BTreeMap::new(),
                run_exports: shared.run.run_exports.clone(),
            },
        })
    }
}

/// Selects the run exports that apply to one package among those of everything that its group is built with.
struct OwnRunExports<'a> {
    build: BTreeSet<String>,
    host: BTreeSet<String>,
    output: &'a Output,
}

impl OwnRunExports<'_> {
    fn among(&self, exports: &[DependencyInfo]) -> Vec<DependencyInfo> {
        exports.iter().filter(|export| self.is_own(export)).cloned().collect()
    }

    fn is_own(&self, dependency: &DependencyInfo) -> bool {
        let Some(export) = dependency.as_run_export() else {
            return false;
        };
        let asked_for =
            if export.from == EnvironmentSide::Build.to_string() { &self.build } else { &self.host };
        let ignored = &self.output.recipe.requirements().ignore_run_exports;
        let by_name = export.spec.name.as_exact().is_some_and(|name| ignored.by_name.contains(name));
        let from_package =
            ignored.from_package.iter().any(|name| name.as_normalized() == export.source_package);
        asked_for.contains(&export.source_package) && !by_name && !from_package
    }
}

/// The caller's solution in rattler-build's types.
pub(super) fn finalized(solved: &Solved) -> FinalizedDependencies {
    let Requirements { build, host, run, run_constraints, extras, run_exports } =
        solved.requirements.each_ref().map(info);
    let RunExports { noarch, strong, weak, strong_constraints, weak_constraints } =
        run_exports.map(|info| info.spec().to_string());
    let side = |specs, packages: &[RepoDataRecord]| {
        Some(ResolvedDependencies { specs, resolved: packages.to_vec() })
    };
    FinalizedDependencies {
        build: side(build, &solved.build_packages),
        host: side(host, &solved.host_packages),
        run: FinalizedRunDependencies {
            depends: run,
            constraints: run_constraints,
            extra_depends: extras,
            run_exports: RunExportsJson {
                noarch,
                strong,
                weak,
                strong_constrains: strong_constraints,
                weak_constrains: weak_constraints,
            },
        },
    }
}

fn info(requirement: &ResolvedRequirement) -> DependencyInfo {
    let spec = requirement.spec.clone();
    match &requirement.exported {
        Some(RunExport { environment, package }) => {
            RunExportDependency { spec, from: environment.clone(), source_package: package.clone() }.into()
        }
        None => SourceDependency { spec }.into(),
    }
}

/// The names in these dependencies, without patterns.
pub(super) fn names(specs: &[DependencyInfo]) -> BTreeSet<String> {
    let names = specs.iter().filter_map(|info| info.spec().name.as_exact());
    names.map(|name| name.as_normalized().to_owned()).collect()
}
