//! Why packages cannot be published.

use std::fmt;
use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use super::attest::AttestError;
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
    /// The address of the channel has a password or a token, which would be seen in histories and logs.
    #[error("the address `{address}` has a password or a token")]
    AddressWithSecret {
        /// The address, without them.
        address: String,
    },
    /// The channel is on a server, and the network is not used.
    #[error("`{channel}` is on a server, and `--offline` forbids to ask it")]
    Offline {
        /// The channel.
        channel: String,
    },
    /// Stored credentials or settings, of rattler's clients or of Amazon's, cannot be read, or no client can
    /// be made of them.
    #[error("failed to read the credentials or the settings that are stored")]
    StoredCredentials(#[source] StepError),
    /// There are no credentials for the channel's server.
    #[error("there are no credentials for `{channel}`")]
    NoCredentials {
        /// The channel.
        channel: String,
        /// The host that credentials are stored under.
        host: String,
        /// The variables that may have them, as a sentence names them.
        variables: &'static str,
    },
    /// The credentials for the server are of a kind that it does not take.
    #[error("the credentials for `{channel}` are of the kind {found}, which its server does not take")]
    CredentialsOfOtherKind {
        /// The channel.
        channel: String,
        /// The kind of the credentials.
        found: String,
        /// What the server takes.
        wanted: &'static str,
    },
    /// A variable says where a bucket is, and its value is none.
    #[error("{name} cannot be used: {reason}")]
    S3Setting {
        /// The variable, as a sentence names it.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It is not known in which region the bucket is.
    #[error("the region of `{channel}` is not known")]
    NoRegion {
        /// The channel.
        channel: String,
    },
    /// The credentials cannot be sent: they are empty, or have a line break or other characters that a header
    /// of HTTP cannot have.
    #[error("the credentials for `{channel}` have white space at an end, or characters that no token has")]
    CredentialsMalformed {
        /// The channel.
        channel: String,
    },
    /// The server does not know the credentials, or does not let them do this.
    #[error("`{channel}` does not accept the credentials")]
    Denied {
        /// The channel.
        channel: String,
        /// What the server says.
        #[source]
        source: StepError,
    },
    /// The index of the channel cannot be read, so it is not known what it has.
    #[error("failed to ask `{channel}` what it has")]
    IndexUnread {
        /// The channel.
        channel: String,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The server is out of order, or cannot be reached.
    #[error("failed to upload it to `{channel}`")]
    Upload {
        /// The channel.
        channel: String,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// The server does not take the archive.
    #[error("`{channel}` does not take it")]
    Unwanted {
        /// The channel.
        channel: String,
        /// What the server says.
        #[source]
        source: StepError,
    },
    /// The channel has an archive of this name with other content, which its index did not show before.
    #[error("`{channel}` has other content under its name\n  {taken}")]
    TakenMeanwhile {
        /// The channel.
        channel: String,
        /// The name.
        taken: TakenName,
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
    /// Packages cannot be attested.
    #[error(transparent)]
    Attest(#[from] AttestError),
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

/// What to do about a file name that is taken.
const TAKEN: &str = "raise `build-number`, or write `build-number = \"auto\"` and build with `--against` this channel; \
     `--replace` puts the new content in place of what clients may have installed";

impl PublishError {
    /// Tells what has to change before the same call can succeed.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Address { .. }
            | Self::AddressWithSecret { .. }
            | Self::Offline { .. }
            | Self::StoredCredentials(_)
            | Self::NoCredentials { .. }
            | Self::CredentialsOfOtherKind { .. }
            | Self::CredentialsMalformed { .. }
            | Self::S3Setting { .. }
            | Self::NoRegion { .. }
            | Self::Denied { .. }
            | Self::Unwanted { .. }
            | Self::TakenMeanwhile { .. }
            | Self::NoRun { .. }
            | Self::Unfinished { .. }
            | Self::EmptyRun
            | Self::NoArchives { .. }
            | Self::Unreadable { .. }
            | Self::NotAPackage { .. }
            | Self::NoChannel { .. }
            | Self::Taken { .. } => Fault::Input,
            Self::Put { source, .. } => Fault::of_file(source),
            Self::Attest(error) => error.fault(),
            Self::Overtaken { .. } | Self::Index { .. } | Self::IndexUnread { .. } | Self::Upload { .. } => {
                Fault::Machine
            }
        }
    }

    /// The remedy, as a sentence for the user; `None` if the message says what to do, or if none is known.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Address { .. } => {
                "write the path of a directory, `https://prefix.dev/CHANNEL`, `https://anaconda.org/OWNER`, \
                 `quetz://SERVER/CHANNEL`, `artifactory://SERVER/PATH/REPOSITORY`, `cloudsmith://OWNER/REPOSITORY` \
                 or `s3://BUCKET/PREFIX`"
            }
            Self::Attest(error) => return error.help(),
            Self::AddressWithSecret { .. } => {
                "store it with `pixi auth login` or `rattler-build auth login`, and write the address without it"
            }
            Self::NoCredentials { host, variables, .. } => {
                return Some(format!("store them with `pixi auth login {host}`, or set {variables}"));
            }
            Self::CredentialsOfOtherKind { wanted, .. } => return Some(format!("store {wanted}")),
            Self::Denied { .. } => {
                "check that they are valid and may publish to this channel; a variable takes precedence over what \
                 is stored, and a channel of prefix.dev without either must trust the workflow of this job"
            }
            Self::Upload { .. } => "run the same command again: it uploads what is missing",
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
            Self::NoRegion { .. } => {
                "set `AWS_REGION`; with keys that are stored, or in `S3_ACCESS_KEY_ID` and `S3_SECRET_ACCESS_KEY`, \
                 `--region` or `S3_REGION` is enough"
            }
            Self::NoChannel { channel } if channel.starts_with("s3://") => {
                "check the name of the bucket, and `--endpoint-url`; a new bucket is made first, a prefix in it need \
                 not be there"
            }
            Self::NoChannel { channel } if channel.contains("://") => {
                "check its name, and that the token may see it; a new channel is made on its server first"
            }
            Self::NoChannel { .. } => "for a new channel, make an empty directory first",
            Self::Taken { .. } | Self::TakenMeanwhile { .. } => TAKEN,
            Self::Overtaken { .. } => "run the same command again",
            Self::Index { .. } => {
                "run the same command again: it publishes nothing twice and writes the index"
            }
            Self::Offline { .. }
            | Self::StoredCredentials(_)
            | Self::CredentialsMalformed { .. }
            | Self::S3Setting { .. }
            | Self::IndexUnread { .. }
            | Self::Unwanted { .. }
            | Self::Unreadable { .. }
            | Self::NotAPackage { .. }
            | Self::Put { .. } => return None,
        };
        Some(help.to_owned())
    }
}
