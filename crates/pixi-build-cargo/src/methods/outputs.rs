//! `conda/outputs`: the packages of the workspace.

use std::collections::BTreeSet;

use cargo_conda::ProgramRuns;
use cargo_conda::backend::{BuildRequest, Output, outputs as rendered};

use super::input_globs;
use super::recipe_files::write_recipe;
use crate::convert::{
    SourcePackages, constraint_to_wire, dependency_to_wire, variant_to_plan, variant_to_wire,
};
use crate::debug_directory::DebugDirectory;
use crate::failure::Failure;
use crate::project::{PlanQuery, PlannedWorkspace, Project, platform};
use crate::wire::{
    IgnoreRunExports, Output as WireOutput, OutputDependencies, OutputMetadata, OutputRunExports,
    OutputsParams, OutputsResult,
};

/// Lists every package of the workspace, or of the member that the manifest is about, in each of its
/// variants.
pub(crate) fn outputs(project: &Project, params: &OutputsParams) -> Result<OutputsResult, Failure> {
    let variants = params.variant_configuration.iter();
    let variants = variants.map(|(key, values)| (key.clone(), values.iter().map(variant_to_plan).collect()));
    let planned = project.plan(PlanQuery {
        host_platform: platform(&params.host_platform)?,
        build_platform: platform(&params.build_platform)?,
        channels: params.channels.clone(),
        variants: variants.collect(),
        variant_files: params.variant_files.clone(),
        runs: ProgramRuns::OnTheirPlatform,
    })?;
    let PlannedWorkspace { workspace, plan, .. } = &planned;
    let options = project.build_options(&planned, &params.work_directory, None);
    let request = BuildRequest { workspace, plan, options: &options };
    let outputs = rendered(request).map_err(|error| project.failure(&error))?;
    let debug = DebugDirectory::below(&params.work_directory);
    for output in &outputs {
        write_recipe(&debug, output);
    }
    let names: BTreeSet<_> = outputs.iter().map(|output| output.package.name.to_string()).collect();
    let sources = SourcePackages { outputs: &names, elsewhere: &project.sources };
    let globs = input_globs::of_metadata(project, &planned);
    Ok(OutputsResult {
        outputs: outputs.iter().map(|output| output_to_wire(&sources, output)).collect(),
        input_globs: globs.below_sources,
        input_glob_sets: globs.sets,
    })
}

/// An output as pixi is told of it.
fn output_to_wire(sources: &SourcePackages<'_>, output: &Output) -> WireOutput {
    let Output { package, build_string, variant, requirements, .. } = output;
    let depends = |all: &[_]| all.iter().map(|one| dependency_to_wire(sources, one)).collect();
    let constraints = |all: &[_]| all.iter().map(constraint_to_wire).collect();
    let of_build = |all: &[_]| OutputDependencies { depends: depends(all), constraints: Vec::new() };
    WireOutput {
        metadata: OutputMetadata {
            name: package.name.to_string(),
            version: package.version.to_string(),
            build: build_string.clone(),
            build_number: package.build.number,
            subdir: package.platform.to_string(),
            license: package.about.license.expression.as_ref().map(ToString::to_string),
            flags: package.build.flags.clone(),
            noarch: false,
            variant: variant.iter().map(|(key, value)| (key.clone(), variant_to_wire(value))).collect(),
        },
        build_dependencies: of_build(&requirements.build),
        host_dependencies: of_build(&requirements.host),
        run_dependencies: OutputDependencies {
            depends: depends(&requirements.run),
            constraints: constraints(&requirements.run_constraints),
        },
        extra_dependencies: requirements
            .extras
            .iter()
            .map(|(group, members)| (group.clone(), depends(members)))
            .collect(),
        ignore_run_exports: IgnoreRunExports {
            by_name: package.requirements.ignore_run_exports.by_name.clone(),
            from_package: package.requirements.ignore_run_exports.from_package.clone(),
        },
        run_exports: OutputRunExports {
            weak: depends(&requirements.run_exports.weak),
            strong: depends(&requirements.run_exports.strong),
            noarch: depends(&requirements.run_exports.noarch),
            weak_constrains: constraints(&requirements.run_exports.weak_constraints),
            strong_constrains: constraints(&requirements.run_exports.strong_constraints),
        },
    }
}
