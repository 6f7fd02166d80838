//! The steps of rattler-build for one package: prepare, run the script, add requirements, write the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Platform, Requirement};
use cargo_conda_recipe::variable_value;
use indexmap::IndexMap;
use rattler_build_core::render::resolved_dependencies::{RunExportsDownload, SourceDependency};
use rattler_build_core::system_tools::SystemTools;
use rattler_build_core::tool_configuration::Configuration;
use rattler_build_core::types::{
    BuildConfiguration, Directories, Output, PackageIdentifier, padded_host_prefix,
};
use rattler_build_recipe::stage1::Recipe as Stage1Recipe;
use rattler_build_recipe::stage1::build::BuildPlan;
use rattler_build_script::EnvironmentIsolation;
use rattler_conda_types::{MatchSpec, PackageName, ParseStrictness, RepodataRevision};
use rattler_solve::SolveStrategy;

use super::info_files::{self, Writing};
use super::packaging;
use super::public_recipe::{RecipeFiles, publish};
use super::session::{RattlerSession, subdir};
use super::step::{chain, script_chain};
use super::{Environment, Rendered};
use crate::api::{PackageError, StepError};
use crate::scratch::PackageScratch;

/// What the steps start from.
pub(crate) struct RunInputs<'a> {
    /// One variant of the package's recipe.
    pub(crate) rendered: Rendered,
    /// The package's directories.
    pub(crate) scratch: &'a PackageScratch,
    /// The platform of the package.
    pub(crate) platform: Platform,
    /// The timestamp that is written into the package.
    pub(crate) timestamp: jiff::Timestamp,
    /// `extra` of `about.json`; empty for none.
    pub(crate) extra_meta: BTreeMap<String, String>,
    /// The environments of the package's group; `None` with the machine's toolchain.
    pub(crate) environment: Option<&'a Environment>,
    /// The other packages that the recipe pins.
    pub(crate) siblings: Vec<&'a Sibling>,
}

/// Another package of the same run, as far as recipes can pin it.
#[derive(Debug, Clone)]
pub(crate) struct Sibling {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
}

/// A package between two steps of rattler-build.
pub(crate) struct PackageRun {
    output: Output,
    configuration: Configuration,
}

/// The variables of a build script that depend on this machine.
pub(crate) struct ScriptVariables {
    /// Those that the recipe's own overrule.
    pub(crate) under: IndexMap<String, String>,
    /// Those that overrule the recipe's own, in the notation of [`written`].
    pub(crate) over: IndexMap<String, String>,
}

/// A finished archive.
pub(crate) struct Archive {
    pub(crate) path: Utf8PathBuf,
    pub(crate) build: String,
    pub(crate) depends: Vec<String>,
}

impl PackageRun {
    /// Resolves the package's dependencies: from its group's environments if there are some, otherwise by
    /// itself.
    pub(crate) async fn prepare(
        session: &RattlerSession,
        inputs: RunInputs<'_>,
    ) -> Result<Self, PackageError> {
        let RunInputs { rendered, scratch, platform, timestamp, extra_meta, environment, siblings } = inputs;
        let place =
            BuildPlace { directories: directories(scratch, platform, environment), platform, timestamp };
        let mut output = new_output(session, place, rendered).map_err(PackageError::Recipe)?;
        output.build_configuration.subpackages.extend(siblings.into_iter().filter_map(identifier));
        let extra_meta = extra_meta.into_iter().map(|(key, value)| (key, value.into()));
        output.extra_meta = Some(extra_meta.collect()).filter(|extra: &BTreeMap<_, _>| !extra.is_empty());
        let output = if let Some(environment) = environment {
            let dependencies = environment.dependencies_of(&output).map_err(PackageError::Resolve)?;
            Output { finalized_dependencies: Some(dependencies), ..output }
        } else {
            resolve_alone(session, output).await.map_err(PackageError::Resolve)?
        };
        Ok(Self { output, configuration: session.configuration.clone() })
    }

    /// The prefix that the script installs into.
    pub(crate) fn prefix(&self) -> Utf8PathBuf {
        utf8(&self.output.build_configuration.directories.host_prefix)
    }

    /// The directory of the host environment's Python in which it looks for modules, relative to the prefix;
    /// `None` if there is no Python.
    pub(crate) fn site_packages(&self, platform: Platform) -> Option<Utf8PathBuf> {
        let (python, _) = self.output.find_resolved_package("python")?;
        let python = &python.package_record;
        if let Some(path) = &python.python_site_packages_path {
            return Some(path.into());
        }
        if platform.is_windows() {
            return Some("Lib/site-packages".into());
        }
        let (major, minor) = python.version.as_major_minor()?;
        Some(format!("lib/python{major}.{minor}/site-packages").into())
    }

    /// The build string of the package.
    pub(crate) fn build_string(&self) -> String {
        self.output.build_string().into_owned()
    }

    /// Runs the build script in `directory`, with `variables` of this machine.
    ///
    /// Neither is in the recipe that the package contains, because both are specific to this machine and its
    /// user.
    pub(crate) async fn run_script(
        &self,
        directory: &Utf8Path,
        variables: ScriptVariables,
    ) -> Result<(), StepError> {
        let mut output = self.output.clone();
        if let BuildPlan::Script(script) = &mut output.recipe.build.plan {
            script.cwd = Some(directory.into());
            let own = std::mem::replace(&mut script.env, written(&variables.under));
            script.env.extend(own);
            script.env.extend(variables.over);
        }
        let result = output.run_build_script(&self.configuration).await;
        result.map_err(|error| script_chain(&error))
    }

    /// Lists the files of the package, because the prefix that it shares with others contains more.
    pub(crate) fn list_files(&self, files: &[Utf8PathBuf]) -> io::Result<()> {
        let list = self.output.build_configuration.directories.package_files_list_path();
        let lines: Vec<_> = files.iter().map(|file| file.as_str()).collect();
        fs_err::write(list, lines.join("\n") + "\n")
    }

    /// Whether the package's run requirements already include this one, or a stricter one.
    pub(crate) fn requires(&self, requirement: &Requirement) -> bool {
        let depends = self.output.finalized_dependencies.iter().flat_map(|all| &all.run.depends);
        depends.map(|info| info.spec().to_string()).any(|spec| requirement.is_covered_by(&spec))
    }

    /// The names of the package's run requirements.
    pub(crate) fn run_dependencies(&self) -> BTreeSet<String> {
        let depends = self.output.finalized_dependencies.iter().flat_map(|all| &all.run.depends);
        let names = depends.filter_map(|info| info.spec().name.as_exact());
        names.map(|name| name.as_normalized().to_owned()).collect()
    }

    /// Adds a run requirement that was learnt from the binaries.
    pub(crate) fn require(&mut self, requirement: &Requirement) -> Result<(), PackageError> {
        let spec = MatchSpec::from_str(requirement.as_str(), ParseStrictness::Lenient)
            .map_err(|error| PackageError::Resolve(chain(&error)))?;
        if let Some(dependencies) = &mut self.output.finalized_dependencies {
            dependencies.run.depends.push(SourceDependency { spec }.into());
        }
        Ok(())
    }

    /// Writes the archive and checks its file list against the recipe's `package_contents` tests. `threads`
    /// compress it; the bytes of the archive do not depend on their number.
    pub(crate) async fn package(
        &self,
        threads: usize,
        recipe: &RecipeFiles,
    ) -> Result<Archive, PackageError> {
        let mut configuration = self.configuration.clone();
        configuration.compression_threads = u32::try_from(threads).ok();
        let (path, paths) = self
            .output
            .create_package(&configuration, None)
            .await
            .map_err(|error| PackageError::Package(chain(&error)))?;
        super::test::check_contents(&self.output, &paths).map_err(PackageError::Package)?;
        let BuildConfiguration { packaging_settings: settings, timestamp, .. } =
            &self.output.build_configuration;
        let publish = |files: &mut _| publish(&self.output, recipe, files).map_err(io::Error::other);
        info_files::change(&utf8(&path), &Writing { settings, timestamp: *timestamp }, publish)
            .map_err(|error| PackageError::Package(chain(&error)))?;
        let depends = self.output.finalized_dependencies.iter().flat_map(|dependencies| {
            dependencies.run.depends.iter().map(|dependency| dependency.spec().to_string())
        });
        Ok(Archive { path: utf8(&path), build: self.build_string(), depends: depends.collect() })
    }
}

/// Resolves only run requirements: with the machine's toolchain there are no environments to solve.
async fn resolve_alone(session: &RattlerSession, output: Output) -> Result<Output, StepError> {
    let configuration = &session.configuration;
    // Boxed, because the future contains the whole solver and is too large for a stack.
    let resolving = output.resolve_dependencies(configuration, RunExportsDownload::DownloadMissing);
    let output = Box::pin(resolving).await.map_err(|error| chain(&error))?;
    output.install_environments(configuration).await.map_err(|error| chain(&error))?;
    Ok(output)
}

/// The directories, the platform and the timestamp of a build.
pub(super) struct BuildPlace {
    pub(super) directories: Directories,
    pub(super) platform: Platform,
    pub(super) timestamp: jiff::Timestamp,
}

fn directories(
    scratch: &PackageScratch,
    platform: Platform,
    environment: Option<&Environment>,
) -> Directories {
    let root = scratch.root();
    let (host_prefix, build_prefix) = match environment.map(Environment::directories) {
        Some(shared) => (shared.host_prefix.clone(), shared.build_prefix.clone()),
        None => (padded_host_prefix(root.as_std_path(), subdir(platform)), root.join("build_env").into()),
    };
    Directories {
        recipe_dir: scratch.recipe().into(),
        recipe_path: scratch.recipe().join("recipe.yaml").into(),
        cache_dir: root.join("cache").into(),
        host_prefix,
        build_prefix,
        work_dir: scratch.work().into(),
        build_dir: root.into(),
        output_dir: scratch.output().into(),
    }
}

pub(super) fn identifier(sibling: &Sibling) -> Option<(PackageName, PackageIdentifier)> {
    let name: PackageName = sibling.name.parse().ok()?;
    let version = sibling.version.parse().ok()?;
    Some((name.clone(), PackageIdentifier { name, version, build_string: sibling.build.as_str().into() }))
}

/// Fills in rattler-build's configuration of a build. Nothing else does.
pub(super) fn new_output(
    session: &RattlerSession,
    place: BuildPlace,
    Rendered(rendered): Rendered,
) -> Result<Output, StepError> {
    let BuildPlace { directories, platform, timestamp } = place;
    let host_platform = session.machine(platform).map_err(|error| chain(&error))?;
    let rendered_revision = revision_of(&rendered.recipe);
    let package = rendered.recipe.package();
    let identifier = PackageIdentifier {
        name: package.name().clone(),
        version: package.version().clone(),
        build_string: rendered.recipe.build().string.as_ref().into(),
    };
    let build_configuration = BuildConfiguration {
        target_platform: subdir(platform),
        host_platform,
        build_platform: session.build_platform.clone(),
        variant: rendered.variant,
        hash: rendered.hash_info.expect("a rendered variant has its hash"),
        directories,
        channels: session.channels.clone(),
        channel_priority: session.priority,
        solve_strategy: SolveStrategy::Highest,
        timestamp,
        subpackages: BTreeMap::from([(identifier.name.clone(), identifier)]),
        packaging_settings: packaging::settings(session.packaging),
        // We put the recipe into the archive ourselves, without directories of the machine.
        store_recipe: false,
        // The lines go to log files and to our own reporters, where colours would be noise.
        force_colors: false,
        experimental: false,
        env_isolation: EnvironmentIsolation::Strict,
        sandbox_config: None,
        exclude_newer: None,
        repodata_revision: rendered_revision,
    };
    Ok(Output {
        recipe: rendered.recipe,
        build_configuration,
        finalized_dependencies: None,
        finalized_sources: None,
        finalized_cache_dependencies: None,
        finalized_cache_sources: None,
        build_summary: Arc::default(),
        system_tools: SystemTools::new("cargo-conda", env!("CARGO_PKG_VERSION")),
        extra_meta: None,
        staging_library_name_map: None,
    })
}

/// The oldest repodata revision that can express the package's record.
fn revision_of(recipe: &Stage1Recipe) -> RepodataRevision {
    let requirements = recipe.requirements();
    if recipe.build().flags.is_empty() && requirements.extras.is_empty() {
        RepodataRevision::default()
    } else {
        RepodataRevision::V3
    }
}

/// Variables in the notation in which rattler-build writes them into scripts.
pub(crate) fn written(variables: &IndexMap<String, String>) -> IndexMap<String, String> {
    let value = |value: &String| variable_value(value, cfg!(windows));
    variables.iter().map(|(name, text)| (name.clone(), value(text))).collect()
}

pub(super) fn utf8(path: &std::path::Path) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(PathBuf::from(path)).expect("rattler-build was given UTF-8 paths")
}
