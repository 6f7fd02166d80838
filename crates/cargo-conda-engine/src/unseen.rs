//! Changes that cargo does not see.
//!
//! cargo compares times: a source that is newer than what was compiled from it has changed. A file whose contents are others but
//! whose time is old (restored from a backup, unpacked, copied with its time) is fresh to it. Contents decide here, so what
//! cargo has compiled of such a crate is taken away. Nor does cargo see that a workspace has moved together with what was
//! compiled, and `env!("CARGO_MANIFEST_DIR")` is another.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::SystemTime;

use camino::Utf8Path;
use cargo_conda_plan::PackagePlan;
use fs_err as fs;

use crate::freshness::{Cause, InputKind, Record, Status};
use crate::job::JobContext;
use crate::jobs::Job;

/// Has cargo forget what it has compiled of crates whose sources have changed without getting newer.
pub(crate) fn forget_unseen_changes(context: &JobContext<'_>, statuses: &[Status]) {
    let mut commands = BTreeSet::new();
    for (job, status) in context.jobs.iter().zip(statuses) {
        let Status::Stale(causes) = status else { continue };
        for spec in unseen(context, job, causes) {
            commands.insert(arguments(context, job.package(), &context.target_directory(job), spec));
        }
    }
    for arguments in commands {
        let variables = context.request.options.environment.variables();
        let mut cargo = Command::new("cargo");
        cargo.args(arguments).current_dir(context.request.workspace.root());
        // If it fails, the build will too, and says why.
        let _cleaned = cargo.env_remove("RUSTUP_TOOLCHAIN").envs(variables).output();
    }
}

/// The crates that have changed without cargo seeing it, as cargo is told of packages.
fn unseen(context: &JobContext<'_>, job: &Job, causes: &[Cause]) -> BTreeSet<String> {
    let workspace = context.request.workspace;
    let (Some(record), Ok(made)) = (
        Record::read(job.scratch.record()),
        fs::metadata(job.scratch.record()).and_then(|record| record.modified()),
    ) else {
        return BTreeSet::new();
    };
    let files = causes.iter().filter_map(file).map(|path| workspace.root().join(path));
    let owners = files.filter(|path| is_older(path, made)).filter_map(|path| {
        let owner = workspace.owner_of(&path)?;
        Some(format!("{}@{}", owner.name, owner.version))
    });
    let has_moved = |cause: &Cause| matches!(cause, Cause::Input { kind: InputKind::Checkout, .. });
    let members = record.observed.members().filter(|_| causes.iter().any(has_moved));
    let members = members.filter_map(|name| workspace.member(name));
    owners.chain(members.map(|member| format!("{}@{}", member.name(), member.version()))).collect()
}

fn file(cause: &Cause) -> Option<&str> {
    match cause {
        Cause::Input { kind: InputKind::File, name, .. } => Some(name),
        _ => None,
    }
}

fn is_older(path: &Utf8Path, than: SystemTime) -> bool {
    fs::metadata(path).and_then(|metadata| metadata.modified()).is_ok_and(|modified| modified <= than)
}

fn arguments(
    context: &JobContext<'_>,
    package: &PackagePlan,
    target_directory: &Utf8Path,
    spec: String,
) -> Vec<String> {
    let mut arguments: Vec<_> = ["clean", "--offline", "--locked", "--package"].map(ToOwned::to_owned).into();
    arguments.push(spec);
    arguments.extend(["--profile".to_owned(), package.profile.clone()]);
    arguments.extend(["--target-dir".to_owned(), target_directory.to_string()]);
    if package.platform != context.request.options.build_platform
        && let Ok(triple) = package.platform.rust_triple()
    {
        arguments.extend(["--target".to_owned(), triple.to_owned()]);
    }
    arguments
}
