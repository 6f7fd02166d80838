//! The list in a program, where cargo-auditable and builds of cargo-conda put it.

use auditable_extract::Error as ExtractError;
use auditable_serde::{DependencyKind, Package, Source, VersionInfo};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::list::{CrateList, DamagedList, ListedCrate};

/// The most bytes of a list that are unpacked, as in cargo-audit. A thousand crates take less than a tenth.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What kind of machine code a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// A program or a dynamic library, which can carry a list of crates.
    Program,
    /// A static library, which cannot.
    StaticLibrary,
}

/// Tells by its first bytes whether a file holds machine code; `None` if it does not.
pub fn code_kind(file: &[u8]) -> Option<CodeKind> {
    let starts = |magic: &[u8]| file.starts_with(magic);
    if starts(b"!<arch>\n") {
        return Some(CodeKind::StaticLibrary);
    }
    let is_program = if starts(b"\x7fELF") {
        !is_object_file(file)
    } else if starts(b"MZ") {
        is_portable_executable(file)
    } else if starts(b"\xca\xfe\xba\xbe") {
        // A Mach-O file for several processors. Java's classes start with the same bytes; where the number of
        // processors is here, they have their version, which is larger.
        file.get(4..8).is_some_and(|count| *count < [0, 0, 0, 40][..])
    } else {
        [&b"\xfe\xed\xfa\xce"[..], b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\0asm"]
            .into_iter()
            .any(starts)
    };
    is_program.then_some(CodeKind::Program)
}

/// Whether an ELF file is the output of a compiler, which is not linked yet.
fn is_object_file(elf: &[u8]) -> bool {
    let is_big_endian = elf.get(5) == Some(&2);
    let relocatable = if is_big_endian { [0, 1] } else { [1, 0] };
    elf.get(16..18) == Some(&relocatable)
}

fn is_portable_executable(file: &[u8]) -> bool {
    let place = file.get(0x3c..0x40).and_then(|place| <[u8; 4]>::try_from(place).ok());
    let place = place.and_then(|place| usize::try_from(u32::from_le_bytes(place)).ok());
    place.and_then(|place| file.get(place..)?.get(..4)).is_some_and(|signature| signature == b"PE\0\0")
}

impl CrateList {
    /// The list in a program; `None` if the program carries none.
    pub fn of_program(program: &[u8]) -> Result<Option<Self>, DamagedList> {
        let packed = match auditable_extract::raw_auditable_data(program) {
            Ok(packed) => packed,
            // A stripped program may have no sections at all, a packed one has others.
            Err(
                ExtractError::NoAuditData
                | ExtractError::NotAnExecutable
                | ExtractError::SymbolsSectionIsMissing
                | ExtractError::SectionIsMissing,
            ) => return Ok(None),
            Err(error) => return Err(DamagedList::File { reason: error.to_string().to_lowercase() }),
        };
        let json =
            decompress_to_vec_zlib_with_limit(packed, MOST_BYTES).map_err(|error| match error.status {
                TINFLStatus::HasMoreOutput => DamagedList::TooLarge { most: MOST_BYTES },
                _ => DamagedList::Packed { reason: error.to_string().to_lowercase() },
            })?;
        let info: VersionInfo = serde_json::from_slice(&json).map_err(|error| DamagedList::form(&error))?;
        let root = info.packages.iter().position(|package| package.root);
        let crates = info.packages.into_iter().map(listed).collect();
        Self { crates, root, roots: Vec::new() }.checked().map(Some)
    }
}

fn listed(Package { name, version, source, kind, dependencies, .. }: Package) -> ListedCrate {
    ListedCrate {
        name,
        version,
        is_from_crates_io: source == Source::CratesIo,
        is_linked: kind == DependencyKind::Runtime,
        dependencies,
    }
}
