//! The format and compression of archives.

use thiserror::Error;

/// The format and compression of archives, in the notation of rattler-build's `--package-format`: `conda` or
/// `tar-bz2`, then perhaps a colon and a level. Without a level, `.conda` archives are compressed with level
/// 9 of Zstandard: rattler-build's own level, 15, takes seven times as long for archives that are a hundredth
/// smaller.
///
/// ```
/// use cargo_conda_engine::Packaging;
///
/// let strongest: Packaging = "conda:max".parse()?;
/// assert_eq!(strongest.extension(), ".conda");
/// assert_eq!("conda".parse(), "conda:9".parse::<Packaging>());
/// assert!("tar-bz2:10".parse::<Packaging>().is_err(), "bzip2 has the levels 1 to 9");
/// # Ok::<(), cargo_conda_engine::InvalidPackaging>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packaging {
    pub(crate) archive: ArchiveType,
    /// A level that the format has.
    pub(crate) compression: Compression,
}

/// The formats of conda packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ArchiveType {
    /// `.conda`, with Zstandard.
    Conda,
    /// `.tar.bz2`, for old clients.
    TarBz2,
}

/// How strongly archives are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Compression {
    /// The lowest level of the format.
    Lowest,
    /// rattler-build's default level.
    Default,
    /// The highest level of the format.
    Highest,
    /// A level by its number.
    Level(i32),
}

/// A text is not the format and compression of archives.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{reason}; write `conda` or `tar-bz2`, and after a colon `min`, `default`, `max`, or a number: -7 to 22 for \
     `conda`, 1 to 9 for `tar-bz2`"
)]
pub struct InvalidPackaging {
    pub(crate) reason: String,
}

/// The level of Zstandard for `.conda` archives unless another is asked for.
const LEVEL_OF_CONDA: i32 = 9;

/// `.conda` archives with level 9.
impl Default for Packaging {
    fn default() -> Self {
        Self { archive: ArchiveType::Conda, compression: Compression::Level(LEVEL_OF_CONDA) }
    }
}

impl Packaging {
    /// How the names of the archives end: `.conda` or `.tar.bz2`.
    pub fn extension(&self) -> &'static str {
        match self.archive {
            ArchiveType::Conda => ".conda",
            ArchiveType::TarBz2 => ".tar.bz2",
        }
    }
}
