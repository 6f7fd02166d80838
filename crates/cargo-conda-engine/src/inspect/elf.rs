//! Linux programs (ELF).

use std::collections::BTreeMap;

use cargo_conda_mapping::{Platform, SymbolVersion, highest_glibc};
use goblin::elf::Elf;
use goblin::elf::header::{
    EM_386, EM_AARCH64, EM_ARM, EM_PPC64, EM_RISCV, EM_S390, EM_X86_64, machine_to_str,
};

use super::needs::{InspectError, Needs, SystemVersion};

/// The libraries in the dynamic section, and the newest version among the glibc symbols that the program
/// uses.
pub(super) fn needs(program: &Elf<'_>, platform: Platform) -> Result<Needs, InspectError> {
    if machine(platform).is_some_and(|machine| machine != program.header.e_machine) {
        let found = format!("a program for {}", machine_to_str(program.header.e_machine));
        return Err(InspectError::OtherFormat { found });
    }
    let versions = program.verneed.iter().flat_map(goblin::elf::VerneedSection::iter).flat_map(|need| {
        need.iter().filter_map(|version| program.dynstrtab.get_at(version.vna_name)).collect::<Vec<_>>()
    });
    Ok(Needs {
        libraries: program.libraries.iter().map(|&library| library.to_owned()).collect(),
        system: highest_glibc(versions).map(SystemVersion::Glibc),
    })
}

/// The symbols of glibc that a program uses and that are newer than a version, each with its own version,
/// sorted.
pub(super) fn newer_symbols(program: &Elf<'_>, than: SymbolVersion) -> Vec<(String, SymbolVersion)> {
    let needed = program.verneed.iter().flat_map(goblin::elf::VerneedSection::iter);
    let versions: BTreeMap<u16, SymbolVersion> = needed
        .flat_map(|need| need.iter().map(|version| (version.vna_other, version.vna_name)).collect::<Vec<_>>())
        .filter_map(|(index, name)| {
            Some((index, SymbolVersion::parse_glibc(program.dynstrtab.get_at(name)?)?))
        })
        .collect();
    let indexes = program.versym.iter().flat_map(goblin::elf::VersymSection::iter);
    let used = program.dynsyms.iter().zip(indexes).filter_map(|(symbol, index)| {
        let version = versions.get(&index.version()).filter(|version| **version > than)?;
        Some((program.dynstrtab.get_at(symbol.st_name)?.to_owned(), *version))
    });
    let mut used: Vec<_> = used.collect();
    used.sort();
    used
}

/// The `e_machine` value of a platform's programs.
fn machine(platform: Platform) -> Option<u16> {
    match platform.as_str() {
        "linux-64" => Some(EM_X86_64),
        "linux-32" => Some(EM_386),
        "linux-aarch64" => Some(EM_AARCH64),
        "linux-armv6l" | "linux-armv7l" => Some(EM_ARM),
        "linux-ppc64le" => Some(EM_PPC64),
        "linux-riscv64" => Some(EM_RISCV),
        "linux-s390x" => Some(EM_S390),
        _ => None,
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use camino::Utf8PathBuf;
    use cargo_conda_mapping::{Platform, is_base_library};

    use crate::inspect::{InspectError, needs};

    /// The program that runs this test is a Rust program that this machine linked.
    fn this_program() -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(std::env::current_exe().unwrap()).unwrap()
    }

    #[test]
    fn a_rust_program_needs_glibc_and_its_libraries() {
        let here = Platform::current().unwrap();
        let needs = needs(&this_program(), here).unwrap();
        assert!(needs.libraries.iter().any(|library| library == "libc.so.6"), "{needs:?}");
        assert!(needs.libraries.iter().all(|library| is_base_library(here, library)), "{needs:?}");
        let system = needs.system.unwrap().requirement();
        assert_eq!(system.name(), "__glibc");
        assert!(system.as_str().starts_with("__glibc >=2."), "{}", system.as_str());
    }

    #[test]
    fn a_program_of_another_machine_is_refused() {
        let other = if cfg!(target_arch = "x86_64") { "linux-aarch64" } else { "linux-64" };
        let error = needs(&this_program(), other.parse().unwrap()).unwrap_err();
        assert!(matches!(&error, InspectError::OtherFormat { found } if found.starts_with("a program for")));
        let error = needs(&this_program(), "win-64".parse().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "it is an ELF file");
    }
}
