//! Reads the address of a channel.

use camino::{Utf8Path, Utf8PathBuf};
use url::Url;

use crate::api::{Destination, PublishError};
use crate::rattler::without_secrets;

/// The channel of an address: a path, relative to `directory` unless it is absolute, or a URL.
///
/// | address | channel |
/// |---|---|
/// | a path, `file://…` | a directory |
/// | `https://prefix.dev/CHANNEL`, `prefix://SERVER/CHANNEL` | prefix.dev, or a server with its protocol |
/// | `https://anaconda.org/OWNER`, `https://anaconda.org/OWNER/LABEL`, `https://conda.anaconda.org/…` | anaconda.org |
/// | `quetz://SERVER/CHANNEL` | Quetz |
/// | `artifactory://SERVER/PATH/REPOSITORY` | Artifactory |
/// | `cloudsmith://OWNER/REPOSITORY`, `https://conda.cloudsmith.io/OWNER/REPOSITORY` | Cloudsmith |
/// | `s3://BUCKET/PREFIX` | a bucket of S3, or of a service with its protocol |
///
/// The schemes are those of rattler-build. They stand for HTTPS; `quetz+http://` and the like stand for HTTP.
///
/// # Errors
///
/// Packages cannot be published to such an address, or it has a password or a token.
pub fn destination(address: &str, directory: &Utf8Path) -> Result<Destination, PublishError> {
    let refused = || PublishError::Address { address: without_secrets(address) };
    if !address.contains("://") {
        return Ok(Destination::Directory(directory.join(address)));
    }
    let url = Url::parse(address).map_err(|_no_url| refused())?;
    if !url.username().is_empty() || url.password().is_some() || url.path().starts_with("/t/") {
        return Err(PublishError::AddressWithSecret { address: without_secrets(address) });
    }
    if url.scheme() == "file" {
        let path = url.to_file_path().map_err(|()| refused())?;
        return Utf8PathBuf::from_path_buf(path).map(Destination::Directory).map_err(|_not_utf8| refused());
    }
    on_server(&url).ok_or_else(refused)
}

/// The channel of a URL; `None` if it is not known how to publish there.
fn on_server(url: &Url) -> Option<Destination> {
    let segments: Vec<_> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let host = url.host_str()?;
    let (kind, transport) = url.scheme().split_once('+').unwrap_or((url.scheme(), "https"));
    if !["http", "https"].contains(&transport) {
        return None;
    }
    let server = |path: &[&str]| {
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let end = if path.is_empty() { "" } else { "/" };
        Url::parse(&format!("{transport}://{host}{port}/{}{end}", path.join("/"))).ok()
    };
    match (kind, segments.as_slice()) {
        ("s3", segments) if url.scheme() == "s3" => {
            let parts: Vec<_> = ["s3:/", host].iter().chain(segments).copied().collect();
            Some(Destination::S3 { channel: Url::parse(&parts.join("/")).ok()? })
        }
        ("prefix", [_, ..]) => {
            Some(Destination::Prefix { server: server(&[])?, channel: segments.join("/") })
        }
        ("quetz", [path @ .., channel]) => {
            let channel = (*channel).to_owned();
            Some(Destination::Quetz { server: server(path)?, channel })
        }
        ("artifactory", [path @ .., repository]) => {
            let repository = (*repository).to_owned();
            Some(Destination::Artifactory { server: server(path)?, repository })
        }
        ("cloudsmith", [repository]) => Some(cloudsmith(host, repository)),
        ("https", segments) => on_known_host(host, segments),
        _ => None,
    }
}

/// The channel of an `https://` URL whose host is known.
fn on_known_host(host: &str, segments: &[&str]) -> Option<Destination> {
    let anaconda = |owner: &str, label: Option<&str>| Destination::Anaconda {
        owner: owner.to_owned(),
        label: label.map(ToOwned::to_owned),
    };
    match (host, segments) {
        // Clients read from this host, and uploads go to the other.
        ("prefix.dev" | "repo.prefix.dev", [_, ..]) => Some(Destination::Prefix {
            server: Url::parse("https://prefix.dev").ok()?,
            channel: segments.join("/"),
        }),
        (host, [_, ..]) if host.ends_with(".prefix.dev") => Some(Destination::Prefix {
            server: Url::parse(&format!("https://{host}")).ok()?,
            channel: segments.join("/"),
        }),
        ("anaconda.org" | "conda.anaconda.org", [owner]) => Some(anaconda(owner, None)),
        ("anaconda.org", [owner, label]) | ("conda.anaconda.org", [owner, "label", label]) => {
            Some(anaconda(owner, Some(label)))
        }
        ("conda.cloudsmith.io", [owner, repository]) => Some(cloudsmith(owner, repository)),
        _ => None,
    }
}

fn cloudsmith(owner: &str, repository: &str) -> Destination {
    Destination::Cloudsmith { owner: owner.to_owned(), repository: repository.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Result<Destination, PublishError> {
        destination(address, Utf8Path::new("/here"))
    }

    #[test]
    fn each_address_has_one_channel_and_clients_know_it_by_its_text() {
        for (address, name) in [
            ("channel", "/here/channel"),
            ("/srv/channel", "/srv/channel"),
            ("file:///srv/my%20channel", "/srv/my channel"),
            ("https://prefix.dev/acme", "https://prefix.dev/acme"),
            ("https://repo.prefix.dev/acme/", "https://prefix.dev/acme"),
            ("https://beta.prefix.dev/acme/nightly", "https://beta.prefix.dev/acme/nightly"),
            ("prefix://conda.example.org/acme", "https://conda.example.org/acme"),
            ("https://anaconda.org/acme", "https://conda.anaconda.org/acme"),
            ("https://anaconda.org/acme/", "https://conda.anaconda.org/acme"),
            ("https://anaconda.org/acme/rc", "https://conda.anaconda.org/acme/label/rc"),
            ("https://conda.anaconda.org/acme/label/rc", "https://conda.anaconda.org/acme/label/rc"),
            ("quetz://conda.example.org/acme", "https://conda.example.org/get/acme"),
            ("quetz+http://127.0.0.1:8000/sub/acme", "http://127.0.0.1:8000/sub/get/acme"),
            ("artifactory://a.example.org/artifactory/acme", "https://a.example.org/artifactory/acme"),
            ("cloudsmith://acme/tools", "https://conda.cloudsmith.io/acme/tools"),
            ("https://conda.cloudsmith.io/acme/tools", "https://conda.cloudsmith.io/acme/tools"),
            ("s3://acme-channels", "s3://acme-channels"),
            ("s3://acme-channels/tools//nightly/", "s3://acme-channels/tools/nightly"),
        ] {
            assert_eq!(of(address).unwrap().to_string(), name, "{address}");
        }
    }

    #[test]
    fn what_cannot_be_published_to_is_refused() {
        for address in [
            "https://example.org/acme",
            "https://prefix.dev",
            "https://anaconda.org/a/b/c",
            "quetz://conda.example.org",
            "quetz+ftp://conda.example.org/acme",
            "cloudsmith://acme",
            "cloudsmith://acme/tools/more",
            "s3://",
            "s3:///acme",
            "s3+http://bucket/acme",
            "https://notprefix.dev/acme",
            "://",
        ] {
            assert!(matches!(of(address), Err(PublishError::Address { .. })), "{address}");
        }
    }

    #[test]
    fn a_secret_is_refused_and_not_shown() {
        for address in [
            "https://hush@prefix.dev/acme",
            "https://me:hush@prefix.dev/acme",
            "https://conda.anaconda.org/t/hush/acme",
        ] {
            let error = of(address).unwrap_err();
            assert!(matches!(error, PublishError::AddressWithSecret { .. }), "{address}");
            assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
        }
    }
}
