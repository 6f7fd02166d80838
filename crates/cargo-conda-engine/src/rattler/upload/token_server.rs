//! A channel on a server that writes the index itself.

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::time::Duration;

use camino::Utf8Path;
use rattler_conda_types::{Channel, ChannelUrl, MatchSpec, PackageName, PackageNameMatcher, Subdir};
use rattler_networking::AuthenticationMiddleware;
use rattler_repodata_gateway::fetch::CacheAction;
use rattler_repodata_gateway::{ChannelConfig, ChannelRelationsMode, Gateway, SourceConfig};
use reqwest::StatusCode;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use url::Url;

use super::credentials::ServerCredentials;
use super::refusal::{Refusal, Refused};
use super::requests::{Message, Parcel, send};
use crate::api::{Credentials, Destination, PublishError, StepError};
use crate::rattler::step::chain;
use crate::system::{Digest, Hasher};

/// How long a server may be silent.
const SILENCE: Duration = Duration::from_mins(5);

/// A channel on a server that knows its publishers by tokens or passwords.
pub(crate) struct TokenServer {
    destination: Destination,
    /// The URL by which clients read the channel, with a slash at its end.
    index: Url,
    credentials: ServerCredentials,
    client: ClientWithMiddleware,
}

impl TokenServer {
    /// The server of a destination; `None` if there is none.
    pub(super) fn of(
        destination: &Destination,
        credentials: &Credentials,
    ) -> Result<Option<Self>, PublishError> {
        let (Some(upload), Some(mut index)) = (destination.upload_url(), destination.index_url()) else {
            return Ok(None);
        };
        if !index.path().ends_with('/') {
            index.set_path(&format!("{}/", index.path()));
        }
        let credentials = ServerCredentials::find(destination, credentials, [&upload, &index])?;
        let agent = concat!("cargo-conda/", env!("CARGO_PKG_VERSION"));
        let client = reqwest::Client::builder().user_agent(agent).read_timeout(SILENCE).no_gzip().build();
        let client = client.map_err(|error| PublishError::StoredCredentials(chain(&error)))?;
        // Without mirrors: what counts is what the channel itself has.
        let authentication = AuthenticationMiddleware::from_auth_storage(credentials.storage.clone());
        let client = ClientBuilder::new(client).with(authentication).build();
        Ok(Some(Self { destination: destination.clone(), index, credentials, client }))
    }

    /// What the index has.
    pub(super) async fn published(
        &self,
        names: &[String],
        folders: &[String],
    ) -> Result<BTreeMap<String, Option<Digest>>, StepError> {
        let source = SourceConfig { cache_action: CacheAction::NoCache, ..SourceConfig::default() };
        let gateway = Gateway::builder()
            .with_client(self.client.clone())
            .with_channel_config(ChannelConfig { default: source, ..ChannelConfig::default() })
            .finish();
        let names = names.iter().filter_map(|name| PackageName::try_from(name.as_str()).ok());
        let specs =
            names.map(|name| MatchSpec { name: PackageNameMatcher::Exact(name), ..MatchSpec::default() });
        let folders = folders.iter().filter_map(|folder| Subdir::from_str(folder).ok());
        let channel = Channel::from_url(ChannelUrl::from(self.index.clone()));
        let query = gateway.query([channel], folders.collect::<Vec<_>>(), specs.collect::<Vec<_>>());
        let found = query.channel_relations(ChannelRelationsMode::Disabled).execute().await;
        let found = found.map_err(|error| self.redacted(chain(&error)))?;
        let records = found.repodata.iter().flat_map(|repodata| repodata.iter());
        let digests = records.filter_map(|record| {
            let file = record.url.path_segments()?.next_back()?;
            let sha256 = record.package_record.sha256;
            let digest = sha256.and_then(|digest| Digest::parse(&hex::encode(digest)));
            Some((format!("{}/{file}", record.package_record.subdir), digest))
        });
        Ok(digests.collect())
    }

    /// The digest of a file, which is downloaded for it.
    pub(super) async fn digest_of(&self, key: &str) -> Result<Option<Digest>, StepError> {
        let failed = |error: &dyn std::error::Error| self.redacted(chain(error));
        let url = self.index.join(key).map_err(|error| failed(&error))?;
        let response = self.client.get(url).send().await.map_err(|error| failed(&error))?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let mut response = response.error_for_status().map_err(|error| failed(&error.without_url()))?;
        let mut hasher = Hasher::default();
        while let Some(bytes) = response.chunk().await.map_err(|error| failed(&error.without_url()))? {
            hasher.add(&bytes);
        }
        Ok(Some(hasher.finish()))
    }

    pub(super) async fn upload(
        &self,
        archive: &Utf8Path,
        replace: bool,
        attestation: Option<&str>,
    ) -> Result<(), Refusal> {
        let authentication = self.credentials.authentication.clone();
        let parcel = Parcel { archive, replace, attestation };
        let sent = send(&self.destination, authentication, &self.credentials.storage, parcel).await;
        sent.map_err(|Message(reasons)| {
            let reason = Refused::of(&reasons);
            Refusal { reason, source: self.redacted(StepError { reasons }) }
        })
    }

    /// Whether the server takes a file only if its name is free.
    pub(super) fn keeps_names(&self) -> bool {
        !matches!(self.destination, Destination::Artifactory { .. })
    }

    fn redacted(&self, StepError { reasons }: StepError) -> StepError {
        StepError { reasons: reasons.iter().map(|reason| self.credentials.redact(reason)).collect() }
    }
}
