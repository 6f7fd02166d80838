//! The credentials of a server: those of the usual variables, or those that rattler's clients have stored.

use std::sync::Arc;

use rattler_networking::authentication_storage::StorageBackend as _;
use rattler_networking::authentication_storage::backends::memory::MemoryStorage;
use rattler_networking::{Authentication, AuthenticationStorage};
use rattler_redaction::DEFAULT_REDACTION_STR;
use url::Url;

use crate::api::{Credentials, Destination, Identity, PublishError};
use crate::rattler::step::chain;

/// The credentials of a server, and where its clients look for them.
pub(super) struct ServerCredentials {
    /// `None` if the server is asked for a token by the identity that the service has on which this runs.
    pub(super) authentication: Option<Authentication>,
    /// The stored credentials, with those of variables before them.
    pub(super) storage: AuthenticationStorage,
}

impl ServerCredentials {
    /// Finds the credentials of a channel's server. `addresses` are the URLs that need them: of uploads, and
    /// of the index.
    pub(super) fn find(
        destination: &Destination,
        credentials: &Credentials,
        addresses: [&Url; 2],
    ) -> Result<Self, PublishError> {
        let unreadable = |error: &dyn std::error::Error| PublishError::StoredCredentials(chain(error));
        let mut storage =
            AuthenticationStorage::from_env_and_defaults().map_err(|error| unreadable(&error))?;
        if let Some(authentication) = of_variables(destination, credentials) {
            let memory = MemoryStorage::new();
            for host in addresses.iter().filter_map(|address| address.host_str()) {
                memory.store(host, &authentication).map_err(|error| unreadable(&error))?;
            }
            storage.backends.insert(0, Arc::new(memory));
        }
        let [upload, _] = addresses;
        let (_, found) = storage.get_by_url(upload.clone()).map_err(|error| unreadable(&error))?;
        let channel = || destination.to_string();
        match found {
            Some(found) if !secrets(&found).all(is_of_header) => {
                Err(PublishError::CredentialsMalformed { channel: channel() })
            }
            Some(found) if fits(destination, &found) => Ok(Self { authentication: Some(found), storage }),
            Some(found) => Err(PublishError::CredentialsOfOtherKind {
                channel: channel(),
                found: found.method().to_owned(),
                wanted: destination.kind_of_credentials(),
            }),
            None if has_identity(destination, credentials) => Ok(Self { authentication: None, storage }),
            None => Err(PublishError::NoCredentials {
                channel: channel(),
                host: upload.host_str().unwrap_or_default().to_owned(),
                variables: destination.variables(),
            }),
        }
    }

    /// A text without the credentials.
    pub(super) fn redact(&self, text: &str) -> String {
        let secrets = self.authentication.iter().flat_map(secrets);
        let secrets = secrets.filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, DEFAULT_REDACTION_STR))
    }
}

/// The credentials that variables have for a server; `None` if they have none.
fn of_variables(destination: &Destination, credentials: &Credentials) -> Option<Authentication> {
    let owned = |name: &str| credentials.get(name).map(ToOwned::to_owned);
    match destination {
        Destination::Directory(_) | Destination::S3 { .. } => None,
        Destination::Prefix { .. } => owned("PREFIX_API_KEY").map(Authentication::BearerToken),
        Destination::Anaconda { .. } => owned("ANACONDA_API_KEY").map(Authentication::CondaToken),
        Destination::Quetz { .. } => owned("QUETZ_API_KEY").map(Authentication::CondaToken),
        Destination::Cloudsmith { .. } => owned("CLOUDSMITH_API_KEY").map(Authentication::CondaToken),
        Destination::Artifactory { .. } => {
            let token = owned("ARTIFACTORY_TOKEN").map(Authentication::BearerToken);
            let pair = owned("ARTIFACTORY_USERNAME").zip(owned("ARTIFACTORY_PASSWORD"));
            token
                .or_else(|| pair.map(|(username, password)| Authentication::BasicHTTP { username, password }))
        }
    }
}

/// Whether the protocol of a server can use credentials of this kind.
fn fits(destination: &Destination, found: &Authentication) -> bool {
    use Authentication::{BasicHTTP, BearerToken, CondaToken, OAuth, S3Credentials};
    match destination {
        Destination::Directory(_) => true,
        Destination::Prefix { .. } => matches!(found, BearerToken(_) | OAuth { .. }),
        Destination::Anaconda { .. } | Destination::Quetz { .. } => matches!(found, CondaToken(_)),
        Destination::Artifactory { .. } => matches!(found, BearerToken(_) | BasicHTTP { .. }),
        Destination::Cloudsmith { .. } => matches!(found, BearerToken(_) | CondaToken(_)),
        Destination::S3 { .. } => matches!(found, S3Credentials { .. }),
    }
}

/// Whether the service on which this runs can vouch for it at the server. prefix.dev calls that trusted
/// publishing.
fn has_identity(destination: &Destination, credentials: &Credentials) -> bool {
    matches!(destination, Destination::Prefix { .. }) && credentials.identity() == Identity::Known
}

/// Everything in credentials that must not be shown.
fn secrets(authentication: &Authentication) -> impl Iterator<Item = &str> {
    let (one, other) = match authentication {
        Authentication::BearerToken(token) | Authentication::CondaToken(token) => (token, None),
        Authentication::BasicHTTP { password, .. } => (password, None),
        Authentication::S3Credentials { secret_access_key, session_token, .. } => {
            (secret_access_key, session_token.as_ref())
        }
        Authentication::OAuth { access_token, refresh_token, .. } => (access_token, refresh_token.as_ref()),
    };
    [Some(one), other].into_iter().flatten().map(String::as_str)
}

/// Whether a secret can stand in an HTTP header. A file that ends in a line break is a common source of one
/// that cannot.
fn is_of_header(secret: &str) -> bool {
    !secret.is_empty() && secret.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && secret.trim() == secret
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_in_no_text() {
        let credentials = |authentication| ServerCredentials {
            authentication: Some(authentication),
            storage: AuthenticationStorage::empty(),
        };
        let token = || "hush-4711".to_owned();
        let all = [
            Authentication::BearerToken(token()),
            Authentication::CondaToken(token()),
            Authentication::BasicHTTP { username: "me".to_owned(), password: token() },
        ];
        for authentication in all {
            let text = credentials(authentication).redact("said hush-4711 and https://c.org/t/hush-4711/x");
            assert_eq!(text, "said ******** and https://c.org/t/********/x");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_no_token() {
        assert!(is_of_header("pfx_abc-123="));
        for wrong in ["", "abc\n", " abc", "a\u{7f}b", "grün"] {
            assert!(!is_of_header(wrong), "{wrong:?}");
        }
    }
}
