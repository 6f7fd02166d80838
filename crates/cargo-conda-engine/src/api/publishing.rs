//! Publishing finished packages: what is asked for, and what becomes of each archive.

use std::sync::Arc;

use camino::Utf8PathBuf;
use url::Url;

use super::credentials::Credentials;
use super::destination::Destination;
use super::error::PublishError;
use super::interrupt::Interrupt;
use super::request::Network;
use super::s3::S3Settings;

/// Which finished packages are published, and where.
#[derive(Debug, Clone)]
pub struct PublishRequest {
    /// The packages.
    pub packages: PublishedSet,
    /// The channel that they are published to.
    pub destination: Destination,
    /// Whether an archive takes the place of a published one that has its name and other content.
    pub replace: bool,
    /// Whether the service on which this runs attests what is published.
    pub attest: bool,
    /// The URL that attestations name the channel by; `None` for that of the destination.
    pub channel_url: Option<Url>,
    /// Whether nothing is changed, and only said what would be.
    pub dry_run: bool,
    /// Credentials for the channel's server, from the caller's environment.
    pub credentials: Credentials,
    /// Where the bucket is, if the channel is in one.
    pub s3: S3Settings,
    /// Whether a server may be asked. A directory needs no network.
    pub network: Network,
    /// Stops publishing: after the archive that is at work, and at once if it is asked for a second time.
    pub interrupt: Interrupt,
}

/// The packages that are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishedSet {
    /// What the last run with this scratch directory made or found up to date.
    LastRun {
        /// The scratch directory.
        scratch: Utf8PathBuf,
    },
    /// All archives of channels.
    Channels(
        /// The directories of the channels.
        Vec<Utf8PathBuf>,
    ),
}

/// What became of the packages.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The channel by the name that clients know it by, without tokens and passwords.
    pub channel: String,
    /// The archives in the order in which they are published: dependencies before their dependents.
    pub archives: Vec<PublishedArchive>,
}

/// An archive, and what became of it.
#[derive(Debug, Clone)]
pub struct PublishedArchive {
    /// The path of the archive.
    pub file: Utf8PathBuf,
    /// The name of the package.
    pub name: String,
    /// The version of the package.
    pub version: String,
    /// The folder of the channel: a platform, or `noarch`.
    pub subdir: String,
    /// The SHA-256 digest of the archive in hexadecimal digits.
    pub sha256: String,
    /// The size of the archive in bytes.
    pub size: u64,
    /// Whether it was attested that the archive goes to the channel.
    pub attested: bool,
    /// What became of it.
    pub outcome: PublishOutcome,
}

/// What became of an archive.
#[derive(Debug, Clone)]
pub enum PublishOutcome {
    /// It is in the channel now.
    Published,
    /// It is in the channel now, in place of one that had its name.
    Replaced,
    /// It was in the channel before, with the same content.
    ThereAlready,
    /// It could not be put into the channel.
    Failed(Arc<PublishError>),
    /// It is not in the channel: another one failed before its turn, or publishing was stopped.
    NotTried,
    /// It would be put into the channel, in place of one that has its name if `replaces` is true.
    Planned {
        /// True if the channel has another archive of its name.
        replaces: bool,
    },
}
