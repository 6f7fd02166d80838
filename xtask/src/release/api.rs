//! Compares what the crates offer with what those of the last release offered.

use std::process::{Command, Stdio};

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce, output_of};

/// What installs the program that compares.
const REMEDY: &str = "cargo install --locked cargo-semver-checks";

/// Has `cargo semver-checks` look for changes that the versions of our crates do not announce, since the last
/// release before the current commit. Crates with `publish = false` are left out.
pub(crate) fn api(repository: &Repository) -> Result<(), ChoreError> {
    let mut git = Command::new("git");
    // A tag of the current commit is that of the release that is being made.
    git.args(["tag", "--list", "v[0-9]*", "--merged", "HEAD", "--no-contains", "HEAD"]);
    git.arg("--sort=-version:refname");
    let tags = output_of(git.current_dir(repository.root()))?;
    let Some(release) = tags.lines().next() else {
        announce("there is no earlier release, so there is nothing to compare with: no tag such as `v0.1.0`");
        return Ok(());
    };
    let mut version = Command::new("cargo");
    version.args(["semver-checks", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !version.status().is_ok_and(|status| status.success()) {
        return Err(ChoreError::NotInstalled { program: "cargo-semver-checks", remedy: REMEDY });
    }
    let mut compare = Command::new("cargo");
    compare.args(["semver-checks", "--workspace", "--baseline-rev", release]);
    step::run(compare.current_dir(repository.root()))
}
