//! Makes cargo compile crates that have changed without cargo noticing.
//!
//! cargo compares modification times: a source is stale if it is newer than what was compiled from it. A file
//! with new content and an old time (restored from a backup, unpacked, copied with its time) is fresh to
//! cargo, and so is any file of a crate that is not local, such as a vendored one. This crate compares
//! contents, so it deletes what cargo has compiled of such a crate. Nor does cargo notice that a workspace
//! has moved together with its target directory, which changes `env!("CARGO_MANIFEST_DIR")`.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::Package;

use super::replaced_files::Search;
use crate::api::{BuildRequest, Cause, EngineError, InputKind, PackageOutcome, StepError, Summary};
use crate::cargo::toolchain_command;
use crate::freshness::{CompiledFiles, Record};
use crate::package::{Job, JobContext};
use crate::schedule::JobId;
use crate::scratch::compiled_units;
use crate::scratch::target_directory::{self, Beginning};
use crate::system::{Point, fault_point};

/// Deletes what cargo has compiled of crates that have changed without cargo noticing, in the target
/// directories of the jobs that will be done. Each job comes with the reasons why its package is stale; none
/// if it is built although it is fresh.
pub(super) fn invalidate_changed_crates(
    context: &JobContext<'_>,
    to_build: &BTreeMap<JobId, Vec<Cause>>,
) -> Result<(), EngineError> {
    let mut by_directory: BTreeMap<&Utf8Path, Vec<(&Job, &[Cause])>> = BTreeMap::new();
    for (id, causes) in to_build {
        let job = &context.jobs[*id];
        by_directory.entry(&job.target_directory).or_default().push((job, causes));
    }
    for (directory, jobs) in by_directory {
        let failed = |source| EngineError::Forget { directory: directory.to_owned(), source };
        let unreadable = |error: std::io::Error| failed(StepError::of(error.to_string()));
        // Before sources are looked at, and kept after all is deleted that does not fit them.
        let beginning = Beginning::now(directory).map_err(unreadable)?;
        let changed = changed_crates(context, directory).map_err(unreadable)?.into_iter();
        let moved = jobs.iter().flat_map(|(job, causes)| moved_members(context, job, causes));
        let specs: BTreeSet<_> = changed.chain(moved).collect();
        if let Some((job, _)) = jobs.first().filter(|_| !specs.is_empty()) {
            // All jobs of a directory have the same profile.
            clean(context, job.package(), directory, &specs).map_err(failed)?;
        }
        beginning.keep().map_err(unreadable)?;
    }
    Ok(())
}

/// Deletes the units that no package uses in the target directories of the jobs that were done, unless the
/// run was stopped. Notes in those in which no package failed that nothing was compiled there of which it is
/// not noted what it was compiled from.
pub(super) fn close_target_directories(
    context: &JobContext<'_>,
    to_build: &BTreeMap<JobId, Vec<Cause>>,
    summary: &Summary,
) {
    if summary.interrupted {
        return;
    }
    let outcomes = summary.outcomes.iter().map(|(_, outcome)| outcome);
    let outcomes: BTreeMap<_, _> = context.jobs.ids().zip(outcomes).collect();
    let is_built = |id: &JobId| matches!(outcomes.get(id), Some(PackageOutcome::Built(_)));
    let mut failures: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
    for id in to_build.keys() {
        *failures.entry(&context.jobs[*id].target_directory).or_default() += usize::from(!is_built(id));
    }
    for (directory, failed) in failures {
        if failed == 0 {
            // Without the note, the next run compiles more than it must.
            let _unnoted = Beginning::end(directory);
        }
        // What cannot be deleted now will be deleted by a later run.
        let _left = compiled_units::collect(directory, failed, |package| context.scratch.has_record(package));
    }
}

/// The crates that have changed since they were compiled in a target directory without cargo noticing, as
/// package id specs.
fn changed_crates(context: &JobContext<'_>, directory: &Utf8Path) -> std::io::Result<BTreeSet<String>> {
    let workspace = context.request.workspace;
    let observer = context.inputs.observer();
    let Some(mut compiled) = CompiledFiles::read(directory) else {
        // Without the note, every compiled file may stem from earlier sources.
        target_directory::empty(directory)?;
        fault_point(Point::TargetEmptied)?;
        CompiledFiles::remove(directory)?;
        CompiledFiles::read(directory).map_or(Ok(()), |compiled| compiled.ensure())?;
        return Ok(BTreeSet::new());
    };
    compiled.ensure()?;
    let mut specs = replaced_crates(context, directory, &compiled);
    // A build that failed or was killed may have compiled another content than is noted, and the noted one
    // may be back: a file with its former time is fresh to cargo.
    let unfinished = Beginning::unfinished(directory);
    let changed = compiled.changed(|path, content| {
        let was_another = unfinished.is_some_and(|began| observer.is_replaced(path, began));
        observer.is_unchanged(path, content) && !was_another
    });
    if changed.is_empty() {
        return Ok(specs);
    }
    let last = compiled.modified();
    for path in &changed {
        // Of a directory, which counts where a build script declares nothing, cargo compares the time of the
        // newest file only.
        let is_older = observer.modified(path) <= last || observer.is_directory(path);
        match workspace.owner_of(path) {
            // Of crates that are not local, such as vendored ones, cargo does not look at times at all.
            Some(owner) if is_older || !owner.is_local() => drop(specs.insert(spec_of(&owner))),
            // Any local crate can include a file that is in no package.
            None if is_older => specs.extend(workspace.local_packages().map(|package| spec_of(&package))),
            Some(_) | None => {}
        }
    }
    compiled.begin(changed)?;
    fault_point(Point::ChangesNoted)?;
    Ok(specs)
}

/// The local crates with a source that was replaced since the last build in a target directory began, and of
/// which it is not noted what was compiled, as package id specs.
fn replaced_crates(
    context: &JobContext<'_>,
    directory: &Utf8Path,
    compiled: &CompiledFiles,
) -> BTreeSet<String> {
    let Some(began) = Beginning::last(directory) else { return BTreeSet::new() };
    let BuildRequest { workspace, options, .. } = context.request;
    let outputs = [workspace.target_directory(), workspace.build_directory(), options.scratch()];
    let is_noted = |path: &Utf8Path| compiled.has(path.strip_prefix(workspace.root()).unwrap_or(path));
    let search = Search { began, outputs, is_noted: &is_noted };
    let replaced = workspace.local_packages().filter(|package| search.finds(package.directory));
    replaced.map(|package| spec_of(&package)).collect()
}

/// A package id spec of a package: `name@version`.
fn spec_of(package: &Package<'_>) -> String {
    format!("{}@{}", package.name, package.version)
}

/// The workspace members in a package whose programs contain the former path of the workspace, as package id
/// specs; none if the workspace has not moved.
fn moved_members(context: &JobContext<'_>, job: &Job, causes: &[Cause]) -> Vec<String> {
    let is_moved = |cause: &Cause| matches!(cause, Cause::Input { kind: InputKind::Checkout, .. });
    if !causes.iter().any(is_moved) {
        return Vec::new();
    }
    let record = Record::load(job.variant.scratch.record());
    let members = record.iter().flat_map(|record| record.read.members());
    let members = members.filter_map(|name| context.request.workspace.member(name));
    members.map(|member| format!("{}@{}", member.name(), member.version())).collect()
}

/// Runs `cargo clean` for packages: for the host, and for every target that the directory has a folder of.
fn clean(
    context: &JobContext<'_>,
    package: &PackagePlan,
    directory: &Utf8Path,
    specs: &BTreeSet<String>,
) -> Result<(), StepError> {
    let for_host = std::iter::once(None);
    for target in for_host.chain(targets(directory, &package.install.profile).into_iter().map(Some)) {
        let mut cargo = toolchain_command("cargo", context.request);
        cargo.args(["clean", "--offline", "--locked", "--profile", &package.install.profile]);
        cargo.args(["--target-dir", directory.as_str()]);
        cargo.args(target.iter().flat_map(|target| ["--target", target]));
        cargo.args(specs.iter().flat_map(|spec| ["--package", spec]));
        let output = cargo.env("CARGO_BUILD_BUILD_DIR", directory).output();
        let output = output.map_err(|error| StepError::of(format!("failed to start cargo: {error}")))?;
        if !output.status.success() {
            return Err(StepError::of(String::from_utf8_lossy(&output.stderr).trim()));
        }
    }
    Ok(())
}

/// The targets for which a target directory has a folder of its own: `<target>/<profile>`.
fn targets(directory: &Utf8Path, profile: &str) -> Vec<String> {
    // Profiles whose folders have other names: https://doc.rust-lang.org/cargo/reference/build-cache.html.
    let folder = match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    };
    let entries = directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter(|entry| entry.path().join(folder).is_dir());
    names.map(|entry| entry.file_name().to_owned()).collect()
}
