//! The build and host environments of a group: solved, installed and activated once for all its packages.

use std::collections::BTreeSet;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use indexmap::IndexMap;
use rattler_build_core::render::resolved_dependencies::{
    FinalizedDependencies, ResolvedDependencies, RunExportsDownload,
};
use rattler_build_core::types::{Directories, Output, padded_host_prefix};
use rattler_build_recipe::stage1::build::BuildPlan;
use rattler_conda_types::{PrefixRecord, RepoDataRecord};

use super::dependencies::finalized;
use super::package_run::{BuildPlace, new_output, utf8, written};
use super::session::{subdir, without_secrets};
use super::step::{chain, script_chain};
use super::{RattlerSession, Rendered};
use crate::api::{ResolvedPackage, Solved, StepError};

/// The build and host environments of a group.
pub(crate) struct Environment {
    /// The rattler-build output of no package that stands for the group's builds.
    pub(super) output: Output,
    /// The resolved dependencies of the one package that is built, if the caller of `build_given` solved
    /// them; `None` if the engine did.
    pub(super) from_caller: Option<FinalizedDependencies>,
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
        Ok(Self { output, from_caller: None })
    }

    /// Takes environments that the caller solved. Packages that are installed already and do not contradict
    /// them stay: other packages of the workspace were built with them, and will be again.
    pub(crate) fn from_caller(
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
        Ok(Self { output, from_caller: Some(dependencies) })
    }

    /// Whether the caller solved the environments.
    pub(crate) fn is_from_caller(&self) -> bool {
        self.from_caller.is_some()
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
            let own = std::mem::replace(&mut script.env, written(variables));
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
        let dependencies = self.from_caller.as_ref().or(self.output.finalized_dependencies.as_ref());
        dependencies.and_then(side).map(|side| packages_of(&side.resolved)).unwrap_or_default()
    }

    pub(super) fn directories(&self) -> &Directories {
        &self.output.build_configuration.directories
    }
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
