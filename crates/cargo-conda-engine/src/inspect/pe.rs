//! Windows programs (PE).

use cargo_conda_mapping::Platform;
use goblin::pe::PE;
use goblin::pe::header::{COFF_MACHINE_ARM64, COFF_MACHINE_X86, COFF_MACHINE_X86_64};

use super::needs::{InspectError, Needs, SystemVersion};
use super::visual_cpp::VisualCppVersion;

/// The libraries in the import table, and the version of Visual C++'s run time if it is among them. conda has
/// no virtual package for a version of Windows' own libraries, so none is read.
pub(super) fn needs(program: &PE<'_>, platform: Platform) -> Result<Needs, InspectError> {
    if machine(platform).is_some_and(|machine| machine != program.header.coff_header.machine) {
        return Err(InspectError::OtherFormat { found: "a program for another processor".to_owned() });
    }
    let mut libraries: Vec<_> =
        program.libraries.iter().map(|library| library.to_ascii_lowercase()).collect();
    libraries.sort();
    libraries.dedup();
    let linked = program.header.optional_header.map(|header| header.standard_fields);
    let linked = linked.map(|fields| (fields.major_linker_version, fields.minor_linker_version));
    let system = VisualCppVersion::of(&libraries, linked).map(SystemVersion::VisualCpp);
    Ok(Needs { libraries, system })
}

/// The `Machine` value in the header of a platform's programs.
fn machine(platform: Platform) -> Option<u16> {
    match platform.as_str() {
        "win-32" => Some(COFF_MACHINE_X86),
        "win-64" => Some(COFF_MACHINE_X86_64),
        "win-arm64" => Some(COFF_MACHINE_ARM64),
        _ => None,
    }
}
