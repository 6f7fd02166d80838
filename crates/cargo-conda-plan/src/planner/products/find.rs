//! Asks each kind of product whether a member can become one.

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeatureSelection, Member};

use super::{c_library, programs};
use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, Product, SkipReason};
use crate::planner::configured::Configured;
use crate::problem::CLibraryProblem;

/// What a member can become.
pub(in crate::planner) struct Products {
    /// The products, in the order of their kinds.
    pub(in crate::planner) found: Vec<Product>,
    /// The binaries that no package installs, by name.
    pub(in crate::planner) left_out: Vec<LeftOutBinary>,
    /// Why the member becomes nothing if no product is found.
    pub(in crate::planner) reason: SkipReason,
    /// What is wrong with what the manifest says of the products, if the member becomes a package.
    pub(in crate::planner) problems: Vec<CLibraryProblem>,
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
    let c_library::Found { libraries, problems } =
        c_library::of(configured.input.files, member, config, platform);
    let (programs, reason) = match programs {
        Ok(programs) => (Some(Product::Programs(programs)), SkipReason::NoBinaries),
        Err(SkipReason::NoBinaries) => (None, c_library::reason_without(member, config)),
        Err(reason) => (None, reason),
    };
    let libraries = libraries.into_iter().map(|library| Product::CLibrary(Box::new(library)));
    Products { found: programs.into_iter().chain(libraries).collect(), left_out, reason, problems }
}

/// The features that a product is built with, of a member that is built with `features`.
pub(in crate::planner) fn features_of(
    product: &Product,
    member: &Member,
    features: &FeatureSelection,
) -> FeatureSelection {
    match product {
        Product::Programs(_) => features.clone(),
        Product::CLibrary(_) => c_library::features(member, features),
    }
}
