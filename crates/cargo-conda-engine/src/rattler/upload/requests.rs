//! The uploads of `rattler_upload`, one function for all servers.

use std::io::{self, Write as _};

use camino::Utf8Path;
use cargo_conda_mapping::error_chain;
use rattler_networking::{Authentication, AuthenticationStorage};
use rattler_upload::upload::opt::{
    AnacondaData, ArtifactoryData, AttestationSource, CloudsmithData, PrefixData, QuetzData,
};
use rattler_upload::upload::{
    upload_package_to_anaconda, upload_package_to_artifactory, upload_package_to_cloudsmith,
    upload_package_to_prefix, upload_package_to_quetz,
};

use tempfile::NamedTempFile;

use crate::api::Destination;

/// The messages of a failed upload, outermost first, with whatever the server has said.
pub(super) struct Message(pub(super) Vec<String>);

/// What is sent to a server.
pub(super) struct Parcel<'a> {
    pub(super) archive: &'a Utf8Path,
    /// Whether the archive takes the place of one that has its name; otherwise that is an error.
    pub(super) replace: bool,
    /// The attestation of the archive, as JSON; `None` if it has none.
    pub(super) attestation: Option<&'a str>,
}

/// Sends an archive to a server.
pub(super) async fn send(
    destination: &Destination,
    authentication: Option<Authentication>,
    storage: &AuthenticationStorage,
    Parcel { archive, replace, attestation }: Parcel<'_>,
) -> Result<(), Message> {
    let files = vec![archive.as_std_path().to_owned()];
    let replace = replace.into();
    match destination {
        Destination::Directory(_) | Destination::S3 { .. } => Ok(()),
        Destination::Prefix { server, channel } => {
            let (server, channel) = (server.clone(), channel.clone());
            // Without a token rattler asks the server for one, by the identity of the service on which this
            // runs. The server takes attestations with such a token only.
            let token = authentication.filter(|_| attestation.is_none()).and_then(token);
            let kept = attestation.map(file_with).transpose().map_err(|error| of_error(&error))?;
            let attestation = kept.as_ref().map_or(AttestationSource::NoAttestation, |file| {
                AttestationSource::Attestation(file.path().to_owned())
            });
            let data = PrefixData::new(server, channel, token, attestation, false.into(), replace, false);
            upload_package_to_prefix(storage, &files, data).await.map_err(|error| of_error(&error))
        }
        Destination::Anaconda { owner, label } => {
            let labels = label.clone().map(|label| vec![label]);
            let data =
                AnacondaData::new(owner.clone(), labels, authentication.and_then(token), None, replace);
            upload_package_to_anaconda(storage, &files, data).await.map_err(|error| of_error(&error))
        }
        Destination::Quetz { server, channel } => {
            let token = authentication.and_then(token);
            let data = QuetzData::new(server.clone(), channel.clone(), token, replace);
            let sent = upload_package_to_quetz(storage, &files, data).await;
            sent.map_err(|report| Message(report.chain().map(ToString::to_string).collect()))
        }
        Destination::Artifactory { server, repository } => {
            let data = ArtifactoryData::new(server.clone(), repository.clone());
            let data = match authentication {
                Some(Authentication::BasicHTTP { username, password }) => {
                    data.with_basic_auth(username, password)
                }
                Some(Authentication::BearerToken(token)) => data.with_bearer_auth(token),
                _ => data,
            };
            let sent = upload_package_to_artifactory(storage, &files, data).await;
            sent.map_err(|report| Message(report.chain().map(ToString::to_string).collect()))
        }
        Destination::Cloudsmith { owner, repository } => {
            let token = authentication.and_then(token);
            let data =
                CloudsmithData::new(owner.clone(), repository.clone(), token, None).with_force(replace);
            upload_package_to_cloudsmith(storage, &files, data).await.map_err(|error| of_error(&error))
        }
    }
}

/// A file with a text, as long as the value lives.
pub(super) fn file_with(text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// The token of credentials; `None` if they have none.
fn token(authentication: Authentication) -> Option<String> {
    match authentication {
        Authentication::BearerToken(token) | Authentication::CondaToken(token) => Some(token),
        // Left to rattler, which renews it.
        Authentication::OAuth { .. }
        | Authentication::BasicHTTP { .. }
        | Authentication::S3Credentials { .. } => None,
    }
}

fn of_error(error: &(dyn std::error::Error + 'static)) -> Message {
    Message(error_chain(error).map(ToString::to_string).collect())
}
