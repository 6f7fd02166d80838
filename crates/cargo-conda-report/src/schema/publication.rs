//! The output of `cargo conda publish --format json`: one event a line.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// One line of the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishEventDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The event.
    #[serde(flatten)]
    pub body: PublishEventBody,
}

/// An event; the name of the variant in `kebab-case` is the value of the key `event`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PublishEventBody {
    /// An archive is done.
    PackagePublished {
        /// Absolute path of the archive.
        file: Utf8PathBuf,
        /// The name of the package.
        name: String,
        /// The version of the package.
        version: String,
        /// The folder of the channel: a conda platform, or `noarch`.
        platform: String,
        /// The SHA-256 digest of the archive in hexadecimal digits.
        sha256: String,
        /// The size of the archive in bytes.
        size: u64,
        /// Whether it was attested that the archive goes to the channel.
        #[serde(default)]
        attested: bool,
        /// What became of it.
        outcome: PublishOutcomeWord,
        /// The error and its causes, joined by `: `; null unless the archive could not be published.
        error: Option<String>,
    },
    /// All archives are done; always the last line.
    Finished {
        /// The channel, without tokens and passwords.
        channel: String,
        /// The number of archives that are in the channel now, those that replaced another one included.
        published: usize,
        /// The number of archives that were in the channel before.
        there_already: usize,
        /// The number of archives that could not be published.
        failed: usize,
        /// The number of archives that were not tried, because another one failed or publishing was stopped.
        not_tried: usize,
        /// The number of archives that would be published; 0 without `--dry-run`.
        planned: usize,
        /// The packages that are in the channel, in the order of publishing.
        packages: Vec<InstallableDocument>,
    },
}

/// A package in a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InstallableDocument {
    /// The name of the package.
    pub name: String,
    /// The version.
    pub version: String,
    /// A command line that installs it.
    pub install: String,
}

/// What became of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PublishOutcomeWord {
    /// It is in the channel now.
    Published,
    /// It is in the channel now, in place of one that had its name.
    Replaced,
    /// It was in the channel before, with the same content.
    ThereAlready,
    /// It could not be put into the channel.
    Failed,
    /// Another one failed before its turn, or publishing was stopped.
    NotTried,
    /// It would be put into the channel.
    WouldPublish,
    /// It would be put into the channel, in place of one that has its name.
    WouldReplace,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}
