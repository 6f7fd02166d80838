//! macOS programs.

use cargo_conda_mapping::MacosVersion;
use goblin::mach::load_command::CommandVariant;
use goblin::mach::{Mach, MachO, SingleArch};

use super::{InspectError, Needs, SystemVersion};

/// The libraries of the load commands, and the oldest macOS that the linker was told.
pub(super) fn needs(program: &Mach<'_>) -> Result<Needs, InspectError> {
    match program {
        Mach::Binary(program) => Ok(needs_of(program)),
        Mach::Fat(programs) => {
            let mut needs = Needs::default();
            for index in 0..programs.narches {
                if let SingleArch::MachO(program) = programs.get(index).map_err(InspectError::Parse)? {
                    needs = needs_of(&program);
                }
            }
            Ok(needs)
        }
    }
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
