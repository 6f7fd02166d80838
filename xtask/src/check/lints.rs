//! Compiles everything for another system as far as its types, with the lints of the workspace.

use super::system::System;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step;

/// Checks libraries, programs and tests. clippy does what `cargo check` would do, too.
pub(super) fn check(repository: &Repository, system: &System) -> Result<(), ChoreError> {
    let mut clippy = system.cargo(repository, "clippy");
    step::run(clippy.args(["--workspace", "--all-targets", "--keep-going", "--", "-D", "warnings"]))
}
