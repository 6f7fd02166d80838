//! The unit of work of a run: a variant, and where it is built.

use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

use super::variant::PackageVariant;
use crate::api::{BuildRequest, EngineError};
use crate::environments::{EnvironmentId, Environments};
use crate::scratch::Scratch;

/// Where a package is built.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// On the machine, with the machine's toolchain.
    Machine,
    /// In a conda environment of the package's group.
    Group(EnvironmentId),
    /// Nowhere: its group has no environment for it, for this reason. The job fails, because the machine's
    /// toolchain would make another package.
    Nowhere(Arc<EngineError>),
}

/// A variant that a run builds.
pub(crate) struct Job {
    /// What is built.
    pub(crate) variant: PackageVariant,
    /// Where it is built.
    pub(crate) place: Place,
    /// Cargo's target directory; packages of a group that are compiled alike share it.
    pub(crate) target_directory: Utf8PathBuf,
}

impl Job {
    /// A job. `apart` is what sets target directories apart in builds with the machine's toolchain, see
    /// [`kept_apart`](crate::cargo::kept_apart).
    pub(crate) fn new(
        request: BuildRequest<'_>,
        environments: &Environments,
        variant: PackageVariant,
        place: Place,
        apart: Option<&str>,
    ) -> Self {
        let target_directory = match &place {
            Place::Group(id) => environments[*id].target_directory.clone(),
            Place::Machine | Place::Nowhere(_) => {
                let scratch = Scratch::at(&request.options.scratch);
                scratch.target_directory(request.plan.group_of(variant.package()), apart)
            }
        };
        Self { variant, place, target_directory }
    }

    /// The planned package.
    pub(crate) fn package(&self) -> &PackagePlan {
        self.variant.package()
    }
}
