//! What a build backend of pixi needs beside it.

use super::package::CondaPackage;

/// The package that `pixi-build-cargo` depends on, by which pixi knows the version of the protocol that the
/// backend speaks. It has no files, like conda-forge's.
pub(super) fn protocol() -> CondaPackage {
    CondaPackage::new("pixi-build-api-version", "7", "BSD-3-Clause")
}
