//! Changes that cargo does not see.
//!
//! cargo compares times: a source that is newer than what was compiled from it has changed. A file whose contents are others but
//! whose time is old (restored from a backup, unpacked, copied with its time) is fresh to it. Contents decide here, so what
//! cargo has compiled of such a crate is taken away. Nor does cargo see that a workspace has moved together with what was
//! compiled, and `env!("CARGO_MANIFEST_DIR")` is another.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::PackagePlan;

use crate::api::{Cause, EngineError, InputKind, Status, StepError};
use crate::freshness::{CompiledFiles, Record};
use crate::package::{Job, JobContext};
use crate::scratch::target_directory;

/// Has cargo forget what it has compiled of crates whose sources have changed without getting newer.
pub(crate) fn forget_unseen_changes(
    context: &JobContext<'_>,
    statuses: &[Status],
) -> Result<(), EngineError> {
    let mut by_directory: BTreeMap<Utf8PathBuf, Vec<(&Job, &[Cause])>> = BTreeMap::new();
    for (job, status) in context.jobs.iter().zip(statuses) {
        if let Status::Stale(causes) = status {
            by_directory.entry(context.target_directory(job)).or_default().push((job, causes));
        }
    }
    for (directory, jobs) in by_directory {
        let failed = |source| EngineError::Forget { directory: directory.clone(), source };
        let specs = unseen(context, &directory).map_err(|error| failed(StepError::of(error.to_string())))?;
        let specs: BTreeSet<_> = specs
            .into_iter()
            .chain(jobs.iter().flat_map(|(job, causes)| moved(context, job, causes)))
            .collect();
        if !specs.is_empty() {
            // All that is compiled in one directory is compiled alike.
            clean(context, jobs[0].0.package(), &directory, &specs).map_err(failed)?;
        }
    }
    Ok(())
}

/// The crates that have changed since they were compiled in a directory, without cargo seeing it; as cargo is told of packages.
fn unseen(context: &JobContext<'_>, directory: &Utf8Path) -> std::io::Result<Vec<String>> {
    let workspace = context.request.workspace;
    let observer = context.sources.observer(context.request);
    let Some(mut compiled) = CompiledFiles::read(directory) else {
        // Without the note, every compiled file may stem from earlier sources.
        target_directory::empty(directory)?;
        CompiledFiles::remove(directory)?;
        return Ok(Vec::new());
    };
    let changed = compiled.changed(|path, content| observer.is_unchanged(path, content));
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let last = compiled.modified();
    let is_older = |path: &Utf8PathBuf| observer.modified(path) <= last;
    let owners = changed.iter().filter(|path| is_older(path)).filter_map(|path| workspace.owner_of(path));
    let owners = owners.map(|owner| format!("{}@{}", owner.name, owner.version)).collect();
    compiled.begin(changed)?;
    Ok(owners)
}

/// The members that a package consists of, if its programs know where the workspace was.
fn moved(context: &JobContext<'_>, job: &Job, causes: &[Cause]) -> Vec<String> {
    let has_moved = |cause: &Cause| matches!(cause, Cause::Input { kind: InputKind::Checkout, .. });
    if !causes.iter().any(has_moved) {
        return Vec::new();
    }
    let record = Record::load(job.scratch.record());
    let members = record.iter().flat_map(|record| record.read.members());
    let members = members.filter_map(|name| context.request.workspace.member(name));
    members.map(|member| format!("{}@{}", member.name(), member.version())).collect()
}

/// Deletes what was compiled of packages: for this machine, and for every target that something was compiled for.
fn clean(
    context: &JobContext<'_>,
    package: &PackagePlan,
    directory: &Utf8Path,
    specs: &BTreeSet<String>,
) -> Result<(), StepError> {
    let for_host = std::iter::once(None);
    for target in for_host.chain(targets(directory, &package.install.profile).into_iter().map(Some)) {
        let mut cargo = Command::new("cargo");
        cargo.args(["clean", "--offline", "--locked", "--profile", &package.install.profile]);
        cargo.args(["--target-dir", directory.as_str()]);
        cargo.args(target.iter().flat_map(|target| ["--target", target]));
        cargo.args(specs.iter().flat_map(|spec| ["--package", spec]));
        cargo.current_dir(context.request.workspace.root());
        let variables = context.request.options.environment.variables();
        let output = cargo.env_remove("RUSTUP_TOOLCHAIN").envs(variables).output();
        let output = output.map_err(|error| StepError::of(format!("failed to start cargo: {error}")))?;
        if !output.status.success() {
            return Err(StepError::of(String::from_utf8_lossy(&output.stderr).trim()));
        }
    }
    Ok(())
}

/// The targets for which a directory has a folder of its own: `<target>/<profile>`.
fn targets(directory: &Utf8Path, profile: &str) -> Vec<String> {
    // The two profiles whose folders have other names: https://doc.rust-lang.org/cargo/reference/build-cache.html.
    let folder = match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    };
    let entries = directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter(|entry| entry.path().join(folder).is_dir());
    names.map(|entry| entry.file_name().to_owned()).collect()
}
