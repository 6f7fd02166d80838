//! Refuses packages that need a newer Rust than the machine has, before anything is compiled for them.

use cargo_conda_plan::{PackagePlan, Toolchain};
use semver::Version;

use crate::api::{BuildRequest, EngineError};
use crate::cargo::RustcVersion;

/// The option with which `cargo install` compiles whatever the `rust-version` is.
const IGNORE: &str = "--ignore-rust-version";

/// Waits for the machine's rustc, and compares its version with `rust-version` of the packages that it would
/// compile. Returns the answer; `None` if there is none, so that cargo is left to tell why.
pub(super) fn checked_rustc(
    request: BuildRequest<'_>,
    rustc: RustcVersion,
) -> Result<Option<String>, EngineError> {
    let BuildRequest { workspace, plan, .. } = request;
    let answer = rustc.answer();
    let Some(found) = answer.as_deref().and_then(release) else {
        return Ok(answer);
    };
    let on_machine = |package: &&PackagePlan| plan.group_of(package).toolchain == Toolchain::System;
    let mut too_new: Vec<_> = plan
        .packages
        .iter()
        .filter(on_machine)
        .filter(|package| !package.install.extra_args.iter().any(|argument| argument == IGNORE))
        .filter_map(|package| {
            let needed = workspace.member(&package.crate_name)?.rust_version()?;
            (*needed > found).then(|| (package.crate_name.clone(), needed.clone()))
        })
        .collect();
    if too_new.is_empty() {
        return Ok(answer);
    }
    too_new.dedup();
    Err(EngineError::RustTooOld {
        packages: too_new,
        found,
        directory: workspace.root().to_owned(),
        toolchain_file: workspace.toolchain_file().map(|file| file.path.clone()),
    })
}

/// The release in the output of `rustc -vV`. A nightly or beta counts as the release that it becomes, as it
/// does for cargo.
fn release(rustc: &str) -> Option<Version> {
    let version: Version = rustc.split_whitespace().nth(1)?.parse().ok()?;
    Some(Version::new(version.major, version.minor, version.patch))
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn a_nightly_counts_as_its_release() {
        for (rustc, expected) in [
            ("rustc 1.95.0 (59807616e 2026-04-14); binary: rustc; release: 1.95.0", Some("1.95.0")),
            ("rustc 1.97.0-nightly (0f1e2d3c4 2026-05-01)", Some("1.97.0")),
            ("rustc 1.96.0-beta.2 (0f1e2d3c4 2026-05-01)", Some("1.96.0")),
            ("rustc", None),
            ("mrustc something", None),
        ] {
            assert_eq!(release(rustc).map(|version| version.to_string()).as_deref(), expected, "{rustc}");
        }
    }
}
