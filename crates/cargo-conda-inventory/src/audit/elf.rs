//! Adds the audit data to a finished ELF program.
//!
//! Nothing in the program moves: the data, the names of all sections and a longer table of sections are
//! appended, and the header is pointed at them. (The builder of the crate object would write dynamic symbols
//! and strings anew, in another order.)

use object::elf::{FileHeader32, FileHeader64, SHT_PROGBITS};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Endian as _, Endianness, FileKind};
use thiserror::Error;

use super::data::AuditData;

/// The section that scanners look for.
const SECTION: &str = ".dep-v0";

/// Why audit data cannot be added to a program.
#[derive(Debug, Error)]
pub enum EmbedError {
    /// The program has another format than ELF. In the others the data would have to be there when the
    /// program is linked: macOS signs the finished file.
    #[error("the program is no ELF file")]
    NotElf,
    /// The program cannot be read.
    #[error("the program cannot be read")]
    Unreadable(#[source] object::read::Error),
    /// The table of sections has no room for another one, or is not there.
    #[error("the program has no table of sections that can be extended")]
    NoTable,
    /// The data cannot be written.
    #[error("the list of crates cannot be written")]
    Data(#[source] serde_json::Error),
}

impl From<object::read::Error> for EmbedError {
    fn from(error: object::read::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl AuditData {
    /// The program with the data in it; `None` if the program has audit data already, from a compiler wrapper
    /// of the user's own.
    ///
    /// The section is not loaded when the program runs.
    pub fn embed(&self, program: &[u8]) -> Result<Option<Vec<u8>>, EmbedError> {
        match FileKind::parse(program) {
            Ok(FileKind::Elf64) => self.append::<FileHeader64<Endianness>>(program, &ELF64),
            Ok(FileKind::Elf32) => self.append::<FileHeader32<Endianness>>(program, &ELF32),
            Ok(_) | Err(_) => Err(EmbedError::NotElf),
        }
    }

    fn append<Elf: FileHeader<Endian = Endianness>>(
        &self,
        program: &[u8],
        layout: &Layout,
    ) -> Result<Option<Vec<u8>>, EmbedError> {
        let header = Elf::parse(program)?;
        let endian = header.endian()?;
        let sections = header.sections(endian, program)?;
        if sections.section_by_name(endian, SECTION.as_bytes()).is_some() {
            return Ok(None);
        }
        let start = usize::try_from(header.e_shoff(endian).into()).map_err(|_error| EmbedError::NoTable)?;
        let old_table = program.get(start..start + sections.len() * layout.section_size);
        let old_table = old_table.filter(|table| !table.is_empty()).ok_or(EmbedError::NoTable)?;
        let count = u16::try_from(sections.len() + 1).map_err(|_error| EmbedError::NoTable)?;
        let names_index = header.section_strings_index(endian, program)?;
        let old_names = sections.section(names_index)?.data(endian, program)?;

        let data = self.compressed().map_err(EmbedError::Data)?;
        let mut output = Output { bytes: program.to_vec(), endian, layout };
        let data_place = output.append(&data);
        let name = old_names.len();
        let names_place = output.append(&[old_names, SECTION.as_bytes(), b"\0"].concat());

        let mut table = Output { bytes: old_table.to_vec(), endian, layout };
        table.set_place(names_index.0 * layout.section_size, names_place);
        let added = table.bytes.len();
        table.bytes.resize(added + layout.section_size, 0);
        table.put(added, 4, name);
        table.put(added + 4, 4, usize::try_from(SHT_PROGBITS.0).unwrap_or_default());
        table.set_place(added, data_place);
        table.put(added + layout.alignment, layout.word, 1);

        let (place, _length) = output.append(&table.bytes);
        output.put(layout.table, layout.word, place);
        output.put(layout.table_length, 2, usize::from(count));
        Ok(Some(output.bytes))
    }
}

/// Where the numbers are that change, by the
/// [specification](https://refspecs.linuxfoundation.org/elf/elf.pdf).
struct Layout {
    /// The size of an offset.
    word: usize,
    /// In the header of the file: the offset of the table of sections.
    table: usize,
    /// In the header of the file: the number of sections.
    table_length: usize,
    /// The size of an entry of the table.
    section_size: usize,
    /// In an entry: the offset of the section, which its size follows.
    place: usize,
    /// In an entry: the alignment of the section.
    alignment: usize,
}

const ELF64: Layout =
    Layout { word: 8, table: 0x28, table_length: 0x3c, section_size: 64, place: 0x18, alignment: 0x30 };

const ELF32: Layout =
    Layout { word: 4, table: 0x20, table_length: 0x30, section_size: 40, place: 0x10, alignment: 0x20 };

/// Bytes that are written in the notation of a program.
struct Output<'a> {
    bytes: Vec<u8>,
    endian: Endianness,
    layout: &'a Layout,
}

impl Output<'_> {
    /// Appends bytes at the next offset that is a multiple of 8. Returns their offset and their length.
    fn append(&mut self, bytes: &[u8]) -> (usize, usize) {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        (offset, bytes.len())
    }

    /// Sets offset and length of the section whose entry begins at `entry`.
    fn set_place(&mut self, entry: usize, (offset, length): (usize, usize)) {
        let Layout { word, place, .. } = self.layout;
        self.put(entry + place, *word, offset);
        self.put(entry + place + word, *word, length);
    }

    /// Writes a number of `size` bytes.
    fn put(&mut self, at: usize, size: usize, number: usize) {
        let little = u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes();
        let Some(target) = self.bytes.get_mut(at..at + size) else {
            return;
        };
        target.copy_from_slice(&little[..size]);
        if self.endian.is_big_endian() {
            target.reverse();
        }
    }
}
