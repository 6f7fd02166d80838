//! The whole examination, in the order in which its findings are shown.

use std::collections::BTreeSet;

use camino::Utf8Path;
use cargo_conda_plan::Toolchain;

use super::channels::channels;
use super::directories::directories;
use super::native::native;
use super::refusals::{refusal_of_status, refusals};
use super::surroundings::Surroundings;
use super::toolchain::{linker, versions};
use super::warnings::warnings;
use crate::api::{BuildEnvironment, BuildRequest, Check, EngineError, Finding};

/// Looks at everything that a build needs. Nothing of the workspace is built; a program that does nothing is,
/// in a directory of short life.
pub fn examine(request: BuildRequest<'_>) -> Vec<Finding> {
    let BuildRequest { workspace, plan, options } = request;
    let surroundings = Surroundings::of(request);
    let refusals = refusals(request).into_iter().chain(refusal_of_status(request));
    let mut findings: Vec<_> = refusals.map(|error| Finding::of_error(check_of(&error), &error)).collect();
    if plan.groups.values().any(|group| group.toolchain == Toolchain::System) {
        findings.extend(versions(surroundings, workspace.toolchain_file()));
        findings.push(linker(surroundings));
        findings.extend(native(request));
    } else {
        findings.push(Finding::fine(Check::Toolchain, "cargo and compilers come from channels"));
    }
    if !findings.iter().any(|finding| finding.check == Check::LockFile) {
        findings.push(Finding::fine(
            Check::LockFile,
            format!("`{}` agrees with the manifests", workspace.lock_file_path()),
        ));
    }
    findings.extend(warnings(request));
    let foreign: BTreeSet<_> = plan.packages.iter().map(|package| package.platform).collect();
    for platform in
        foreign.into_iter().filter(|platform| !options.emulators.run_tests(options.build_platform, *platform))
    {
        findings.push(Finding::doubtful(
            Check::Platforms,
            format!("this machine does not run programs for {platform}, so packages for it are not tested"),
            Some(
                "name an emulator: `--emulator PLATFORM=COMMAND`; or register one, for example with `apt install \
                 qemu-user-static binfmt-support`; or build on that platform: `cargo conda workflow`"
                    .to_owned(),
            ),
        ));
    }
    findings.extend(directories(request));
    findings.extend(channels(request));
    findings.sort_by_key(|finding| finding.check);
    findings
}

/// Looks at the machine alone, for a workspace that cannot be read. `directory` is where cargo would run.
pub fn examine_machine(directory: &Utf8Path, environment: &BuildEnvironment) -> Vec<Finding> {
    let surroundings = Surroundings { directory, environment };
    let mut findings = versions(surroundings, None);
    findings.push(linker(surroundings));
    findings
}

/// What an error of a request is about.
fn check_of(error: &EngineError) -> Check {
    match error {
        EngineError::IgnoredLockFile(_) => Check::LockFile,
        EngineError::ForeignPlatform { .. } => Check::Platforms,
        EngineError::SecretNotSet { .. } => Check::Secrets,
        EngineError::RustTooOld { .. } => Check::Toolchain,
        EngineError::TooDeep { .. } => Check::Directories,
        EngineError::InvalidChannel { .. } | EngineError::RattlerConfig(_) => Check::Channels,
        EngineError::Recipe { .. } => Check::Manifests,
        _ => Check::Workspace,
    }
}
