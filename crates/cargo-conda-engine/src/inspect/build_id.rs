//! The build id of an ELF program that names the prefix it was linked for.
//!
//! The linker hashes the whole program, with the path of the prefix in it. That path is replaced when
//! the program is packaged and again when it is installed, but the id stays. So two machines with different
//! prefixes would make programs that differ in their ids alone.

use goblin::elf::Elf;
use memchr::memmem;
use sha2::{Digest, Sha256};

/// The section of the id, and the length of the note before it: three numbers and the name `GNU`.
const SECTION: &str = ".note.gnu.build-id";
const NOTE: usize = 16;

/// The program with an id that does not depend on a prefix; `None` if the program has no id or does not name
/// the prefix.
pub(crate) fn without_prefix(program: &[u8], prefix: &str) -> Option<Vec<u8>> {
    let elf = Elf::parse(program).ok()?;
    let section =
        elf.section_headers.iter().find(|header| elf.shdr_strtab.get_at(header.sh_name) == Some(SECTION))?;
    let note = section.file_range()?;
    let id = note.start.checked_add(NOTE)?..note.end;
    let places: Vec<_> = memmem::find_iter(program, prefix).collect();
    if places.is_empty() || id.is_empty() {
        return None;
    }
    let mut neutral = program.to_vec();
    for place in places {
        neutral.get_mut(place..place + prefix.len())?.fill(b'_');
    }
    neutral.get_mut(id.clone())?.fill(0);
    let digest = Sha256::digest(&neutral);
    let mut changed = program.to_vec();
    let bytes = changed.get_mut(id)?.iter_mut();
    bytes.zip(digest.iter().chain(std::iter::repeat(&0))).for_each(|(byte, hashed)| *byte = *hashed);
    Some(changed)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{NOTE, without_prefix};

    #[test]
    fn the_id_follows_from_everything_but_the_prefix() {
        let program = fs_err::read(std::env::current_exe().unwrap()).unwrap();
        // Not literals: the test's own program would contain them.
        let [first, second] = ["/a", "/b"].map(|part| part.repeat(9));
        let with =
            |prefix: &str, last: &str| [program.as_slice(), prefix.as_bytes(), last.as_bytes()].concat();
        let id = |program: &[u8], prefix: &str| {
            let changed = without_prefix(program, prefix)?;
            let elf = goblin::elf::Elf::parse(&changed).unwrap();
            let named = |header: &&goblin::elf::SectionHeader| {
                elf.shdr_strtab.get_at(header.sh_name) == Some(super::SECTION)
            };
            let range = elf.section_headers.iter().find(named)?.file_range()?;
            Some(changed[range][NOTE..].to_vec())
        };
        let Some(one) = id(&with(&first, "x"), &first) else {
            // This linker writes no id.
            return;
        };
        assert_eq!(id(&with(&second, "x"), &second), Some(one.clone()));
        assert_ne!(id(&with(&second, "y"), &second), Some(one));
        assert_eq!(without_prefix(&program, &first), None);
        assert_eq!(without_prefix(b"no program", "/1"), None);
    }
}
