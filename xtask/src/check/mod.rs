//! `cargo xtask check <system>`: whether the code compiles for another system without a warning, and as far
//! as programs of that system run here, whether its tests pass.
//!
//! It is no part of `cargo xtask ci`, since all dependencies are compiled again for the system.

mod lints;
mod system;
mod unit_tests;

use self::system::System;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;
use crate::wine::{WindowsToolchain, Wine};

const USAGE: &str = "Usage: cargo xtask check windows\n";

/// Checks the code for the system of this name. What this machine has no tools for is skipped, with a line
/// that says how to get them.
pub(crate) fn run(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let [name] = arguments else { return Err(ChoreError::Usage { help: USAGE }) };
    let system = System::named(name).ok_or(ChoreError::Usage { help: USAGE })?;
    let missing = system.missing(repository)?;
    if !missing.is_empty() {
        announce(&format!("skipped, for want of compilers for {name}: {}", missing.join("; ")));
        return Ok(());
    }
    lints::check(repository, system)?;
    let Some(wine) = Wine::make(repository)? else {
        announce("tests are skipped, for want of Wine: apt-get install wine64");
        return Ok(());
    };
    let Some(toolchain) = WindowsToolchain::find() else {
        announce(&format!("tests are skipped, for want of cargo for Windows: {}", WindowsToolchain::REMEDY));
        return Ok(());
    };
    unit_tests::run(repository, system, &wine, &toolchain)
}
