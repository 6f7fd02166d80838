//! How two archives of one package differ.

use std::fmt;

/// A file in which two archives differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path in the archive; empty if all files are equal and the archives were only packed otherwise.
    pub file: String,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// Only the first archive has it.
    OnlyFirst,
    /// Only the second archive has it.
    OnlySecond,
    /// Its type, its rights or its time differ.
    Attributes,
    /// Its bytes differ.
    Bytes {
        /// The offset of the first byte that differs, from 0.
        offset: usize,
        /// The section of a program that has this byte; `None` if the file is no ELF program.
        section: Option<String>,
        /// The dotted keys of a JSON document whose values differ, sorted; empty for other files.
        keys: Vec<String>,
    },
    /// Only the order of files, or how they were compressed.
    Packing,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, kind } = self;
        match kind {
            DifferenceKind::OnlyFirst => write!(f, "{file} is only in the archive"),
            DifferenceKind::OnlySecond => write!(f, "{file} is only in what was built again"),
            DifferenceKind::Attributes => write!(f, "{file} differs in its type, rights or time"),
            DifferenceKind::Bytes { keys, .. } if !keys.is_empty() => {
                write!(f, "{file} differs in `{}`", keys.join("`, `"))
            }
            DifferenceKind::Bytes { offset, section: Some(section), .. } => {
                write!(f, "{file} differs from byte {offset} on, in its section `{section}`")
            }
            DifferenceKind::Bytes { offset, .. } => write!(f, "{file} differs from byte {offset} on"),
            DifferenceKind::Packing => write!(f, "all files are equal, but they were packed otherwise"),
        }
    }
}
