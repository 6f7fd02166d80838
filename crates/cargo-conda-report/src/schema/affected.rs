//! The packages that a change concerns.

use serde::{Deserialize, Serialize};

/// What `cargo conda affected --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AffectedDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The revision that was asked for.
    pub since: String,
    /// The packages, in the order of the plan.
    pub packages: Vec<AffectedPackage>,
}

/// A package that may differ from what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AffectedPackage {
    /// The member that it is made from.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The conda platform.
    pub platform: String,
}

/// What `cargo conda affected --format github-matrix` prints: the value of `strategy.matrix`. Its form is GitHub's, so it has no
/// `schema`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MatrixDocument {
    /// A job each.
    pub include: Vec<MatrixEntry>,
}

/// What one machine builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MatrixEntry {
    /// One package.
    Package(AffectedPackage),
    /// A share of the packages.
    Share {
        /// What `--partition` is told.
        partition: String,
        /// Which share, counted from 1.
        shard: usize,
    },
}
