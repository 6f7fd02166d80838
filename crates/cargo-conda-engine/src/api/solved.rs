//! Environments that the caller has solved, for [`build_given`](crate::build_given).

use std::collections::BTreeMap;

use rattler_conda_types::{MatchSpec, RepoDataRecord};

/// The environments of a package and everything that follows from them. The requirements are written into the
/// package as they are.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// The requirements of the build environment.
    pub build_specs: Vec<ResolvedRequirement>,
    /// The packages of the build environment.
    pub build_packages: Vec<RepoDataRecord>,
    /// The requirements of the host environment.
    pub host_specs: Vec<ResolvedRequirement>,
    /// The packages of the host environment.
    pub host_packages: Vec<RepoDataRecord>,
    /// The run dependencies.
    pub depends: Vec<ResolvedRequirement>,
    /// Constraints on packages that may be installed beside it.
    pub constraints: Vec<ResolvedRequirement>,
    /// Optional run dependencies, by the name of the group that installs them.
    pub extras: BTreeMap<String, Vec<ResolvedRequirement>>,
    /// The run exports of the package.
    pub run_exports: SolvedExports,
}

/// The run exports of a package: requirements that it adds to packages that are built with it.
#[derive(Debug, Clone, Default)]
pub struct SolvedExports {
    /// For packages of no platform (`noarch`).
    pub noarch: Vec<MatchSpec>,
    /// For packages that have it in their build or host environment.
    pub strong: Vec<MatchSpec>,
    /// For packages that have it in their host environment.
    pub weak: Vec<MatchSpec>,
    /// Constraints, added like `strong`.
    pub strong_constraints: Vec<MatchSpec>,
    /// Constraints, added like `weak`.
    pub weak_constraints: Vec<MatchSpec>,
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
