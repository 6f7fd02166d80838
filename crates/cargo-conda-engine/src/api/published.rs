//! Packages in the channels that a run is compared with.

use thiserror::Error;

/// A package in a channel of [`Plan::against`](cargo_conda_plan::Plan::against) that was made from what would
/// be built now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPackage {
    /// The URL of the channel, without tokens and passwords.
    pub channel: String,
    /// The URL of the archive, without tokens and passwords.
    pub url: String,
    /// The build string.
    pub build_string: String,
    /// The build number.
    pub build_number: u64,
    /// The size of the archive in bytes; `None` if the channel's index does not say.
    pub size: Option<u64>,
    /// The run dependencies of the package, as match specs.
    pub depends: Vec<String>,
}

/// Why a package in a channel cannot be compared with what would be built. It is never reused then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotComparable {
    /// Another program made the package, or an older version of this one.
    #[error("it carries no record of what it was made from")]
    NoRecord,
    /// Another version of this program made the package.
    #[error("its record has format {found}, and this cargo-conda compares format {known} only")]
    OtherFormat {
        /// The version of the record's format.
        found: u32,
        /// The version that this program knows.
        known: u32,
    },
    /// The record is no record, or was changed after it was written.
    #[error("its record is damaged")]
    DamagedRecord,
    /// The record is about another package.
    #[error("its record is that of {package}")]
    RecordOfAnother {
        /// Name, version, build string and platform of the package.
        package: String,
    },
    /// The archive is not the one that the channel's index describes.
    #[error("it is not the archive that the channel's index describes")]
    OtherArchive,
    /// There is no archive where the channel's index says.
    #[error("it is not there, although the channel's index lists it")]
    Missing,
    /// The archive cannot be read.
    #[error("it cannot be read: {reason}")]
    Unreadable {
        /// What failed.
        reason: String,
    },
}
