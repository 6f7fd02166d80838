//! Environments that the caller has solved, for [`build_given`](crate::build_given).

use cargo_conda_mapping::Requirements;
use rattler_conda_types::{MatchSpec, RepoDataRecord};

/// The environments of a package and everything that follows from them.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// The requirements of the package, among them those from run exports of the environments. They are
    /// written into the package as they are.
    pub requirements: Requirements<ResolvedRequirement>,
    /// The packages of the build environment.
    pub build_packages: Vec<RepoDataRecord>,
    /// The packages of the host environment.
    pub host_packages: Vec<RepoDataRecord>,
}

/// A requirement for which a package was chosen.
#[derive(Debug, Clone)]
pub struct ResolvedRequirement {
    /// The match spec.
    pub spec: MatchSpec,
    /// The package whose run export adds this requirement; `None` if the recipe lists it.
    pub exported: Option<RunExport>,
}

/// A package of an environment that adds requirements to packages that are built with it.
#[derive(Debug, Clone)]
pub struct RunExport {
    /// The environment that it is in: `build` or `host`.
    pub environment: String,
    /// The name of the package.
    pub package: String,
}
