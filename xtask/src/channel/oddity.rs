//! Packages with faults, for tests of error messages.

use super::package::{CondaPackage, Content};
use super::platform::Platform;

/// An activation package for a version of `rust` that the channel lacks, as while conda-forge has released
/// only one of the two.
pub(super) fn skew(platform: Platform) -> CondaPackage {
    let mut package = CondaPackage::new(format!("rust_{}", platform.name()), "1.60.0", "BSD-3-Clause");
    package.platform = Some(platform);
    package.depends = vec!["rust 1.60.*".to_owned()];
    package
}

/// A library without headers, like conda-forge's packages of shared libraries alone.
pub(super) fn headerless(platform: Platform) -> CondaPackage {
    let mut package = CondaPackage::new("headerless", "1.0", "MIT");
    package.platform = Some(platform);
    package.files.insert("lib/libheaderless.so.1".to_owned(), Content::Text(String::new()));
    package
}
