//! The output of `cargo conda affected`.

use serde::{Deserialize, Serialize};

/// The output of `cargo conda affected --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AffectedDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The revision that the working tree is compared with, as it was given on the command line; null if only
    /// channels are compared with.
    pub since: Option<String>,
    /// The channels of `--against`, which have none of the packages; empty if there are none.
    #[serde(default)]
    pub against: Vec<String>,
    /// The packages, in the order of the plan.
    pub packages: Vec<AffectedPackage>,
}

/// A package that may differ from the one built at the earlier revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AffectedPackage {
    /// The name of the member that the package is made from.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The conda platform.
    pub platform: String,
}

/// The output of `cargo conda affected --format github-matrix`: the value of `strategy.matrix`. GitHub
/// decides on its form, so it has no `schema`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MatrixDocument {
    /// The jobs of the matrix, one for each entry.
    pub include: Vec<MatrixEntry>,
}

/// The work of one job of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MatrixEntry {
    /// One package.
    Package {
        /// The package.
        #[serde(flatten)]
        package: AffectedPackage,
        /// The arguments of `cargo conda build` that choose it, separated by spaces.
        #[serde(default)]
        select: String,
    },
    /// A share of the packages.
    Share {
        /// The arguments of `cargo conda build` that choose the share, separated by spaces: all packages of
        /// the matrix, and the part of them.
        #[serde(default)]
        select: String,
        /// The value for `--partition`.
        partition: String,
        /// The number of the share, counted from 1.
        shard: usize,
    },
}
