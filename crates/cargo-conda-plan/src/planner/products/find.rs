//! Asks each kind of product whether a member can become one.

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeatureSelection, Member};

use super::problems_of_c_library::{located, warned};
use super::python::{self, Extension};
use super::{c_library, programs};
use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, Product, SkipReason};
use crate::planner::configured::Configured;
use crate::problem::{Problem, Warning};

/// What a member can become.
pub(in crate::planner) struct Products {
    /// The products, in the order of their kinds.
    pub(in crate::planner) found: Vec<Product>,
    /// The binaries that no package installs, by name.
    pub(in crate::planner) left_out: Vec<LeftOutBinary>,
    /// What is wrong with what the member could become.
    pub(in crate::planner) problems: Vec<Problem>,
    /// What deserves attention in it.
    pub(in crate::planner) warnings: Vec<Warning>,
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
    let c_library::Found { libraries, problems: of_library, warnings } = c_library::of(
        configured.input.files,
        member,
        config,
        configured.target(member, platform).ok().as_ref(),
    );
    let (programs, reason) = match programs {
        Ok(programs) => (Some(Product::Programs(programs)), SkipReason::NoBinaries),
        Err(SkipReason::NoBinaries) => (None, c_library::reason_without(member, config)),
        Err(reason) => (None, reason),
    };
    let libraries = libraries.into_iter().map(|library| Product::CLibrary(Box::new(library)));
    let mut problems: Vec<_> =
        of_library.into_iter().map(|problem| located(member, config, problem)).collect();
    let (extension, reason) =
        match python::of(configured, member, (config, features), platform, &mut problems) {
            Extension::Found(extension) => (Some(Product::PythonExtension(extension)), reason),
            Extension::Skipped(reason) => (None, reason),
            // A member that only its configuration keeps from being an extension is no library for C either.
            Extension::None if reason == SkipReason::CLibraryNotAskedFor && is_off(config) => {
                (None, SkipReason::PythonOff)
            }
            Extension::None => (None, reason),
        };
    let found = programs.into_iter().chain(libraries).chain(extension).collect();
    let warnings = warnings.into_iter().map(|warning| warned(member, warning)).collect();
    Products { found, left_out, problems, warnings, reason }
}

/// Whether the configuration says that the member is no Python extension.
fn is_off(config: &PackageConfig) -> bool {
    config.python.as_ref().is_some_and(|asked| !asked.value)
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
        Product::PythonExtension(extension) => extension.features.clone(),
    }
}
