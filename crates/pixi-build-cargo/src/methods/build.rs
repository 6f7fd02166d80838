//! `conda/build_v1`: builds one package, in the environments that pixi has solved.

use std::collections::BTreeMap;

use cargo_conda::backend::{BuildRequest, GivenPackage, Output, build_given, outputs as rendered};
use cargo_conda::{
    Event, EventKind, FailedPackage, PackageOutcome, ProgramRuns, Reporter, TestPolicy, VariantValue,
    Verbosity, stderr_reporter,
};

use super::input_globs;
use super::recipe_files::write_recipe;
use crate::convert::{packaging_from_wire, solved_from_wire, variant_to_plan, variant_to_wire};
use crate::debug_directory::DebugDirectory;
use crate::failure::Failure;
use crate::project::{PlanQuery, PlannedWorkspace, Project, platform};
use crate::wire::{BuildParams, BuildResult, Prefix, WantedOutput, code};

/// Variant keys that follow from the platforms, which the query states separately.
const PLATFORM_KEYS: [&str; 3] = ["build_platform", "host_platform", "target_platform"];

/// Builds the package that pixi asks for.
pub(crate) fn build(project: &Project, params: &BuildParams) -> Result<BuildResult, Failure> {
    let planned = project.plan(plan_query(project, params)?)?;
    let PlannedWorkspace { workspace, plan, .. } = &planned;
    let packaging = packaging_from_wire(params.package_format).map_err(|error| {
        Failure::new(code::BACKEND, format!("cannot write the archive that pixi asks for: {error}"))
    })?;
    let options = project
        .build_options(&planned, &params.work_directory, params.output_directory.as_deref())
        .with_tests(TestPolicy::Skip)
        .with_packaging(packaging);
    let request = BuildRequest { workspace, plan, options: &options };
    let outputs = rendered(request).map_err(|error| project.failure(&error))?;
    let output = find_output(outputs, &params.output)?;
    write_recipe(&DebugDirectory::below(&params.work_directory), &output);
    let name = output.package.name.to_string();
    let mut reporter = stderr_reporter(Verbosity::Verbose);
    let package =
        build_given(request, &output, &solved_from_wire(params), &mut |event| report(&mut reporter, &event))
            .map_err(|error| project.failure(&error))?;
    let GivenPackage { summary, inputs } = package;
    let outcome = summary.outcomes.into_iter().next().map(|(_, outcome)| outcome);
    let built = match outcome {
        Some(PackageOutcome::Built(built)) => built,
        Some(PackageOutcome::Failed(failed)) => return Err(build_failure(&name, &failed)),
        _ => return Err(Failure::new(code::BACKEND, format!("the build of `{name}` was interrupted"))),
    };
    let globs = input_globs::of_build(project, &planned, &output.package, inputs.as_ref());
    Ok(BuildResult {
        output_file: built.file,
        input_globs: globs.below_sources,
        input_glob_sets: globs.sets,
        name,
        version: output.package.version.to_string(),
        build: output.build_string,
        subdir: output.package.platform.to_string(),
    })
}

/// The query for a plan that has the package in the variant that pixi asks for.
fn plan_query(project: &Project, params: &BuildParams) -> Result<PlanQuery, Failure> {
    let here = project.platform();
    let of = |prefix: &Option<Prefix>| match prefix {
        Some(prefix) => platform(&prefix.platform),
        None => Ok(here),
    };
    let variants = params.output.variant.iter().filter(|(key, _)| !PLATFORM_KEYS.contains(&key.as_str()));
    let variants = variants.map(|(key, value)| (key.clone(), vec![variant_to_plan(value)]));
    Ok(PlanQuery {
        host_platform: of(&params.host_prefix)?,
        build_platform: of(&params.build_prefix)?,
        channels: params.channels.clone(),
        variants: variants.collect(),
        // The variant already has the values that pixi chose from the files.
        variant_files: Vec::new(),
        runs: ProgramRuns::default(),
    })
}

/// The output that pixi asks for.
fn find_output(outputs: Vec<Output>, wanted: &WantedOutput) -> Result<Output, Failure> {
    let named: Vec<_> =
        outputs.into_iter().filter(|output| output.package.name.as_str() == wanted.name).collect();
    let there: Vec<_> =
        named.iter().map(|output| format!("{} {}", output.package.version, output.build_string)).collect();
    let is_wanted = |output: &Output| {
        is_wanted(wanted, output.package.version.as_str(), &output.build_string, &output.variant)
    };
    named.into_iter().find(is_wanted).ok_or_else(|| {
        let what = wanted.build.as_deref().unwrap_or("of this variant");
        let there = if there.is_empty() { "no package of that name".to_owned() } else { there.join(", ") };
        Failure::with_help(
            format!("there is no package `{}` {what}; there is {there}", wanted.name),
            "the manifests may have changed since pixi asked for the packages: run pixi again",
        )
    })
}

/// Whether an output of the wanted name is the wanted one: by its build string, or by its variant if pixi
/// states no build string.
fn is_wanted(
    wanted: &WantedOutput,
    version: &str,
    build: &str,
    variant: &BTreeMap<String, VariantValue>,
) -> bool {
    let has = |(key, value): (&String, &_)| variant.get(key).map(variant_to_wire).as_ref() == Some(value);
    let is_version = wanted.version.as_ref().is_none_or(|wanted| wanted == version);
    is_version
        && match &wanted.build {
            Some(wanted) => wanted == build,
            None => wanted.variant.iter().all(has),
        }
}

/// Shows the progress of a build, apart from what pixi shows itself: the environments, and what becomes of
/// the package.
fn report(reporter: &mut dyn Reporter, event: &Event) {
    let is_pixis = matches!(
        event.kind,
        EventKind::EnvironmentStarted { .. }
            | EventKind::EnvironmentReady { .. }
            | EventKind::ChannelIndexed { .. }
            | EventKind::RunFinished { .. }
    );
    if !is_pixis {
        // A report that cannot be written, because pixi has ended, does not fail the build.
        let _unwritten = reporter.event(event);
    }
}

/// The failure of a package whose build failed.
fn build_failure(name: &str, failed: &FailedPackage) -> Failure {
    let printed = format!("what cargo printed is above, and in `{}`", failed.log);
    let help = failed.error.help().into_iter().chain([printed]).collect::<Vec<_>>().join("; ");
    Failure::with_help(format!("`{name}` could not be built"), help).caused_by(Some(&*failed.error))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Whether pixi means the output `1.0 h1_0` with the variant `{ python: "3.11", cuda: true }`.
    fn is_meant(wanted: &Value) -> bool {
        let mut fields = json!({ "name": "tool" });
        fields.as_object_mut().unwrap().extend(wanted.as_object().unwrap().clone());
        let variant = BTreeMap::from([
            ("python".to_owned(), VariantValue::Text("3.11".to_owned())),
            ("cuda".to_owned(), VariantValue::Flag(true)),
        ]);
        is_wanted(&serde_json::from_value(fields).unwrap(), "1.0", "h1_0", &variant)
    }

    #[test]
    fn a_build_string_decides_alone() {
        assert!(is_meant(&json!({ "build": "h1_0", "variant": { "python": "2.7" } })));
        assert!(!is_meant(&json!({ "build": "h2_0", "variant": { "python": "3.11" } })));
    }

    #[test]
    fn without_a_build_string_all_values_of_the_variant_decide() {
        assert!(is_meant(&json!({})));
        assert!(is_meant(&json!({ "variant": { "python": "3.11", "cuda": true } })));
        assert!(!is_meant(&json!({ "variant": { "python": "3.11", "cuda": "true" } })));
        assert!(!is_meant(&json!({ "variant": { "zlib": "1.3" } })));
    }

    #[test]
    fn another_version_is_never_meant() {
        assert!(is_meant(&json!({ "version": "1.0" })));
        assert!(!is_meant(&json!({ "version": "1.0.0" })));
        assert!(!is_meant(&json!({ "version": "2.0", "build": "h1_0" })));
    }
}
