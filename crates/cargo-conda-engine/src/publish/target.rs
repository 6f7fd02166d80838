//! Where packages are published to.

use std::ops::ControlFlow;

use super::archives::Archive;
use super::directory::DirectoryTarget;
use super::put::{Order, Put};
use super::server::ServerTarget;
use crate::api::{Destination, EngineError, Network, PublishError, PublishRequest, S3Settings};
use crate::rattler::Server;
use crate::system::Digest;

/// A channel that packages are published to.
pub(super) enum Target {
    Directory(DirectoryTarget),
    Server(Box<ServerTarget>),
}

impl Target {
    /// # Errors
    ///
    /// There is no such directory, or there are no credentials for the server.
    pub(super) fn open(request: &PublishRequest) -> Result<Self, PublishError> {
        let PublishRequest { destination, credentials, s3, network, interrupt, .. } = request;
        if !matches!(destination, Destination::S3 { .. }) && *s3 != S3Settings::default() {
            return Err(PublishError::S3Setting {
                name: "an option that says where a bucket is".to_owned(),
                reason: format!("`{destination}` is in no bucket of S3"),
            });
        }
        if let Destination::Directory(directory) = destination {
            return Ok(Self::Directory(DirectoryTarget::open(directory)?));
        }
        let channel = destination.to_string();
        if *network == Network::Offline {
            return Err(PublishError::Offline { channel });
        }
        match Server::of(destination, credentials, s3)? {
            Some(server) => Ok(Self::Server(Box::new(ServerTarget::new(channel, server, interrupt.clone())))),
            None => Err(PublishError::Address { address: channel }),
        }
    }

    /// The channel by the name that clients know it by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Directory(target) => target.name(),
            Self::Server(target) => target.name(),
        }
    }

    /// The digest of what the channel has under the file name of each archive; `None` where it has nothing.
    pub(super) fn digests(&self, archives: &[Archive]) -> Result<Vec<Option<Digest>>, PublishError> {
        match self {
            Self::Directory(target) => target.digests(archives),
            Self::Server(target) => target.digests(archives),
        }
    }

    /// Puts archives into the channel, and sees to it that the index describes them and those that are there
    /// already. `on_put` is told of each, and answers whether the others follow; after a failure none does.
    pub(super) fn put(
        &self,
        order: &Order<'_>,
        on_put: &mut dyn FnMut(Result<Put, PublishError>) -> ControlFlow<()>,
    ) -> Result<(), EngineError> {
        match self {
            Self::Directory(target) => target.put(order, on_put),
            Self::Server(target) => target.put(order, on_put),
        }
    }
}
