//! Formats and compression of archives in the notation and in the types of rattler.

use std::str::FromStr;

use rattler_build_core::types::PackagingSettings;
use rattler_conda_types::compression_level::CompressionLevel;
use rattler_conda_types::package::CondaArchiveType;
use rattler_config::config::build::PackageFormatAndCompression;

use crate::api::{ArchiveType, Compression, InvalidPackaging, Packaging};

impl FromStr for Packaging {
    type Err = InvalidPackaging;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let PackageFormatAndCompression { archive_type, compression_level } =
            text.parse().map_err(|reason| InvalidPackaging { reason })?;
        let archive = match archive_type {
            CondaArchiveType::Conda if !text.contains(':') => return Ok(Self::default()),
            CondaArchiveType::Conda => ArchiveType::Conda,
            CondaArchiveType::TarBz2 => ArchiveType::TarBz2,
        };
        Ok(Self {
            archive,
            compression: match compression_level {
                CompressionLevel::Lowest => Compression::Lowest,
                CompressionLevel::Default => Compression::Default,
                CompressionLevel::Highest => Compression::Highest,
                CompressionLevel::Numeric(level) => Compression::Level(level),
            },
        })
    }
}

pub(super) fn settings(Packaging { archive, compression }: Packaging) -> PackagingSettings {
    let archive = match archive {
        ArchiveType::Conda => CondaArchiveType::Conda,
        ArchiveType::TarBz2 => CondaArchiveType::TarBz2,
    };
    let compression = match compression {
        Compression::Lowest => CompressionLevel::Lowest,
        Compression::Default => CompressionLevel::Default,
        Compression::Highest => CompressionLevel::Highest,
        Compression::Level(level) => CompressionLevel::Numeric(level),
    };
    PackagingSettings::from_args(archive, compression)
}
