//! One package through rattler-build, step by step.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Platform, Requirement};
use indexmap::IndexMap;
use rattler_build_core::render::resolved_dependencies::{RunExportsDownload, SourceDependency};
use rattler_build_core::system_tools::SystemTools;
use rattler_build_core::tool_configuration::Configuration;
use rattler_build_core::types::{
    BuildConfiguration, Directories, Output, PackageIdentifier, PackagingSettings,
    PlatformWithVirtualPackages, padded_host_prefix,
};
use rattler_build_recipe::source_code::Source;
use rattler_build_recipe::stage1::build::BuildPlan;
use rattler_build_recipe::variant_render::{RenderConfig, RenderedVariant};
use rattler_build_recipe::{parse_recipe, render_recipe};
use rattler_build_script::EnvironmentIsolation;
use rattler_build_variant_config::VariantConfig;
use rattler_conda_types::compression_level::CompressionLevel;
use rattler_conda_types::package::CondaArchiveType;
use rattler_conda_types::{MatchSpec, ParseStrictness, RepodataRevision};
use rattler_solve::{ChannelPriority, SolveStrategy};

use super::session::{RattlerSession, subdir};
use super::{chain, script_chain};
use crate::error::{PackageError, StepError};
use crate::scratch::PackageScratch;

/// What one run is made from.
pub(crate) struct RunInputs<'a> {
    /// The text of the recipe, already written to the package's recipe directory.
    pub(crate) recipe: &'a str,
    /// Its directories.
    pub(crate) scratch: &'a PackageScratch,
    /// The platform of the package.
    pub(crate) platform: Platform,
    /// The time that is written into the package.
    pub(crate) timestamp: jiff::Timestamp,
}

/// A package on its way through rattler-build.
pub(crate) struct PackageRun {
    output: Output,
    configuration: Configuration,
}

/// A finished archive.
pub(crate) struct Archive {
    pub(crate) path: Utf8PathBuf,
    pub(crate) build: String,
    pub(crate) depends: Vec<String>,
}

impl PackageRun {
    /// Renders the recipe and resolves what the package needs.
    pub(crate) async fn prepare(
        session: &RattlerSession,
        inputs: &RunInputs<'_>,
    ) -> Result<Self, PackageError> {
        let recipe_path = inputs.scratch.recipe().join("recipe.yaml");
        let variant = render(session, inputs, &recipe_path).map_err(PackageError::Recipe)?;
        let output = output(session, inputs, &recipe_path, variant);
        // Boxed: with the whole solver in it, the future is too large for a stack.
        let resolving =
            output.resolve_dependencies(&session.configuration, RunExportsDownload::DownloadMissing);
        let output = Box::pin(resolving).await.map_err(|error| PackageError::Resolve(chain(&error)))?;
        output
            .install_environments(&session.configuration)
            .await
            .map_err(|error| PackageError::Resolve(chain(&error)))?;
        Ok(Self { output, configuration: session.configuration.clone() })
    }

    /// The prefix that the script installs into.
    pub(crate) fn prefix(&self) -> Utf8PathBuf {
        utf8(&self.output.build_configuration.directories.host_prefix)
    }

    /// Runs the build script in a directory, with variables of the machine.
    ///
    /// Neither is in the recipe that the package carries: they are paths and settings of the person who
    /// builds.
    pub(crate) async fn run_script(
        &self,
        directory: &Utf8Path,
        variables: &IndexMap<String, String>,
    ) -> Result<(), PackageError> {
        let mut output = self.output.clone();
        if let BuildPlan::Script(script) = &mut output.recipe.build.plan {
            script.cwd = Some(directory.into());
            // What the recipe itself sets wins.
            let own = std::mem::replace(&mut script.env, variables.clone());
            script.env.extend(own);
        }
        let result = output.run_build_script(&self.configuration).await;
        result.map_err(|error| PackageError::Compile(script_chain(&error)))
    }

    /// Adds what was learnt from the binaries to what the package needs.
    pub(crate) fn require(&mut self, requirement: &Requirement) -> Result<(), PackageError> {
        let spec = MatchSpec::from_str(requirement.as_str(), ParseStrictness::Lenient)
            .map_err(|error| PackageError::Resolve(chain(&error)))?;
        if let Some(dependencies) = &mut self.output.finalized_dependencies {
            dependencies.run.depends.push(SourceDependency { spec }.into());
        }
        Ok(())
    }

    /// Writes the archive and checks its contents against the recipe's tests of them.
    pub(crate) async fn package(&self) -> Result<Archive, PackageError> {
        let (path, paths) = self
            .output
            .create_package(&self.configuration, None)
            .await
            .map_err(|error| PackageError::Package(chain(&error)))?;
        super::test::check_contents(&self.output, &paths).map_err(PackageError::Package)?;
        let depends = self.output.finalized_dependencies.iter().flat_map(|dependencies| {
            dependencies.run.depends.iter().map(|dependency| dependency.spec().to_string())
        });
        Ok(Archive {
            path: utf8(&path),
            build: self.output.build_string().into_owned(),
            depends: depends.collect(),
        })
    }
}

fn render(
    session: &RattlerSession,
    inputs: &RunInputs<'_>,
    recipe_path: &Utf8Path,
) -> Result<RenderedVariant, StepError> {
    let source =
        Source { name: recipe_path.to_string(), code: inputs.recipe.into(), path: recipe_path.into() };
    let parsed = parse_recipe(&source).map_err(|error| chain(&error))?;
    let platform = subdir(inputs.platform);
    let config = RenderConfig {
        recipe_path: Some(recipe_path.into()),
        target_platform: platform,
        host_platform: platform,
        build_platform: session.build_platform.platform,
        ..RenderConfig::default()
    };
    let variants =
        render_recipe(&source, &parsed, &VariantConfig::default(), config).map_err(|error| chain(&error))?;
    let nothing = || StepError { reasons: vec!["the recipe renders to no output".to_owned()] };
    variants.into_iter().next().ok_or_else(nothing)
}

/// The one place that fills in rattler-build's configuration of a build.
fn output(
    session: &RattlerSession,
    inputs: &RunInputs<'_>,
    recipe_path: &Utf8Path,
    rendered: RenderedVariant,
) -> Output {
    let platform = subdir(inputs.platform);
    let root = inputs.scratch.root();
    let directories = Directories {
        recipe_dir: inputs.scratch.recipe().into(),
        recipe_path: recipe_path.into(),
        cache_dir: root.join("cache").into(),
        host_prefix: padded_host_prefix(root.as_std_path(), platform),
        build_prefix: root.join("build_env").into(),
        work_dir: inputs.scratch.work().into(),
        build_dir: root.into(),
        output_dir: inputs.scratch.output().into(),
    };
    let package = rendered.recipe.package();
    let identifier = PackageIdentifier {
        name: package.name().clone(),
        version: package.version().clone(),
        build_string: rendered.recipe.build().string.as_ref().into(),
    };
    let build_configuration = BuildConfiguration {
        target_platform: platform,
        host_platform: PlatformWithVirtualPackages {
            platform,
            virtual_packages: session.build_platform.virtual_packages.clone(),
        },
        build_platform: session.build_platform.clone(),
        variant: rendered.variant,
        hash: rendered.hash_info.expect("a rendered variant has its hash"),
        directories,
        channels: session.channels.clone(),
        channel_priority: ChannelPriority::Strict,
        solve_strategy: SolveStrategy::Highest,
        timestamp: inputs.timestamp,
        subpackages: BTreeMap::from([(identifier.name.clone(), identifier)]),
        packaging_settings: PackagingSettings::from_args(CondaArchiveType::Conda, CompressionLevel::Default),
        store_recipe: true,
        // Logs are files and frames of ours; colours would be noise there.
        force_colors: false,
        experimental: false,
        env_isolation: EnvironmentIsolation::Strict,
        sandbox_config: None,
        exclude_newer: None,
        repodata_revision: RepodataRevision::default(),
    };
    Output {
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
    }
}

fn utf8(path: &std::path::Path) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(PathBuf::from(path)).expect("rattler-build was given UTF-8 paths")
}
