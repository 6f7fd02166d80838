//! Where packages are published to.

use std::ops::ControlFlow;

use super::archives::Archive;
use super::comparison::Standing;
use super::directory::DirectoryTarget;
use super::put::Put;
use super::server::ServerTarget;
use crate::api::{Destination, EngineError, Network, PublishError, PublishRequest};
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
        let PublishRequest { destination, credentials, network, interrupt, .. } = request;
        if let Destination::Directory(directory) = destination {
            return Ok(Self::Directory(DirectoryTarget::open(directory)?));
        }
        let channel = destination.to_string();
        if *network == Network::Offline {
            return Err(PublishError::Offline { channel });
        }
        match Server::of(destination, credentials)? {
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

    /// Puts archives into the channel, in their order, and sees to it that the index describes them. `on_put`
    /// is told of each, and answers whether the others follow; after a failure none does.
    pub(super) fn put(
        &self,
        archives: &[(&Archive, Standing)],
        replace: bool,
        on_put: &mut dyn FnMut(Result<Put, PublishError>) -> ControlFlow<()>,
    ) -> Result<(), EngineError> {
        match self {
            Self::Directory(target) => target.put(archives, on_put),
            Self::Server(target) => target.put(archives, replace, on_put),
        }
    }
}
