//! A channel on a server.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::bucket::Bucket;
use super::refusal::Refusal;
use super::token_server::TokenServer;
use crate::api::{Credentials, Destination, PublishError, S3Settings, StepError};
use crate::system::Digest;

/// A channel on a server, and the credentials for it.
pub(crate) enum Server {
    /// The server writes the index.
    Tokens(Box<TokenServer>),
    /// The publisher writes the index.
    Bucket(Box<Bucket>),
}

impl Server {
    /// The server of a destination; `None` for a directory.
    ///
    /// # Errors
    ///
    /// There are no credentials for it, or they cannot be used.
    pub(crate) fn of(
        destination: &Destination,
        credentials: &Credentials,
        settings: &S3Settings,
    ) -> Result<Option<Self>, PublishError> {
        if let Destination::S3 { channel } = destination {
            let bucket = Bucket::open(channel, settings, credentials)?;
            return Ok(Some(Self::Bucket(Box::new(bucket))));
        }
        Ok(TokenServer::of(destination, credentials)?.map(|server| Self::Tokens(Box::new(server))))
    }

    /// The digests of the builds that the channel has of packages, by folder and file name; `None` for one of
    /// which only [`Self::digest_of`] tells it. A folder that is not there has none.
    pub(crate) async fn published(
        &self,
        names: &[String],
        folders: &[String],
    ) -> Result<BTreeMap<String, Option<Digest>>, StepError> {
        match self {
            Self::Tokens(server) => server.published(names, folders).await,
            Self::Bucket(bucket) => {
                let mut digests = BTreeMap::new();
                for folder in folders {
                    let files = bucket.files(folder).await?;
                    digests.extend(files.into_keys().map(|file| (format!("{folder}/{file}"), None)));
                }
                Ok(digests)
            }
        }
    }

    /// The digest of a file in the channel; `None` if it is not there.
    pub(crate) async fn digest_of(&self, key: &str) -> Result<Option<Digest>, StepError> {
        match self {
            Self::Tokens(server) => server.digest_of(key).await,
            Self::Bucket(bucket) => bucket.digest_of(key).await,
        }
    }

    /// Sends an archive to the server, once, with its attestation if it has one, which is given as JSON.
    pub(crate) async fn upload(
        &self,
        archive: &Utf8Path,
        replace: bool,
        attestation: Option<&str>,
    ) -> Result<(), Refusal> {
        match self {
            Self::Tokens(server) => server.upload(archive, replace, attestation).await,
            Self::Bucket(bucket) => bucket.upload(archive, replace, attestation).await,
        }
    }

    /// Whether [`Self::published`] names every file that the channel has, or the server takes a file only if
    /// its name is free. With others, what is there is looked at before.
    pub(crate) fn keeps_names(&self) -> bool {
        match self {
            Self::Tokens(server) => server.keeps_names(),
            Self::Bucket(_) => true,
        }
    }

    /// The bucket of a channel whose index the publisher writes; `None` if the server writes it.
    pub(crate) fn bucket(&self) -> Option<&Bucket> {
        match self {
            Self::Tokens(_) => None,
            Self::Bucket(bucket) => Some(bucket),
        }
    }
}
