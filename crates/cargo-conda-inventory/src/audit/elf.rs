//! Adds the audit data to a finished ELF program.

use object::build::elf::{Builder, SectionData};
use object::elf::SHT_PROGBITS;
use object::{FileKind, Object as _, ObjectSection as _};
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
    /// The program cannot be taken apart or put together.
    #[error("the program cannot be rewritten")]
    Elf(#[source] object::build::Error),
    /// The program cannot be read.
    #[error("the program cannot be read")]
    Unreadable(#[source] object::read::Error),
    /// The data cannot be written.
    #[error("the list of crates cannot be written")]
    Data(#[source] serde_json::Error),
}

impl AuditData {
    /// The program with the data in it; `None` if the program has audit data already, from a compiler wrapper
    /// of the user's own.
    ///
    /// The section is not loaded when the program runs, so code and data keep their places.
    pub fn embed(&self, program: &[u8]) -> Result<Option<Vec<u8>>, EmbedError> {
        if !matches!(FileKind::parse(program), Ok(FileKind::Elf32 | FileKind::Elf64)) {
            return Err(EmbedError::NotElf);
        }
        if Self::section(program)?.is_some() {
            return Ok(None);
        }
        let mut builder = Builder::read(program).map_err(EmbedError::Elf)?;
        let section = builder.sections.add();
        section.name = SECTION.into();
        section.sh_type = SHT_PROGBITS;
        section.sh_addralign = 1;
        section.data = SectionData::Data(self.compressed().map_err(EmbedError::Data)?.into());
        builder.set_section_sizes();
        let mut rewritten = Vec::with_capacity(program.len());
        builder.write(&mut rewritten).map_err(EmbedError::Elf)?;
        Ok(Some(rewritten))
    }

    /// The content of the section of a program; `None` if the program has no such section.
    fn section(program: &[u8]) -> Result<Option<&[u8]>, EmbedError> {
        let file = object::File::parse(program).map_err(EmbedError::Unreadable)?;
        let section = file.section_by_name(SECTION);
        section.map(|section| section.data()).transpose().map_err(EmbedError::Unreadable)
    }
}
