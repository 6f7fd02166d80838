//! Where a bucket of S3 is.

use cargo_conda_engine::{AddressingStyle, S3Settings};
use clap::Args;
use url::Url;

/// The options by which rattler-build and rattler-index say where a bucket is.
#[derive(Debug, Args)]
pub(crate) struct S3Args {
    /// The URL of the service that has the bucket, if it is not Amazon's
    #[arg(long, value_name = "URL", help_heading = "S3")]
    endpoint_url: Option<Url>,
    /// The region of the bucket
    #[arg(long, value_name = "NAME", help_heading = "S3")]
    region: Option<String>,
    /// How URLs name the bucket: by the host (`virtual-host`) or by the `path`
    #[arg(long, value_name = "STYLE", help_heading = "S3")]
    addressing_style: Option<AddressingStyle>,
}

impl S3Args {
    pub(crate) fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint_url: self.endpoint_url.clone(),
            region: self.region.clone(),
            addressing_style: self.addressing_style,
        }
    }
}
