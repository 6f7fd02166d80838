//! The environments of groups, once they are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_plan::GroupId;
use indexmap::IndexMap;

use crate::api::EngineError;
use crate::environments::compile_cache::CompileCache;
use crate::rattler::{Environment, Rendered};
use crate::scratch::EnvironmentContents;

/// What the builds of a group share, in one variant.
pub(crate) struct GroupEnvironment {
    pub(crate) group: GroupId,
    /// The values of the variant keys that it is made with.
    pub(crate) rendered: Rendered,
    pub(crate) environment: Environment,
    /// What its builds see.
    pub(crate) variables: IndexMap<String, String>,
    pub(crate) target_directory: Utf8PathBuf,
    pub(crate) cache: Option<CompileCache>,
}

impl GroupEnvironment {
    /// What tells builds of its packages apart, by package.
    pub(crate) fn contents(&self) -> EnvironmentContents {
        contents(&self.environment)
    }
}

/// What came of all groups.
#[derive(Default)]
pub(crate) struct Environments {
    pub(crate) ready: Vec<GroupEnvironment>,
    /// Groups that cannot be built, and why.
    pub(crate) failed: BTreeMap<GroupId, Arc<EngineError>>,
}

/// The packages of both environments, each with what tells its builds apart.
pub(super) fn contents(environment: &Environment) -> EnvironmentContents {
    EnvironmentContents::new(&environment.build_packages(), &environment.host_packages())
}
