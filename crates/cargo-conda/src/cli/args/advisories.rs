//! Which advisories select packages.

use clap::Args;

/// The advisories whose packages are selected.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct AffectedByArgs {
    /// Only members with a published package that this security advisory concerns, in the channels of
    /// `--against` or in the workspace's own; such as `RUSTSEC-2020-0071`
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) affected_by: Vec<String>,
    /// The advisories: a directory in the form of RustSec's database, or the URL of a git repository
    /// [default: RustSec's]
    #[arg(long, value_name = "PATH|URL", requires = "affected_by")]
    pub(crate) db: Option<String>,
}
