//! What a program needs from the machine that it runs on, read from the program itself.

use camino::Utf8Path;
use cargo_conda_mapping::{MacosVersion, Platform, Requirement, SymbolVersion};
use fs_err as fs;
use goblin::Object;
use thiserror::Error;

/// Why a program could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(std::io::Error),
    /// The file is damaged.
    #[error("failed to parse it")]
    Parse(#[source] goblin::error::Error),
    /// The file is a program of something else: cargo's configuration may build for another target.
    #[error("it is {found}")]
    OtherFormat {
        /// What it is.
        found: String,
    },
}

/// What a program needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    /// Shared libraries, as the program names them.
    pub(crate) libraries: Vec<String>,
    /// The oldest system it runs on.
    pub(crate) system: Option<SystemVersion>,
}

/// The version of the system that programs of a platform are linked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SystemVersion {
    /// glibc, on Linux.
    Glibc(SymbolVersion),
    /// macOS.
    Macos(MacosVersion),
}

impl SystemVersion {
    /// The dependency on the virtual package that stands for it.
    pub(crate) fn requirement(self) -> Requirement {
        match self {
            Self::Glibc(version) => version.glibc_requirement(),
            Self::Macos(version) => version.requirement(),
        }
    }
}

/// Reads what a program needs.
pub(crate) fn needs(path: &Utf8Path, platform: Platform) -> Result<Needs, InspectError> {
    let bytes = fs::read(path).map_err(InspectError::Io)?;
    match Object::parse(&bytes).map_err(InspectError::Parse)? {
        Object::Elf(program) if platform.is_linux() => super::elf::needs(&program, platform),
        Object::Mach(program) if platform.is_osx() => super::mach::needs(&program, platform),
        Object::PE(program) if platform.is_windows() => super::pe::needs(&program, platform),
        other => Err(InspectError::OtherFormat { found: format_name(&other).to_owned() }),
    }
}

fn format_name(object: &Object<'_>) -> &'static str {
    match object {
        Object::Elf(_) => "an ELF file",
        Object::PE(_) => "a Windows program",
        Object::TE(_) => "a firmware image",
        Object::COFF(_) => "a COFF object",
        Object::Mach(_) => "a macOS program",
        Object::Archive(_) => "an archive",
        _ => "no program",
    }
}
