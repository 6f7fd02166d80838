//! Packages that are there to be in the way.

use super::package::{CondaPackage, Content};
use super::platform::Platform;

/// An activation package whose `rust` is in no channel: what a solver meets when one of the two came out before the
/// other.
pub(super) fn skew(platform: Platform) -> CondaPackage {
    let mut package = CondaPackage::new(format!("rust_{}", platform.name()), "1.60.0", "BSD-3-Clause");
    package.platform = Some(platform);
    package.depends = vec!["rust 1.60.*".to_owned()];
    package
}

/// A library without headers, as are conda-forge's run-time halves of libraries.
pub(super) fn headerless(platform: Platform) -> CondaPackage {
    let mut package = CondaPackage::new("headerless", "1.0", "MIT");
    package.platform = Some(platform);
    package.files.insert("lib/libheaderless.so.1".to_owned(), Content::Text(String::new()));
    package
}
