//! The result of a simulation: compiled packages, their features, and which of them uses which.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::PackageIndex;

/// A side of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The platform that the binary is for.
    Target,
    /// The platform on which cargo runs: build scripts and procedural macros are compiled for it.
    Host,
}

/// A package on one side of a build. The two sides of a package can have different features and use different
/// packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CompiledPackage {
    pub(crate) side: Side,
    pub(crate) package: PackageIndex,
}

/// The packages that one build compiles.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    /// The features of each compiled package.
    pub(super) features: BTreeMap<CompiledPackage, BTreeSet<String>>,
    /// The normal and build dependencies of each compiled package that are compiled with it.
    pub(super) uses: BTreeMap<CompiledPackage, BTreeSet<CompiledPackage>>,
}

impl Compiled {
    /// All packages that are compiled for at least one side.
    pub(crate) fn packages(&self) -> BTreeSet<PackageIndex> {
        self.features.keys().map(|compiled| compiled.package).collect()
    }

    /// All compiled packages with their features, sorted by side and package.
    pub(crate) fn all(&self) -> impl Iterator<Item = (CompiledPackage, &BTreeSet<String>)> {
        self.features.iter().map(|(compiled, features)| (*compiled, features))
    }

    /// The features of a package on one side; `None` if it is not compiled for that side.
    pub(crate) fn features(&self, side: Side, package: PackageIndex) -> Option<&BTreeSet<String>> {
        self.features.get(&CompiledPackage { side, package })
    }

    /// The features that a package compiled for the target sees in its normal dependency `package`; `None` if
    /// that is not compiled. These are the features for the target, or those for the host if it is a
    /// procedural macro.
    pub(crate) fn features_as_normal_dependency(&self, package: PackageIndex) -> Option<&BTreeSet<String>> {
        self.features(Side::Target, package).or_else(|| self.features(Side::Host, package))
    }

    /// The packages that `user` is compiled against.
    pub(crate) fn used_by(&self, user: CompiledPackage) -> impl Iterator<Item = CompiledPackage> {
        self.uses.get(&user).into_iter().flatten().copied()
    }
}
