//! Why packages cannot be attested.

use thiserror::Error;

use super::fault::Fault;
use super::step::StepError;

/// Why packages cannot be attested. Nothing of the set was published.
#[derive(Debug, Error)]
pub enum AttestError {
    /// The channel's server takes no attestations.
    #[error("`{channel}` takes no attestations")]
    NoPlace {
        /// The channel.
        channel: String,
    },
    /// The channel is a directory, and attestations name channels by their URLs.
    #[error("an attestation names the channel by its URL, and `{directory}` is a directory")]
    NoUrl {
        /// The directory.
        directory: String,
    },
    /// The URL that attestations would name the channel by is none of a channel.
    #[error("clients do not know a channel by the URL `{url}`")]
    Url {
        /// The URL, without tokens and passwords.
        url: String,
    },
    /// A job of GitHub has no right to its identity.
    #[error("this job may not ask GitHub for its identity, so nothing can be attested")]
    NoPermission,
    /// Nothing runs here that could vouch for the run.
    #[error("no service vouches for this run, so nothing can be attested")]
    NoService,
    /// The server would know the publisher by a token, and takes attestations from jobs only that it knows by
    /// their identity.
    #[error(
        "`{channel}` takes attestations only from a job that it knows by its identity, and `{variable}` is set"
    )]
    ByToken {
        /// The channel.
        channel: String,
        /// The variable with the token.
        variable: &'static str,
    },
    /// An archive could not be signed.
    #[error("failed to attest `{file}`, so nothing was published")]
    Unsigned {
        /// The folder and the name of the file.
        file: String,
        /// The cause.
        #[source]
        source: StepError,
    },
    /// What was signed is no attestation of the archive by CEP 27.
    #[error("what was signed for `{file}` is no attestation of it, so nothing was published: {reason}")]
    Unfit {
        /// The folder and the name of the file.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

impl AttestError {
    /// Tells what has to change before the same call can succeed.
    pub fn fault(&self) -> Fault {
        match self {
            Self::NoPlace { .. }
            | Self::NoUrl { .. }
            | Self::Url { .. }
            | Self::NoPermission
            | Self::NoService
            | Self::ByToken { .. } => Fault::Input,
            Self::Unsigned { .. } | Self::Unfit { .. } => Fault::Machine,
        }
    }

    /// The remedy, as a sentence for the user; `None` if the message says what to do, or if none is known.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoPlace { .. } => {
                "publish without `--attest`, or to prefix.dev, a bucket of S3 or a directory"
            }
            Self::NoUrl { .. } => "add the URL by which clients will read it: `--channel-url https://…`",
            Self::Url { .. } => "write one that begins with `https://`, without a token or a password",
            Self::NoPermission => {
                "write `permissions:` with `id-token: write` and `contents: read` into the job that publishes; \
                 jobs for pull requests from forks never have it"
            }
            Self::NoService => "attest in a job of GitHub Actions, GitLab, CircleCI or Buildkite",
            Self::ByToken { .. } => {
                "take the variable from the job, and let the channel trust the workflow: trusted publishing in the \
                 settings of the channel"
            }
            Self::Unsigned { .. } => "run the same command again; without `--attest` nothing is signed",
            Self::Unfit { .. } => return None,
        };
        Some(help.to_owned())
    }
}
