//! HTTP clients for channels: with stored credentials and mirrors, or refusing every request.

use std::io;

use rattler_build_networking::BaseClient;
use rattler_config::config::ConfigBase;
use rattler_networking::mirror_middleware::Mirror;
use rattler_networking::s3_middleware::compute_s3_config_from_config;
use reqwest_middleware::{ClientBuilder, Middleware, Next};
use url::Url;

use super::step::chain;
use crate::api::EngineError;

/// The name of this program in rattler's configuration: settings under it apply to cargo-conda alone.
pub(super) const TOOL: &str = "cargo-conda";

/// A client with the credentials and mirrors that rattler's other clients use.
///
/// Credentials are where `pixi auth login` and `rattler-build auth login` store them. Mirrors and the
/// services of buckets are in the shared configuration: <https://rattler.build/latest/reference/config/>. A
/// bucket that it does not name is read by the configuration of AWS.
pub(super) fn online() -> Result<BaseClient, EngineError> {
    let config = ConfigBase::<rattler_config::config::NoExtension>::load_from_default_locations(TOOL)
        .map_err(|error| EngineError::RattlerConfig(chain(&error)))?;
    let mirrors = config.mirrors.iter();
    let mirrors = mirrors.map(|(url, mirrors)| (as_directory(url), mirrors.iter().map(mirror).collect()));
    let buckets = compute_s3_config_from_config(&config);
    Ok(BaseClient::builder().with_mirrors(mirrors.collect()).with_s3(buckets).build())
}

/// A mirror that is asked for every format of an index, and that is not given up however often it fails.
fn mirror(url: &Url) -> Mirror {
    Mirror { url: as_directory(url), no_zstd: false, no_bz2: false, max_failures: None }
}

/// Mirrors are found by the start of a URL, so `…/conda` must end in a slash, or it would match
/// `…/conda-forge` too.
fn as_directory(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// A client that refuses every request, for `--offline`. Channels on this machine are read without a client.
pub(super) fn offline() -> BaseClient {
    let client = ClientBuilder::new(reqwest::Client::new()).with(Offline).build();
    // The second client is for hosts whose certificates are not checked; there are none.
    BaseClient::new_from_clients(client.clone(), client, None)
}

/// Refuses each request before it reaches the network.
struct Offline;

#[async_trait::async_trait]
impl Middleware for Offline {
    async fn handle(
        &self,
        request: reqwest::Request,
        _extensions: &mut http::Extensions,
        _next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let reason = format!("{} is not in the cache, and `--offline` forbids to fetch it", request.url());
        Err(reqwest_middleware::Error::middleware(io::Error::other(reason)))
    }
}
