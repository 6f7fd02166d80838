//! Attestations of archives, signed by `rattler_upload` through Sigstore.

use camino::Utf8Path;
use rattler_upload::upload::attestation::{AttestationConfig, create_attestation};

use crate::api::StepError;

/// Has the service on which this runs vouch for an archive that goes to a channel. Returns the bundle of
/// Sigstore, as JSON.
pub(crate) async fn attest(archive: &Utf8Path, channel: &str) -> Result<String, StepError> {
    let elsewhere = AttestationConfig { repo_owner: None, repo_name: None, github_token: None };
    // Asked only for a copy at GitHub, which is not wanted.
    let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new()).build();
    // Boxed, because the future is too large for a stack.
    let signed = Box::pin(create_attestation(archive.as_std_path(), channel, &elsewhere, &client)).await;
    signed.map_err(|report| StepError { reasons: report.chain().map(ToString::to_string).collect() })
}
