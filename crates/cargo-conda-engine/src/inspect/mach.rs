//! macOS programs (Mach-O).

use cargo_conda_mapping::{MacosVersion, Platform};
use goblin::mach::constants::cputype::{CPU_TYPE_ARM64, CPU_TYPE_X86_64};
use goblin::mach::load_command::CommandVariant;
use goblin::mach::{Mach, MachO, SingleArch};

use super::needs::{InspectError, Needs, SystemVersion};

/// The libraries in the load commands, and the oldest macOS that the program was linked for. Of a universal
/// program, only the part for the platform counts.
pub(super) fn needs(program: &Mach<'_>, platform: Platform) -> Result<Needs, InspectError> {
    let other = || InspectError::OtherFormat { found: "a program for another processor".to_owned() };
    match program {
        Mach::Binary(program) => is_for(program, platform).then(|| needs_of(program)).ok_or_else(other),
        Mach::Fat(programs) => {
            for index in 0..programs.narches {
                if let SingleArch::MachO(program) = programs.get(index).map_err(InspectError::Parse)?
                    && is_for(&program, platform)
                {
                    return Ok(needs_of(&program));
                }
            }
            Err(other())
        }
    }
}

fn is_for(program: &MachO<'_>, platform: Platform) -> bool {
    let wanted = if platform.as_str() == "osx-arm64" { CPU_TYPE_ARM64 } else { CPU_TYPE_X86_64 };
    program.header.cputype() == wanted
}

fn needs_of(program: &MachO<'_>) -> Needs {
    let oldest = program.load_commands.iter().find_map(|command| match &command.command {
        CommandVariant::BuildVersion(version) => Some(version.minos),
        CommandVariant::VersionMinMacosx(version) => Some(version.version),
        _ => None,
    });
    let system = oldest.map(|packed| SystemVersion::Macos(MacosVersion::from_mach_o(packed)));
    // The first entry stands for the program itself.
    let libraries =
        program.libs.iter().filter(|&&library| library != "self").map(|&library| library.to_owned());
    Needs { libraries: libraries.collect(), system }
}
