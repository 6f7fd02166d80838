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

#[cfg(test)]
mod tests {
    use goblin::mach::constants::cputype::{CPU_TYPE_ARM64, CPU_TYPE_X86_64};
    use goblin::mach::fat::FAT_MAGIC;
    use goblin::mach::header::{MH_EXECUTE, MH_MAGIC_64};
    use goblin::mach::load_command::{LC_BUILD_VERSION, LC_LOAD_DYLIB, LC_VERSION_MIN_MACOSX};
    use goblin::mach::{Mach, MachO};

    use super::{Needs, needs};

    /// A program of a header and load commands alone: the oldest macOS, in the form of new or of old linkers,
    /// and one library.
    fn program(processor: u32, macos: u32, is_new: bool) -> Vec<u8> {
        let library = b"@rpath/libz.1.dylib\0\0\0\0\0";
        let version = if is_new {
            vec![LC_BUILD_VERSION, 24, 1, macos, macos, 0]
        } else {
            vec![LC_VERSION_MIN_MACOSX, 16, macos, macos]
        };
        let size = u32::try_from(24 + library.len()).unwrap();
        let load = [LC_LOAD_DYLIB, size, 24, 2, 0x0001_0000, 0x0001_0000];
        let commands = u32::try_from(4 * version.len()).unwrap() + size;
        let header = [MH_MAGIC_64, processor, 0, MH_EXECUTE, 2, commands, 0, 0];
        let words = header.into_iter().chain(version).chain(load);
        words.flat_map(u32::to_le_bytes).chain(*library).collect()
    }

    /// A universal program of others, each for another processor.
    fn universal(programs: &[Vec<u8>]) -> Vec<u8> {
        const ALIGNED: usize = 4096;
        let word = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
        let mut bytes = [FAT_MAGIC.to_be_bytes(), word(programs.len())].concat();
        for (index, program) in programs.iter().enumerate() {
            let processor = MachO::parse(program, 0).unwrap().header.cputype();
            bytes.extend(processor.to_be_bytes());
            bytes.extend([0, (index + 1) * ALIGNED, program.len(), 12].map(word).concat());
        }
        for (index, program) in programs.iter().enumerate() {
            bytes.resize((index + 1) * ALIGNED, 0);
            bytes.extend(program);
        }
        bytes
    }

    /// The requirement on the system, or what the file is instead.
    fn system(bytes: &[u8], platform: &str) -> String {
        match needs(&Mach::parse(bytes).unwrap(), platform.parse().unwrap()) {
            Ok(Needs { libraries, system }) => {
                assert_eq!(libraries, ["@rpath/libz.1.dylib"]);
                system.unwrap().requirement().to_string()
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_oldest_system_is_read_in_both_forms() {
        assert_eq!(system(&program(CPU_TYPE_ARM64, 0x000b_0000, true), "osx-arm64"), "__osx >=11.0");
        assert_eq!(system(&program(CPU_TYPE_X86_64, 0x000a_0d00, false), "osx-64"), "__osx >=10.13");
    }

    #[test]
    fn of_a_universal_program_the_part_for_the_platform_counts() {
        let parts = [program(CPU_TYPE_X86_64, 0x000a_0d00, true), program(CPU_TYPE_ARM64, 0x000c_0100, true)];
        let both = universal(&parts);
        assert_eq!(system(&both, "osx-64"), "__osx >=10.13");
        assert_eq!(system(&both, "osx-arm64"), "__osx >=12.1");
        let other = "it is a program for another processor";
        assert_eq!(system(&universal(&parts[1..]), "osx-64"), other);
        assert_eq!(system(&parts[0], "osx-arm64"), other);
    }
}
