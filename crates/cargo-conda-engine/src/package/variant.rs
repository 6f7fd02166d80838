//! One variant of one package: the unit that becomes an archive.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_plan::PackagePlan;

use super::siblings::{pinned, pinned_siblings};
use crate::api::{EngineError, PackageLabel};
use crate::rattler::{Rendered, Sibling};
use crate::scratch::PackageScratch;

/// A planned package in one of its variants, rendered.
#[derive(Debug, Clone)]
pub(crate) struct PackageVariant {
    /// Names the variant in events.
    pub(crate) label: PackageLabel,
    /// The text of the package's recipe, before it is rendered.
    pub(crate) recipe: Arc<str>,
    /// The recipe, rendered for this variant.
    pub(crate) rendered: Rendered,
    /// The variant's own directories.
    pub(crate) scratch: PackageScratch,
    /// The other packages of the plan that the recipe may pin, sorted by name.
    pub(crate) siblings: Vec<Sibling>,
}

impl PackageVariant {
    /// The planned package.
    pub(crate) fn package(&self) -> &PackagePlan {
        self.label.plan()
    }

    /// The siblings that the recipe pins. The package names no others: what else a run builds changes nothing
    /// in it.
    pub(crate) fn pinned_siblings(&self) -> Vec<&Sibling> {
        pinned_siblings(self.package(), &self.siblings)
    }

    /// The same siblings as `<version> <build string>`, by name. The recipe only names them, so without these
    /// a record of the package would not change when one of them does.
    pub(crate) fn pinned(&self) -> BTreeMap<String, String> {
        pinned(self.package(), &self.siblings)
    }

    /// Checks that the variant's build prefix can be padded to conda's length.
    pub(crate) fn check_depth(&self) -> Result<(), EngineError> {
        self.scratch.check_depth(self.package().platform)
    }
}
