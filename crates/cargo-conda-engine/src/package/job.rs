//! The unit of work of a run: one variant of one package.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_plan::PackagePlan;

use crate::api::PackageLabel;
use crate::rattler::Rendered;
use crate::scratch::PackageScratch;

/// One variant of one package.
pub(crate) struct Job {
    pub(crate) label: PackageLabel,
    /// The text of the package's recipe.
    pub(crate) recipe: Arc<str>,
    pub(crate) rendered: Rendered,
    /// Which of the run's environments it is built in; none with the machine's toolchain.
    pub(crate) environment: Option<usize>,
    pub(crate) scratch: PackageScratch,
    /// The packages that it pins, as they are in this run: `<version> <build string>` by name.
    pub(crate) pinned: BTreeMap<String, String>,
}

impl Job {
    pub(crate) fn package(&self) -> &PackagePlan {
        self.label.plan()
    }
}
