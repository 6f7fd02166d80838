//! The build and host environments of a group: solved, installed and activated once for all its packages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Platform, Requirements, RunExports};
use indexmap::IndexMap;
use rattler_build_core::render::resolved_dependencies::{
    DependencyInfo, FinalizedDependencies, FinalizedRunDependencies, ResolvedDependencies,
    RunExportDependency, RunExportsDownload, SourceDependency, apply_variant,
};
use rattler_build_core::types::{Directories, Output, padded_host_prefix};
use rattler_build_recipe::stage1::build::BuildPlan;
use rattler_conda_types::package::RunExportsJson;
use rattler_conda_types::{PrefixRecord, RepoDataRecord};

use super::package_run::{BuildPlace, new_output, utf8};
use super::session::{subdir, without_secrets};
use super::step::{chain, script_chain};
use super::{RattlerSession, Rendered};
use crate::api::{EnvironmentSide, ResolvedPackage, ResolvedRequirement, RunExport, Solved, StepError};

/// The build and host environments of a group.
pub(crate) struct Environment {
    /// The rattler-build output of no package that stands for the group's builds.
    output: Output,
    /// The resolved dependencies of the one package that is built, if the caller of `build_given` solved
    /// them; `None` if the engine did.
    given: Option<FinalizedDependencies>,
}

/// The platform, the directory and the timestamp of a group's environments.
pub(crate) struct EnvironmentPlace<'a> {
    pub(crate) platform: Platform,
    pub(crate) directory: &'a Utf8Path,
    pub(crate) timestamp: jiff::Timestamp,
}

impl EnvironmentPlace<'_> {
    fn build_place(&self) -> BuildPlace {
        let &Self { platform, directory, timestamp } = self;
        let directories = Directories {
            recipe_dir: directory.join("recipe").into(),
            recipe_path: directory.join("recipe").join("recipe.yaml").into(),
            cache_dir: directory.join("cache").into(),
            host_prefix: padded_host_prefix(directory.as_std_path(), subdir(platform)),
            build_prefix: directory.join("build_env").into(),
            work_dir: directory.join("work").into(),
            build_dir: directory.into(),
            output_dir: directory.join("output").into(),
        };
        BuildPlace { directories, platform, timestamp }
    }
}

impl Environment {
    /// Solves both environments.
    pub(crate) async fn resolve(
        session: &RattlerSession,
        rendered: Rendered,
        place: &EnvironmentPlace<'_>,
    ) -> Result<Self, StepError> {
        let output = new_output(session, place.build_place(), rendered)?;
        // Boxed, because the future contains the whole solver and is too large for a stack.
        let resolving =
            output.resolve_dependencies(&session.configuration, RunExportsDownload::DownloadMissing);
        let output = Box::pin(resolving).await.map_err(|error| chain(&error))?;
        Ok(Self { output, given: None })
    }

    /// Takes environments that the caller solved. Packages that are installed already and do not contradict
    /// them stay: other packages of the workspace were built with them, and will be again.
    pub(crate) fn given(
        session: &RattlerSession,
        rendered: Rendered,
        place: &EnvironmentPlace<'_>,
        solved: &Solved,
    ) -> Result<Self, StepError> {
        let mut output = new_output(session, place.build_place(), rendered)?;
        let dependencies = finalized(solved);
        let directories = &output.build_configuration.directories;
        let beside = |side: &Option<ResolvedDependencies>, prefix: &Path| {
            side.clone().map(|mut side| {
                let names: BTreeSet<_> =
                    side.resolved.iter().map(|record| record.package_record.name.clone()).collect();
                let there = PrefixRecord::collect_from_prefix::<PrefixRecord>(prefix).unwrap_or_default();
                let there = there.into_iter().map(|record: PrefixRecord| record.repodata_record);
                side.resolved.extend(there.filter(|record| !names.contains(&record.package_record.name)));
                side
            })
        };
        let build = beside(&dependencies.build, &directories.build_prefix);
        let host = beside(&dependencies.host, &directories.host_prefix);
        let run = dependencies.run.clone();
        output.finalized_dependencies = Some(FinalizedDependencies { build, host, run });
        Ok(Self { output, given: Some(dependencies) })
    }

    /// Whether the caller solved the environments.
    pub(crate) fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// Installs both environments, or changes what is installed to what was solved.
    pub(crate) async fn install(&self, session: &RattlerSession) -> Result<(), StepError> {
        let installing = self.output.install_environments(&session.configuration);
        Box::pin(installing).await.map_err(|error| chain(&error))
    }

    /// Runs the activation scripts of both environments as a build script would see them, starting from
    /// `variables`. Returns the variables that a build script would have.
    pub(crate) async fn activate(
        &self,
        session: &RattlerSession,
        variables: &IndexMap<String, String>,
    ) -> Result<IndexMap<String, String>, StepError> {
        let mut output = self.output.clone();
        if let BuildPlan::Script(script) = &mut output.recipe.build.plan {
            let own = std::mem::replace(&mut script.env, variables.clone());
            script.env.extend(own);
        }
        let ran = output.run_build_script(&session.configuration).await;
        ran.map_err(|error| script_chain(&error))?;
        let dump = utf8(&self.directories().build_dir).join("environment");
        let text = fs_err::read(&dump).map_err(|error| chain(&error))?;
        fs_err::remove_file(&dump).map_err(|error| chain(&error))?;
        Ok(read_dump(&String::from_utf8_lossy(&text)))
    }

    /// The host prefix: libraries and headers for the target. Builds install their programs into it.
    pub(crate) fn host_prefix(&self) -> Utf8PathBuf {
        utf8(&self.output.build_configuration.directories.host_prefix)
    }

    /// The build prefix: compilers and other programs that run on this machine.
    pub(crate) fn build_prefix(&self) -> Utf8PathBuf {
        utf8(&self.output.build_configuration.directories.build_prefix)
    }

    /// The packages of the build environment, sorted by name.
    pub(crate) fn build_packages(&self) -> Vec<ResolvedPackage> {
        self.packages(|dependencies| dependencies.build.as_ref())
    }

    /// The packages of the host environment, sorted by name.
    pub(crate) fn host_packages(&self) -> Vec<ResolvedPackage> {
        self.packages(|dependencies| dependencies.host.as_ref())
    }

    fn packages(
        &self,
        side: impl Fn(&FinalizedDependencies) -> Option<&ResolvedDependencies>,
    ) -> Vec<ResolvedPackage> {
        // Packages that only stay from earlier builds are not part of an environment that the caller solved.
        let dependencies = self.given.as_ref().or(self.output.finalized_dependencies.as_ref());
        dependencies.and_then(side).map(|side| packages_of(&side.resolved)).unwrap_or_default()
    }

    /// The package of the host environment that installed a file; `None` if none did.
    pub(crate) fn owner_of(&self, file: &Utf8Path) -> Option<String> {
        let mut installed = self.installed_in_host().into_iter();
        // File names on Windows are compared without regard to case.
        let windows = self.output.build_configuration.target_platform.is_windows();
        let is_it = |own: &PathBuf| {
            own == file.as_std_path()
                || (windows && own.to_str().is_some_and(|own| own.eq_ignore_ascii_case(file.as_str())))
        };
        let owner = installed.find(|record| record.files.iter().any(is_it));
        owner.as_ref().map(name_of)
    }

    /// The packages that a recipe asks for in the host environment and that have libraries but no headers.
    pub(crate) fn without_headers(&self) -> Vec<String> {
        let host = self.output.finalized_dependencies.as_ref().and_then(|all| all.host.as_ref());
        let asked_for = host.map(|host| names(&host.specs)).unwrap_or_default();
        let has = |record: &PrefixRecord, folder: &str| {
            // On Windows, conda packages have them below `Library`.
            record.files.iter().any(|file| file.strip_prefix("Library").unwrap_or(file).starts_with(folder))
        };
        let installed = self.installed_in_host();
        let without = installed.iter().filter(|record| has(record, "lib") && !has(record, "include"));
        without.map(name_of).filter(|name| asked_for.contains(name)).collect()
    }

    fn installed_in_host(&self) -> Vec<PrefixRecord> {
        // Records that cannot be read count as none: installing into such a prefix would have failed.
        PrefixRecord::collect_from_prefix(self.host_prefix().as_std_path()).unwrap_or_default()
    }

    /// Whether a package of the host environment depends on another one, directly or indirectly.
    pub(crate) fn depends_on(&self, package: &str, other: &str) -> bool {
        let host = self.output.finalized_dependencies.as_ref().and_then(|all| all.host.as_ref());
        let records: Vec<_> = host.iter().flat_map(|host| &host.resolved).collect();
        let needs = |name: &str| -> Vec<String> {
            let record = records.iter().find(|record| record.package_record.name.as_normalized() == name);
            let specs = record.into_iter().flat_map(|record| &record.package_record.depends);
            specs
                .filter_map(|spec| spec.split([' ', '=', '<', '>', '[']).next())
                .map(ToOwned::to_owned)
                .collect()
        };
        let (mut seen, mut stack) = (BTreeSet::new(), needs(package));
        while let Some(next) = stack.pop() {
            if next == other {
                return true;
            }
            if seen.insert(next.clone()) {
                stack.extend(needs(&next));
            }
        }
        false
    }

    pub(super) fn directories(&self) -> &Directories {
        &self.output.build_configuration.directories
    }

    /// The dependencies of one package of the group: its own requirements, and the run exports of those
    /// shared packages that the package itself asks for.
    pub(super) fn dependencies_of(&self, output: &Output) -> Result<FinalizedDependencies, StepError> {
        if let Some(given) = &self.given {
            return Ok(given.clone());
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
        let demands = Demands { build: names(&build), host: names(&host), output };
        let mut depends = apply(&requirements.run, false)?;
        depends.extend(demands.among(&shared.run.depends));
        let mut constraints = apply(&requirements.run_constraints, false)?;
        constraints.extend(demands.among(&shared.run.constraints));
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
struct Demands<'a> {
    build: BTreeSet<String>,
    host: BTreeSet<String>,
    output: &'a Output,
}

impl Demands<'_> {
    fn among(&self, demands: &[DependencyInfo]) -> Vec<DependencyInfo> {
        demands.iter().filter(|demand| self.is_own(demand)).cloned().collect()
    }

    fn is_own(&self, demand: &DependencyInfo) -> bool {
        let Some(export) = demand.as_run_export() else {
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
fn finalized(solved: &Solved) -> FinalizedDependencies {
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

fn info(demand: &ResolvedRequirement) -> DependencyInfo {
    let spec = demand.spec.clone();
    match &demand.exported {
        Some(RunExport { environment, package }) => {
            RunExportDependency { spec, from: environment.clone(), source_package: package.clone() }.into()
        }
        None => SourceDependency { spec }.into(),
    }
}

fn name_of(record: &PrefixRecord) -> String {
    record.repodata_record.package_record.name.as_normalized().to_owned()
}

fn names(specs: &[DependencyInfo]) -> BTreeSet<String> {
    let names = specs.iter().filter_map(|info| info.spec().name.as_exact());
    names.map(|name| name.as_normalized().to_owned()).collect()
}

/// Package records as events show them, sorted by name.
pub(crate) fn packages_of(records: &[RepoDataRecord]) -> Vec<ResolvedPackage> {
    let mut packages: Vec<_> = records.iter().map(resolved_package).collect();
    packages.sort();
    packages
}

fn resolved_package(record: &RepoDataRecord) -> ResolvedPackage {
    let package = &record.package_record;
    ResolvedPackage {
        name: package.name.as_normalized().to_owned(),
        version: package.version.to_string(),
        build_string: package.build.to_string(),
        channel: without_secrets(record.channel.as_deref().unwrap_or_default()),
        sha256: package.sha256.map(hex::encode),
    }
}

/// Parses the variables that the script of [`cargo_conda_recipe::Recipe::of_environment`] writes.
fn read_dump(text: &str) -> IndexMap<String, String> {
    let end = if text.contains('\0') { '\0' } else { '\n' };
    let lines = text.split(end).filter_map(|line| line.trim_end_matches('\r').split_once('='));
    lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::read_dump;

    #[test]
    fn both_shells_write_variables_down() {
        let unix = read_dump("A=1\0B=x=y\nz\0");
        assert_eq!((unix["A"].as_str(), unix["B"].as_str()), ("1", "x=y\nz"));
        let windows = read_dump("A=1\r\nPath=C:\\x\r\n");
        assert_eq!((windows["A"].as_str(), windows["Path"].as_str()), ("1", "C:\\x"));
    }
}
