//! Channels that packages can be published to.

use std::fmt;

use camino::Utf8PathBuf;
use url::Url;

/// A channel that packages can be published to. Its text is the path or the URL by which clients know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A directory of this machine.
    Directory(
        /// Its absolute path.
        Utf8PathBuf,
    ),
    /// A channel of prefix.dev, or of a server with the same protocol.
    Prefix {
        /// The URL of the server.
        server: Url,
        /// The name of the channel, which may have several parts.
        channel: String,
    },
    /// A channel of anaconda.org.
    Anaconda {
        /// The user or organisation.
        owner: String,
        /// The label that packages get; `None` for `main`.
        label: Option<String>,
    },
    /// A channel of a Quetz server.
    Quetz {
        /// The URL of the server.
        server: Url,
        /// The name of the channel.
        channel: String,
    },
    /// A local conda repository of an Artifactory server.
    Artifactory {
        /// The URL of the server, with everything before the repository.
        server: Url,
        /// The name of the repository.
        repository: String,
    },
    /// A repository of Cloudsmith.
    Cloudsmith {
        /// The organisation.
        owner: String,
        /// The name of the repository.
        repository: String,
    },
    /// A channel in a bucket of S3, or of a service with the same protocol.
    S3 {
        /// The channel as `s3://BUCKET/PREFIX`, without a slash at its end.
        channel: Url,
    },
}

impl Destination {
    /// The URL that credentials are stored under; `None` for a directory.
    pub(crate) fn upload_url(&self) -> Option<Url> {
        match self {
            Self::Directory(_) => None,
            Self::Prefix { server, .. } | Self::Quetz { server, .. } | Self::Artifactory { server, .. } => {
                Some(server.clone())
            }
            Self::Anaconda { .. } => Url::parse("https://api.anaconda.org").ok(),
            Self::Cloudsmith { .. } => Url::parse("https://api.cloudsmith.io/v1").ok(),
            Self::S3 { channel } => Some(channel.clone()),
        }
    }

    /// The URL by which clients read the channel; `None` for a directory.
    pub(crate) fn index_url(&self) -> Option<Url> {
        let below = |server: &Url, path: &str| {
            let mut url = server.clone();
            url.set_path(&format!("{}/{path}", server.path().trim_end_matches('/')));
            Some(url)
        };
        match self {
            Self::Directory(_) => None,
            Self::Prefix { server, channel } => below(server, channel),
            Self::Quetz { server, channel } => below(server, &format!("get/{channel}")),
            Self::Artifactory { server, repository } => below(server, repository),
            Self::Anaconda { owner, label } => {
                let label = label.iter().map(|label| format!("/label/{label}"));
                Url::parse(&format!("https://conda.anaconda.org/{owner}{}", label.collect::<String>())).ok()
            }
            Self::Cloudsmith { owner, repository } => {
                Url::parse(&format!("https://conda.cloudsmith.io/{owner}/{repository}")).ok()
            }
            Self::S3 { channel } => Some(channel.clone()),
        }
    }

    /// The variables that have credentials for the server, as a sentence names them.
    pub(crate) fn variables(&self) -> &'static str {
        match self {
            Self::Directory(_) => "",
            Self::Prefix { .. } => {
                "`PREFIX_API_KEY`; a job of GitHub needs neither if it has `permissions: id-token: write` and the \
                 channel trusts its workflow"
            }
            Self::Anaconda { .. } => "`ANACONDA_API_KEY`",
            Self::Quetz { .. } => "`QUETZ_API_KEY`",
            Self::Artifactory { .. } => {
                "`ARTIFACTORY_TOKEN`, or `ARTIFACTORY_USERNAME` and `ARTIFACTORY_PASSWORD`"
            }
            Self::Cloudsmith { .. } => "`CLOUDSMITH_API_KEY`",
            Self::S3 { .. } => "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE`",
        }
    }

    /// The names of the variables that have credentials for the server, in the order of their names; empty
    /// for a directory.
    pub fn secret_variables(&self) -> &'static [&'static str] {
        match self {
            Self::Directory(_) => &[],
            Self::Prefix { .. } => &["PREFIX_API_KEY"],
            Self::Anaconda { .. } => &["ANACONDA_API_KEY"],
            Self::Quetz { .. } => &["QUETZ_API_KEY"],
            Self::Artifactory { .. } => {
                &["ARTIFACTORY_PASSWORD", "ARTIFACTORY_TOKEN", "ARTIFACTORY_USERNAME"]
            }
            Self::Cloudsmith { .. } => &["CLOUDSMITH_API_KEY"],
            Self::S3 { .. } => &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
        }
    }

    /// The kind of credentials that the server takes, as `pixi auth login` calls it.
    pub(crate) fn kind_of_credentials(&self) -> &'static str {
        match self {
            Self::Directory(_) => "",
            Self::Prefix { .. } => "a token (`pixi auth login --token`)",
            Self::Anaconda { .. } | Self::Quetz { .. } => "a conda token (`pixi auth login --conda-token`)",
            Self::Artifactory { .. } => {
                "a token (`pixi auth login --token`), or a user name and a password (`--username`, `--password`)"
            }
            Self::Cloudsmith { .. } => {
                "a token (`pixi auth login --token`) or a conda token (`--conda-token`)"
            }
            Self::S3 { .. } => {
                "keys of S3 (`pixi auth login --s3-access-key-id … --s3-secret-access-key … s3://BUCKET`)"
            }
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.index_url()) {
            (Self::Directory(path), _) => f.write_str(path.as_str()),
            (_, Some(url)) => f.write_str(url.as_str().trim_end_matches('/')),
            (_, None) => Ok(()),
        }
    }
}
