//! How channels are reached: with stored credentials, through mirrors, or not at all.

use std::io;

use rattler_build_networking::BaseClient;
use rattler_config::config::ConfigBase;
use rattler_networking::mirror_middleware::Mirror;
use reqwest_middleware::{ClientBuilder, Middleware, Next};
use url::Url;

use super::step::chain;
use crate::api::EngineError;

/// Under this name a person can have settings for this program alone, beside those for all that are made of rattler.
const TOOL: &str = "cargo-conda";

/// A client with the credentials and mirrors that rattler's other clients use.
///
/// Credentials are where `pixi auth login` and `rattler-build auth login` leave them. Mirrors stand in the shared
/// configuration: <https://rattler.build/latest/reference/config/>.
pub(super) fn online() -> Result<BaseClient, EngineError> {
    let config = ConfigBase::<rattler_config::config::NoExtension>::load_from_default_locations(TOOL)
        .map_err(|error| EngineError::RattlerConfig(chain(&error)))?;
    let mirrors = config.mirrors.iter();
    let mirrors = mirrors.map(|(url, mirrors)| (as_directory(url), mirrors.iter().map(mirror).collect()));
    Ok(BaseClient::builder().with_mirrors(mirrors.collect()).build())
}

fn mirror(url: &Url) -> Mirror {
    Mirror { url: as_directory(url), no_zstd: false, no_bz2: false, max_failures: None }
}

/// Addresses are compared by what they begin with, so that `…/conda` must not be taken for `…/conda-forge`.
fn as_directory(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// A client that refuses every request. Files on this machine are read without it.
pub(super) fn offline() -> BaseClient {
    let client = ClientBuilder::new(reqwest::Client::new()).with(Offline).build();
    BaseClient::new_from_clients(client.clone(), client, None)
}

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
