//! How others compile the same packages with cargo alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::compile::{Units, cold};
use super::rounds::timed;
use super::subject::{Package, Subject, compiled_units};
use crate::error::ChoreError;
use crate::step::{announce, output_of};

/// One cargo process for all packages: the least that they can take.
pub(super) enum Together {
    /// A nightly cargo can keep the features of packages apart.
    Apart { cargo: PathBuf, rustc: PathBuf },
    /// A stable one unites them, so it may compile less than there is to compile.
    United,
}

impl Together {
    /// The best that is installed. The compiler is the workspace's own in any case.
    pub(super) fn find(subject: &Subject) -> Result<Self, ChoreError> {
        let mut rustup = Command::new("rustup");
        let found = rustup.args(["which", "--toolchain", "nightly", "cargo"]).output();
        let Some(found) = found.ok().filter(|found| found.status.success()) else {
            announce(
                "there is no nightly cargo (`rustup toolchain install nightly` gets one): \
                 a stable one stands in, which unites features",
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

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Apart { .. } => "one cargo process (nightly, features of each package)",
            Self::United => "one cargo process (stable, united features)",
        }
    }

    /// Compiles all packages into a target directory.
    pub(super) fn build(&self, subject: &Subject, target: &Path, units: &Units) -> Result<f64, ChoreError> {
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
        let (seconds, messages) = timed(&mut cargo)?;
        units.borrow_mut().insert(self.name().to_owned(), compiled_units(&messages));
        Ok(seconds)
    }
}

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
