//! The channel for building on and for this machine.

use std::path::Path;

use super::gcc::{self, Compiler};
use super::library::Libraries;
use super::rust::Toolchain;
use super::{CLibrary, Contents, machine, oddity, pixi, python, tool};
use crate::error::ChoreError;
use crate::repository::Repository;

pub(super) fn contents(repository: &Repository) -> Result<Contents, ChoreError> {
    let rust = Toolchain::of("rustc".as_ref())?;
    let platform = rust.platform;
    let libraries = Libraries::find(platform)?;
    let glibc = machine::glibc()?;
    let mut packages = vec![rust.copy()?, rust.standard_library(platform)?, rust.activation(platform)];
    packages.extend(Compiler::find(platform, platform)?.packages());
    packages.push(gcc::sysroot(platform, &glibc, &Path::new("/usr/lib").join(platform.debian()))?);
    packages.extend(libraries.packages()?);
    packages.extend(tool::packages(platform)?);
    packages.extend(tool::sccache(repository, platform)?);
    packages.extend(python::packages(repository, platform)?);
    packages.push(pixi::protocol());
    packages.push(oddity::skew(platform));
    packages.push(oddity::headerless(platform));
    Ok(Contents { packages, platforms: vec![platform.name()], c_library: CLibrary::glibc(glibc) })
}
