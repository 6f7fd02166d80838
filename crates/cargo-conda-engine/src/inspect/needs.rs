//! What a program needs, in the same form for every operating system.

use camino::Utf8Path;
use cargo_conda_mapping::{MacosVersion, Platform, Requirement, SymbolVersion};
use fs_err as fs;
use goblin::Object;
use goblin::elf::Elf;
use thiserror::Error;

use super::visual_cpp::VisualCppVersion;

/// Why a program could not be inspected.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(std::io::Error),
    /// The file is damaged.
    #[error("failed to parse it")]
    Parse(#[source] goblin::error::Error),
    /// The file is a program for another platform: cargo's configuration may build for another target.
    #[error("it is {found}")]
    OtherFormat {
        /// A description of the file, such as "a program for aarch64".
        found: String,
    },
}

/// What a program needs from the machine that it runs on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    /// Shared libraries, by the names or paths that the program has for them.
    pub(crate) libraries: Vec<String>,
    /// The oldest version of the system that it runs on; `None` if it runs on any.
    pub(crate) system: Option<SystemVersion>,
}

/// A version of the system that programs of a platform are linked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SystemVersion {
    /// glibc, on Linux.
    Glibc(SymbolVersion),
    /// macOS.
    Macos(MacosVersion),
    /// The run time of Visual C++, on Windows.
    VisualCpp(VisualCppVersion),
}

impl SystemVersion {
    /// The run requirement on conda's virtual package for the system, such as `__glibc >=2.28,<3.0.a0`; for
    /// Visual C++ on the package of its run time.
    pub(crate) fn requirement(self) -> Requirement {
        match self {
            Self::Glibc(version) => version.glibc_requirement(),
            Self::Macos(version) => version.requirement(),
            Self::VisualCpp(version) => version.requirement(),
        }
    }
}

/// Inspects a program of a platform.
pub(crate) fn needs(path: &Utf8Path, platform: Platform) -> Result<Needs, InspectError> {
    let bytes = fs::read(path).map_err(InspectError::Io)?;
    match Object::parse(&bytes).map_err(InspectError::Parse)? {
        Object::Elf(program) if platform.is_linux() => super::elf::needs(&program, platform),
        Object::Mach(program) if platform.is_osx() => super::mach::needs(&program, platform),
        Object::PE(program) if platform.is_windows() => super::pe::needs(&program, platform),
        other => Err(InspectError::OtherFormat { found: format_name(&other).to_owned() }),
    }
}

/// The symbols of glibc that a program for Linux uses and that are newer than a version, each with its own
/// version, sorted.
pub(crate) fn newer_symbols(
    path: &Utf8Path,
    than: SymbolVersion,
) -> Result<Vec<(String, SymbolVersion)>, InspectError> {
    let bytes = fs::read(path).map_err(InspectError::Io)?;
    let program = Elf::parse(&bytes).map_err(InspectError::Parse)?;
    Ok(super::elf::newer_symbols(&program, than))
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
