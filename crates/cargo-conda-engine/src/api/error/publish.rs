//! Why packages cannot be published.

use std::fmt;
use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use super::fault::Fault;
use super::step::StepError;

/// Why packages cannot be published. Nothing was changed in the channel, unless the error says that the index
/// could not be written.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The channel has no form of address that can be published to.
    #[error("`{address}` is not a channel that packages can be published to")]
    Address {
        /// The address as it was given, without tokens and passwords.
        address: String,
    },
    /// No run has come to its end in this scratch directory, or one has begun since.
    #[error("there is nothing to publish yet: no finished run is known in `{scratch}`")]
    NoRun {
        /// The scratch directory.
        scratch: Utf8PathBuf,
    },
    /// The last run did not make everything that it should have made.
    #[error("the last run did not make {}, so nothing was published", .missing.join(", "))]
    Unfinished {
        /// The names of the packages.
        missing: Vec<String>,
    },
    /// The last run was to make no package that is not in another channel already.
    #[error("the last run had no packages to put into a channel")]
    EmptyRun,
    /// A directory whose archives were to be published has none.
    #[error("`{path}` has no packages to publish")]
    NoArchives {
        /// The directory.
        path: Utf8PathBuf,
    },
    /// A directory or an archive that was to be published cannot be read.
    #[error("failed to read `{path}`, which was to be published")]
    Unreadable {
        /// The directory or file.
        path: Utf8PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file that was to be published is no package, or not the package that its name says.
    #[error("`{path}` cannot be published")]
    NotAPackage {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        #[source]
        source: StepError,
    },
    /// The channel is not there.
    #[error("there is no channel at `{channel}`")]
    NoChannel {
        /// The channel.
        channel: String,
    },
    /// The channel has archives of these names with other content.
    #[error("`{channel}` has other content under {}, so nothing was published{}", count(.taken), listed(.taken))]
    Taken {
        /// The channel.
        channel: String,
        /// The names, in the order of publishing; never empty.
        taken: Vec<TakenName>,
    },
    /// An archive cannot be put into the channel.
    #[error("failed to put it into `{channel}`")]
    Put {
        /// The channel.
        channel: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Another process has changed the channel meanwhile.
    #[error("another process has changed `{file}` meanwhile, so nothing was published")]
    Overtaken {
        /// The path of an archive in the channel.
        file: Utf8PathBuf,
    },
    /// The archives are in the channel, but its index cannot be written.
    #[error("the packages are in `{channel}`, but its index could not be written")]
    Index {
        /// The channel.
        channel: String,
        /// The cause.
        #[source]
        source: StepError,
    },
}

/// A file name that is taken in a channel by other content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenName {
    /// The folder and the name of the file.
    pub file: String,
    /// The digest of the archive that was to be published.
    pub here: String,
    /// The digest of the archive in the channel.
    pub there: String,
}

impl fmt::Display for TakenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, here, there } = self;
        write!(f, "{file}: the channel has sha256 {there}, this one is {here}")
    }
}

fn count(taken: &[TakenName]) -> String {
    match taken {
        [_] => "a file name of this set".to_owned(),
        names => format!("{} file names of this set", names.len()),
    }
}

fn listed(taken: &[TakenName]) -> String {
    let names: Vec<_> = taken.iter().map(ToString::to_string).collect();
    format!("\n  {}", names.join("\n  "))
}

impl PublishError {
    /// Tells what has to change before the same call can succeed.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Address { .. }
            | Self::NoRun { .. }
            | Self::Unfinished { .. }
            | Self::EmptyRun
            | Self::NoArchives { .. }
            | Self::Unreadable { .. }
            | Self::NotAPackage { .. }
            | Self::NoChannel { .. }
            | Self::Taken { .. } => Fault::Input,
            Self::Put { source, .. } => Fault::of_file(source),
            Self::Overtaken { .. } | Self::Index { .. } => Fault::Machine,
        }
    }

    /// The remedy, as a sentence for the user; `None` if the message says what to do, or if none is known.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Address { .. } => "write the path of a directory or its `file://` URL",
            Self::NoRun { .. } => {
                "run `cargo conda build` first, or name a directory with finished packages: `--channel-dir`"
            }
            Self::Unfinished { .. } => {
                "run `cargo conda build` until it succeeds; to publish what there is, name the directory with \
                 finished packages: `--channel-dir`"
            }
            Self::EmptyRun => {
                "the channels of `--against` have everything already; to publish packages of earlier runs, \
                 name their directory: `--channel-dir`"
            }
            Self::NoArchives { .. } => {
                "a channel has packages in folders named by platforms, such as `linux-64`; `cargo conda build` \
                 makes one in `target/conda`"
            }
            Self::NoChannel { .. } => "for a new channel, make an empty directory first",
            Self::Taken { .. } => {
                "raise `build-number`, or write `build-number = \"auto\"` and build with `--against` this \
                 channel; `--replace` puts the new content in place of what clients may have installed"
            }
            Self::Overtaken { .. } => "run the same command again",
            Self::Index { .. } => {
                "run the same command again: it publishes nothing twice and writes the index"
            }
            Self::Unreadable { .. } | Self::NotAPackage { .. } | Self::Put { .. } => return None,
        };
        Some(help.to_owned())
    }
}
