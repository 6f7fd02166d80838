//! `conda/build_v1`: one package, in environments that pixi has solved.

use cargo_conda::backend::{
    BuildRequest, GivenBuild, GivenPackage, Output, build_given, outputs as rendered,
};
use cargo_conda::{
    BuildOptions, Event, EventKind, FailedPackage, PackageOutcome, Reporter, TestPolicy, Verbosity,
    stderr_reporter,
};

use super::input_globs;
use super::outputs::note;
use crate::convert::{packaging_from_wire, solved_from_wire, variant_to_plan, variant_to_wire};
use crate::debug_directory::DebugDirectory;
use crate::failure::Failure;
use crate::project::{PlanQuery, Planned, Project, platform};
use crate::wire::{BuildParams, BuildResult, Prefix, WantedOutput, code};

/// Keys of variants that follow from the platform, which is said elsewhere.
const GIVEN_KEYS: [&str; 3] = ["build_platform", "host_platform", "target_platform"];

/// Builds the package that is asked for.
pub(crate) fn build(project: &Project, params: &BuildParams) -> Result<BuildResult, Failure> {
    let wanted = wanted(project, params)?;
    let planned = project.plan(wanted)?;
    let Planned { workspace, plan, .. } = &planned;
    let options = BuildOptions {
        tests: TestPolicy::Skip,
        packaging: packaging_from_wire(params.package_format),
        ..project.build_options(&planned, &params.work_directory, params.output_directory.as_deref())
    };
    let request = BuildRequest { workspace, plan, options: &options };
    let outputs = rendered(request).map_err(|error| project.failure(&error))?;
    let output = choose(outputs, &params.output)?;
    note(&DebugDirectory::below(&params.work_directory), &output);
    let name = output.package.name.to_string();
    let given =
        GivenBuild { name: name.clone(), build: output.build.clone(), solved: solved_from_wire(params) };
    let mut reporter = stderr_reporter(Verbosity::Verbose);
    let package = build_given(request, &given, &mut |event| tell(&mut reporter, &event))
        .map_err(|error| project.failure(&error))?;
    let GivenPackage { summary, inputs } = package;
    let outcome = summary.outcomes.into_iter().next().map(|(_, outcome)| outcome);
    let built = match outcome {
        Some(PackageOutcome::Built(built)) => built,
        Some(PackageOutcome::Failed(failed)) => return Err(failure(&name, &failed)),
        _ => return Err(Failure::new(code::BACKEND, format!("the build of `{name}` was interrupted"))),
    };
    let globs = input_globs::of_build(project, &planned, &output.package, inputs.as_ref());
    Ok(BuildResult {
        output_file: built.file,
        input_globs: globs.below_manifest,
        input_glob_sets: globs.sets,
        name,
        version: output.package.version.to_string(),
        build: output.build,
        subdir: output.package.platform.to_string(),
    })
}

/// What the plan has to be asked for so that the package is in it, in this variant.
fn wanted(project: &Project, params: &BuildParams) -> Result<PlanQuery, Failure> {
    let here = project.platform();
    let of = |prefix: &Option<Prefix>| match prefix {
        Some(prefix) => platform(&prefix.platform),
        None => Ok(here),
    };
    let variants = params.output.variant.iter().filter(|(key, _)| !GIVEN_KEYS.contains(&key.as_str()));
    let variants = variants.map(|(key, value)| (key.clone(), vec![variant_to_plan(value)]));
    Ok(PlanQuery {
        host_platform: of(&params.host_prefix)?,
        build_platform: of(&params.build_prefix)?,
        channels: params.channels.clone(),
        variants: variants.collect(),
        // What they say of the variant is in it.
        variant_files: Vec::new(),
    })
}

/// The output that was asked for: of the name, with the build string, or else with the values of the variant.
fn choose(outputs: Vec<Output>, wanted: &WantedOutput) -> Result<Output, Failure> {
    let of_variant = |output: &Output| {
        let found = |key: &String| output.variant.get(key).map(variant_to_wire);
        wanted.variant.iter().all(|(key, value)| found(key).as_ref() == Some(value))
    };
    let of_version = |output: &Output| {
        wanted.version.as_ref().is_none_or(|version| output.package.version.as_str() == version)
    };
    let is_it = |output: &Output| match &wanted.build {
        Some(build) => output.build == *build && of_version(output),
        None => of_variant(output) && of_version(output),
    };
    let named: Vec<_> =
        outputs.into_iter().filter(|output| output.package.name.as_str() == wanted.name).collect();
    let there: Vec<_> =
        named.iter().map(|output| format!("{} {}", output.package.version, output.build)).collect();
    named.into_iter().find(is_it).ok_or_else(|| {
        let what = wanted.build.as_deref().unwrap_or("of this variant");
        let there = if there.is_empty() { "no package of that name".to_owned() } else { there.join(", ") };
        Failure::with_help(
            format!("there is no package `{}` {what}; there is {there}", wanted.name),
            "the manifests may have changed since pixi asked for the packages: run pixi again",
        )
    })
}

/// Tells what people want to know. pixi itself says which environments there are and what becomes of the package. A report that
/// nobody reads any more is no reason to stop.
fn tell(reporter: &mut dyn Reporter, event: &Event) {
    let is_pixis = matches!(
        event.kind,
        EventKind::EnvironmentStarted { .. }
            | EventKind::EnvironmentReady { .. }
            | EventKind::ChannelIndexed { .. }
            | EventKind::RunFinished { .. }
    );
    if !is_pixis {
        let _unread = reporter.event(event);
    }
}

fn failure(name: &str, failed: &FailedPackage) -> Failure {
    Failure::with_help(
        format!("`{name}` could not be built"),
        format!("what cargo printed is above, and in `{}`", failed.log),
    )
    .caused_by(Some(&*failed.error))
}
