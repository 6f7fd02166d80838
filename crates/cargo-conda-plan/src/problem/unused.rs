//! Why what is said about the licence of a crate has no effect.

use semver::Version;
use thiserror::Error;

/// Why no package is made of a crate that the configuration clarifies.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnusedReason {
    /// The lock file has no crate of the name.
    #[error("the workspace has no such crate")]
    NoSuchCrate,
    /// The requirement on the version excludes those that the lock file has.
    #[error("of `{crate_name}`, the workspace has {}", listed(.versions))]
    OtherVersions {
        /// The name of the crate.
        crate_name: String,
        /// The versions in the lock file, sorted.
        versions: Vec<Version>,
    },
    /// Only tests, other platforms or features that are off use the crate.
    #[error("no package is made of it")]
    InNoPackage,
}

fn listed(versions: &[Version]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
