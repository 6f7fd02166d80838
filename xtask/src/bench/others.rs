//! Compiles the packages of a subject with cargo alone, to compare a build with.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::rounds::{Units, cold, timed};
use super::subject::{Package, Subject, compiled_units};
use crate::error::ChoreError;
use crate::step::{announce, output_of};

/// One cargo process that compiles all packages: the lower bound for any tool that calls cargo.
pub(super) enum Together {
    /// A nightly cargo, which resolves the features of each package separately.
    Apart { cargo: PathBuf, rustc: PathBuf },
    /// A stable cargo. It unites the features of all packages, so it may compile less than the packages need.
    United,
}

impl Together {
    /// Uses a nightly cargo if one is installed. The compiler is the workspace's own in both cases.
    pub(super) fn find(subject: &Subject) -> Result<Self, ChoreError> {
        let mut rustup = Command::new("rustup");
        let found = rustup.args(["which", "--toolchain", "nightly", "cargo"]).output();
        let Some(found) = found.ok().filter(|found| found.status.success()) else {
            announce(
                "no nightly cargo is installed (`rustup toolchain install nightly`): \
                 a stable cargo is measured instead, which unites features",
            );
            return Ok(Self::United);
        };
        let mut rustc = Command::new("rustc");
        let sysroot = output_of(rustc.args(["--print", "sysroot"]).current_dir(subject.root()))?;
        let rustc = Path::new(sysroot.trim()).join("bin").join("rustc");
        Ok(Self::Apart {
            cargo: PathBuf::from(String::from_utf8_lossy(&found.stdout).trim()),
            rustc: rustc.with_extension(std::env::consts::EXE_EXTENSION),
        })
    }

    /// The name of the side in the table.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Apart { .. } => "one cargo process (nightly, features of each package)",
            Self::United => "one cargo process (stable, united features)",
        }
    }

    /// Compiles all packages into a target directory.
    pub(super) fn build(&self, subject: &Subject, target: &Path, units: &Units) -> Result<f64, ChoreError> {
        let (seconds, messages) = timed(&mut self.command(subject, target)?)?;
        units.borrow_mut().insert(self.name().to_owned(), compiled_units(&messages));
        Ok(seconds)
    }

    /// The command that compiles all packages into a target directory.
    pub(super) fn command(&self, subject: &Subject, target: &Path) -> Result<Command, ChoreError> {
        let mut cargo = match self {
            Self::Apart { cargo, rustc } => {
                let mut command = subject.cargo(cargo, "build", target);
                command.args(["-Zfeature-unification", "--config"]);
                command.arg("resolver.feature-unification=\"package\"").env("RUSTC", rustc);
                command
            }
            Self::United => subject.cargo("cargo", "build", target),
        };
        cargo.args(["--quiet", "--message-format", "json"]).args(subject.together()?);
        Ok(cargo)
    }
}

/// The name of the side that [`separately`] is.
pub(super) const SEPARATE: &str = "separate cargo installs";

/// A cold `cargo install` for each package, one after another, each with a target directory of its own.
pub(super) fn separately(subject: &Subject, units: &Units) -> Result<f64, ChoreError> {
    let mut seconds = 0.0;
    let mut compiled = 0;
    for package in &subject.packages {
        seconds += cold(|target| {
            let (seconds, messages) = timed(&mut install(subject, package, target))?;
            compiled += compiled_units(&messages);
            Ok(seconds)
        })?;
    }
    units.borrow_mut().insert(SEPARATE.to_owned(), compiled);
    Ok(seconds)
}

fn install(subject: &Subject, package: &Package, target: &Path) -> Command {
    let mut cargo = subject.cargo("cargo", "install", target);
    cargo.args(["--quiet", "--no-track", "--force", "--message-format", "json", "--path"]);
    cargo.arg(&package.directory).arg("--root").arg(target.join("root")).args(package.alone());
    cargo
}
