//! Where a bucket is and who may write to it: what the caller says, what rattler's clients have stored, and
//! what Amazon's client finds.

use rattler_config::config::ConfigBase;
use rattler_networking::{Authentication, AuthenticationStorage};
use rattler_s3::{FromSDKError, ResolvedS3Credentials, S3AddressingStyle, S3CredentialSource};
use url::{Host, Url};

use crate::api::{AddressingStyle, Credentials, PublishError, S3Settings};
use crate::rattler::client::TOOL;
use crate::rattler::step::chain;

/// The service that is meant if none is named.
const AMAZON: &str = "https://s3.amazonaws.com";

/// Finds the service and the credentials for the bucket of a channel.
///
/// The place is that of `given`; else of the variables that rattler-build reads, `S3_ENDPOINT_URL` and the
/// like; else of `s3-options` in rattler's configuration; else AWS's. The keys are those of
/// `S3_ACCESS_KEY_ID` and the like; else those that rattler's clients have stored; else those that Amazon's
/// client finds.
pub(super) async fn find(
    channel: &Url,
    given: &S3Settings,
    credentials: &Credentials,
) -> Result<S3CredentialSource, PublishError> {
    let settings = given.clone().or(of_variables(credentials)?).or(of_configuration(channel)?);
    settings.endpoint_url.as_ref().map_or(Ok(()), check)?;
    let keys = match keys_of_variables(credentials) {
        Some(keys) => Some(keys),
        None => stored_keys(channel)?,
    };
    let style = settings.addressing_style;
    let mut source = match (keys, settings) {
        (Some(keys), S3Settings { endpoint_url, region: Some(region), .. }) => {
            let endpoint_url = match endpoint_url {
                Some(url) => url,
                None => parsed("the service", AMAZON)?,
            };
            keys.at(endpoint_url, region)
        }
        (keys, S3Settings { endpoint_url, region, .. }) => {
            let found = S3CredentialSource::from_sdk().await;
            let mut source = found.map_err(|error| unfound(channel, &error))?;
            source.endpoint_url = endpoint_url.unwrap_or(source.endpoint_url);
            source.region = region.unwrap_or(source.region);
            match keys {
                Some(keys) => keys.at(source.endpoint_url, source.region),
                None => source,
            }
        }
    };
    source.addressing_style = style.map_or_else(|| usual_style(&source.endpoint_url), rattlers);
    Ok(source)
}

/// Keys for a bucket.
struct Keys {
    id: String,
    secret: String,
    session: Option<String>,
}

impl Keys {
    fn at(self, endpoint_url: Url, region: String) -> S3CredentialSource {
        let Self { id, secret, session } = self;
        let resolved = ResolvedS3Credentials {
            endpoint_url,
            region,
            addressing_style: S3AddressingStyle::default(),
            access_key_id: id,
            secret_access_key: secret,
            session_token: session,
        };
        resolved.into()
    }
}

fn keys_of_variables(credentials: &Credentials) -> Option<Keys> {
    let owned = |name: &str| credentials.get(name).map(ToOwned::to_owned);
    let (id, secret) = owned("S3_ACCESS_KEY_ID").zip(owned("S3_SECRET_ACCESS_KEY"))?;
    Some(Keys { id, secret, session: owned("S3_SESSION_TOKEN") })
}

fn stored_keys(channel: &Url) -> Result<Option<Keys>, PublishError> {
    let unreadable = |error: &dyn std::error::Error| PublishError::StoredCredentials(chain(error));
    let storage = AuthenticationStorage::from_env_and_defaults().map_err(|error| unreadable(&error))?;
    match storage.get_by_url(channel.clone()).map_err(|error| unreadable(&error))?.1 {
        Some(Authentication::S3Credentials { access_key_id, secret_access_key, session_token }) => {
            Ok(Some(Keys { id: access_key_id, secret: secret_access_key, session: session_token }))
        }
        Some(other) => Err(PublishError::CredentialsOfOtherKind {
            channel: channel.to_string(),
            found: other.method().to_owned(),
            wanted: "keys of S3 (`pixi auth login --s3-access-key-id … --s3-secret-access-key … s3://BUCKET`)",
        }),
        None => Ok(None),
    }
}

fn of_variables(credentials: &Credentials) -> Result<S3Settings, PublishError> {
    let endpoint_url = credentials.get("S3_ENDPOINT_URL");
    let style = credentials.get("S3_ADDRESSING_STYLE").map(str::parse::<AddressingStyle>).transpose();
    Ok(S3Settings {
        endpoint_url: endpoint_url.map(|url| parsed("`S3_ENDPOINT_URL`", url)).transpose()?,
        region: credentials.get("S3_REGION").map(ToOwned::to_owned),
        addressing_style: style.map_err(|reason| setting("`S3_ADDRESSING_STYLE`", reason))?,
    })
}

/// The `s3-options` of the bucket in rattler's configuration.
fn of_configuration(channel: &Url) -> Result<S3Settings, PublishError> {
    let config = ConfigBase::<rattler_config::config::NoExtension>::load_from_default_locations(TOOL)
        .map_err(|error| PublishError::StoredCredentials(chain(&error)))?;
    let options = channel.host_str().and_then(|bucket| config.s3_options.0.get(bucket));
    Ok(options.map_or_else(S3Settings::default, |options| S3Settings {
        endpoint_url: Some(options.endpoint_url.clone()),
        region: Some(options.region.clone()),
        addressing_style: Some(match S3AddressingStyle::from(options.addressing_style) {
            S3AddressingStyle::VirtualHost => AddressingStyle::VirtualHost,
            S3AddressingStyle::Path => AddressingStyle::Path,
        }),
    }))
}

fn parsed(name: &str, url: &str) -> Result<Url, PublishError> {
    Url::parse(url).map_err(|error| setting(name, format!("`{url}` is no URL: {error}")))
}

/// Checks the URL of a service. That of `minio:9000` has the scheme `minio`.
fn check(url: &Url) -> Result<(), PublishError> {
    if ["http", "https"].contains(&url.scheme()) && url.has_host() {
        return Ok(());
    }
    let reason = format!("`{url}` begins with neither `http://` nor `https://`");
    Err(setting("the URL of the service that has the bucket", reason))
}

fn setting(name: &str, reason: String) -> PublishError {
    PublishError::S3Setting { name: name.to_owned(), reason }
}

fn unfound(channel: &Url, error: &FromSDKError) -> PublishError {
    let channel = channel.to_string();
    match error {
        FromSDKError::MissingRegion => PublishError::NoRegion { channel },
        error => PublishError::StoredCredentials(chain(error)),
    }
}

/// How buckets of a service are named if nothing is said: a name before an IP address or `localhost` is no
/// host.
fn usual_style(endpoint: &Url) -> S3AddressingStyle {
    match endpoint.host() {
        Some(Host::Domain(host)) if host != "localhost" => S3AddressingStyle::VirtualHost,
        _ => S3AddressingStyle::Path,
    }
}

fn rattlers(style: AddressingStyle) -> S3AddressingStyle {
    match style {
        AddressingStyle::VirtualHost => S3AddressingStyle::VirtualHost,
        AddressingStyle::Path => S3AddressingStyle::Path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_by_the_host_where_that_is_possible() {
        for (endpoint, style) in [
            ("https://s3.amazonaws.com", S3AddressingStyle::VirtualHost),
            ("https://minio.example.org:9000", S3AddressingStyle::VirtualHost),
            ("http://localhost:9000", S3AddressingStyle::Path),
            ("http://127.0.0.1:9000", S3AddressingStyle::Path),
            ("http://[::1]:9000", S3AddressingStyle::Path),
        ] {
            assert_eq!(usual_style(&Url::parse(endpoint).unwrap()), style, "{endpoint}");
        }
    }

    #[test]
    fn a_variable_that_is_no_setting_is_named() {
        for (name, value) in [("S3_ENDPOINT_URL", "here"), ("S3_ADDRESSING_STYLE", "virtual")] {
            let caller = [(name.to_owned(), value.to_owned())].into();
            let error = of_variables(&Credentials::from_caller(&caller)).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_service_has_a_url_of_http() {
        assert!(check(&Url::parse("http://minio:9000").unwrap()).is_ok());
        let error = check(&Url::parse("minio:9000").unwrap()).unwrap_err().to_string();
        assert!(error.contains("`minio:9000` begins with neither"), "{error}");
    }
}
