//! A group's environments once they are installed, and those of all groups of a run.

use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_mapping::RustTarget;
use cargo_conda_plan::GroupId;
use indexmap::IndexMap;

use crate::api::EngineError;
use crate::environments::compile_cache::CompileCache;
use crate::rattler::{Environment, Rendered};
use crate::scratch::EnvironmentContents;

/// The environment that the builds of a group share, in one variant.
pub(crate) struct GroupEnvironment {
    pub(crate) group: GroupId,
    /// The Rust target that its builds are for.
    pub(crate) target: RustTarget,
    /// The rendered recipe that the environment was solved from, with the values of its variant keys.
    pub(crate) rendered: Rendered,
    pub(crate) environment: Environment,
    /// The variables of its builds.
    pub(crate) variables: IndexMap<String, String>,
    pub(crate) target_directory: Utf8PathBuf,
    pub(crate) cache: Option<CompileCache>,
}

impl GroupEnvironment {
    /// The builds of the conda packages in it.
    pub(crate) fn contents(&self) -> EnvironmentContents {
        contents(&self.environment)
    }
}

/// Names an environment of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EnvironmentId(usize);

/// The environments of all groups of a run.
#[derive(Default)]
pub(crate) struct Environments {
    /// The environments that are installed, in the order of their groups.
    pub(super) ready: Vec<GroupEnvironment>,
    /// Groups whose environment could not be made, with the reason. Their packages cannot be built.
    pub(crate) failed: BTreeMap<GroupId, Arc<EngineError>>,
}

impl Environments {
    /// The environments of a run that has a single one.
    pub(crate) fn single(environment: GroupEnvironment) -> (EnvironmentId, Self) {
        (EnvironmentId(0), Self { ready: vec![environment], failed: BTreeMap::new() })
    }

    /// All installed environments with their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (EnvironmentId, &GroupEnvironment)> {
        self.ready.iter().enumerate().map(|(index, environment)| (EnvironmentId(index), environment))
    }
}

impl Index<EnvironmentId> for Environments {
    type Output = GroupEnvironment;

    fn index(&self, EnvironmentId(index): EnvironmentId) -> &GroupEnvironment {
        &self.ready[index]
    }
}

/// The builds of the conda packages in both environments.
pub(super) fn contents(environment: &Environment) -> EnvironmentContents {
    EnvironmentContents::new(&environment.build_packages(), &environment.host_packages())
}
