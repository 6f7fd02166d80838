//! Windows programs.

use goblin::pe::PE;

use super::Needs;

/// The libraries of the import table. Windows has no package for the system's version to be stated with.
pub(super) fn needs(program: &PE<'_>) -> Needs {
    let mut libraries: Vec<_> =
        program.libraries.iter().map(|library| library.to_ascii_lowercase()).collect();
    libraries.sort();
    libraries.dedup();
    Needs { libraries, system: None }
}
