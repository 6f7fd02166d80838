//! Attestations of the archives that are published: signed before the first of them is put into the channel.

use std::collections::BTreeMap;

use super::archives::Archive;
use super::statement;
use crate::api::{AttestError, Destination, Identity, Interrupt, PublishError, PublishRequest};
use crate::rattler::{attest, block_on, without_secrets};

/// Bundles of Sigstore as JSON, by the folder and file name of the archive.
pub(super) type Attestations = BTreeMap<String, String>;

/// Attests that archives go to a channel.
pub(super) struct Attester {
    /// The URL of the channel, without a slash at its end.
    channel: String,
}

impl Attester {
    /// The attester of a request; `None` if nothing is to be attested.
    ///
    /// # Errors
    ///
    /// The channel has no place for attestations, or nothing vouches for this run.
    pub(super) fn of(request: &PublishRequest) -> Result<Option<Self>, PublishError> {
        if !request.attest {
            return Ok(None);
        }
        let channel = channel_of(request)?;
        match request.credentials.identity() {
            Identity::Known => Ok(Some(Self { channel })),
            Identity::Withheld => Err(AttestError::NoPermission.into()),
            Identity::None => Err(AttestError::NoService.into()),
        }
    }

    /// Signs for archives, one after the other. Ends early if the user asks for it; then the rest is missing.
    pub(super) fn sign(
        &self,
        archives: &[&Archive],
        interrupt: &Interrupt,
    ) -> Result<Attestations, PublishError> {
        let mut attestations = Attestations::new();
        for archive in archives.iter().take_while(|_| !interrupt.is_requested()) {
            let file = archive.key();
            let unsigned = |source| AttestError::Unsigned { file: file.clone(), source };
            let bundle = block_on(attest(&archive.path, &self.channel)).map_err(unsigned)?;
            let unfit = |reason| AttestError::Unfit { file: file.clone(), reason };
            statement::check(&bundle, archive, &self.channel).map_err(unfit)?;
            attestations.insert(file, bundle);
        }
        Ok(attestations)
    }
}

/// The URL that attestations name the channel by.
fn channel_of(request: &PublishRequest) -> Result<String, AttestError> {
    let PublishRequest { destination, channel_url, credentials, .. } = request;
    let channel = || destination.to_string();
    match destination {
        Destination::Directory(directory) if channel_url.is_none() => {
            return Err(AttestError::NoUrl { directory: directory.to_string() });
        }
        Destination::Prefix { .. } if credentials.get("PREFIX_API_KEY").is_some() => {
            return Err(AttestError::ByToken { channel: channel(), variable: "PREFIX_API_KEY" });
        }
        Destination::Directory(_) | Destination::Prefix { .. } | Destination::S3 { .. } => {}
        Destination::Anaconda { .. }
        | Destination::Quetz { .. }
        | Destination::Artifactory { .. }
        | Destination::Cloudsmith { .. } => return Err(AttestError::NoPlace { channel: channel() }),
    }
    let Some(url) = channel_url else { return Ok(channel()) };
    let has_secret = !url.username().is_empty() || url.password().is_some() || url.path().starts_with("/t/");
    if has_secret || !["http", "https", "s3"].contains(&url.scheme()) || !url.has_host() {
        return Err(AttestError::Url { url: without_secrets(url.as_str()) });
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
