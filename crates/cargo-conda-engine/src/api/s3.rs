//! Where a bucket of S3 is, as far as callers say it.

use std::str::FromStr;

use url::Url;

/// Where the bucket of a channel is: at Amazon, or at a service with the same protocol. What is `None` is
/// taken from variables, from rattler's configuration, or from that of AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct S3Settings {
    /// The URL of the service; `None` if it is not given.
    pub endpoint_url: Option<Url>,
    /// The region; `None` if it is not given.
    pub region: Option<String>,
    /// How the URL of an object names the bucket; `None` if it is not given.
    pub addressing_style: Option<AddressingStyle>,
}

/// How the URL of an object names its bucket. The names are rattler's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressingStyle {
    /// By the host: `https://BUCKET.ENDPOINT/OBJECT`.
    VirtualHost,
    /// By the path: `https://ENDPOINT/BUCKET/OBJECT`.
    Path,
}

impl FromStr for AddressingStyle {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "virtual-host" => Ok(Self::VirtualHost),
            "path" => Ok(Self::Path),
            _ => Err("it is `virtual-host` or `path`".to_owned()),
        }
    }
}

impl S3Settings {
    /// These settings, and those of `other` where these have none.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            endpoint_url: self.endpoint_url.or(other.endpoint_url),
            region: self.region.or(other.region),
            addressing_style: self.addressing_style.or(other.addressing_style),
        }
    }
}
