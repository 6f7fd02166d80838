//! Asks each kind of product whether a member can become one.

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeatureSelection, Member};

use super::programs;
use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, Product, SkipReason};
use crate::planner::configured::Configured;

/// What a member can become.
pub(in crate::planner) struct Products {
    /// The products, in the order of their kinds.
    pub(in crate::planner) found: Vec<Product>,
    /// The binaries that no package installs, by name.
    pub(in crate::planner) left_out: Vec<LeftOutBinary>,
    /// Why the member becomes nothing if no product is found.
    pub(in crate::planner) reason: SkipReason,
}

/// The products of a member on a platform.
pub(in crate::planner) fn of(
    configured: &Configured<'_>,
    member: &Member,
    config: &PackageConfig,
    features: &FeatureSelection,
    platform: Platform,
) -> Products {
    let (programs, left_out) = programs::of(configured, member, config, features, platform);
    let (programs, reason) = match programs {
        Ok(programs) => (Some(Product::Programs(programs)), SkipReason::NoBinaries),
        Err(reason) => (None, reason),
    };
    Products { found: programs.into_iter().collect(), left_out, reason }
}
