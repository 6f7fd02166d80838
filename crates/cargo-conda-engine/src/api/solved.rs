//! Environments that the caller has solved, for [`build_given`](crate::build_given).

use std::collections::BTreeMap;

use rattler_conda_types::{MatchSpec, RepoDataRecord};

/// Environments, and what the package demands of others because of them. It is written into the package as it is.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// What was asked of the build environment.
    pub build_specs: Vec<Demand>,
    /// What the build environment consists of.
    pub build_packages: Vec<RepoDataRecord>,
    /// What was asked of the host environment.
    pub host_specs: Vec<Demand>,
    /// What the host environment consists of.
    pub host_packages: Vec<RepoDataRecord>,
    /// What an installed package needs.
    pub depends: Vec<Demand>,
    /// Limits for packages installed beside it.
    pub constraints: Vec<Demand>,
    /// What is installed with the package if somebody asks for one of these groups.
    pub extras: BTreeMap<String, Vec<Demand>>,
    /// What the package demands of those that are built with it.
    pub run_exports: SolvedExports,
}

/// What a package demands of those that are built with it.
#[derive(Debug, Clone, Default)]
pub struct SolvedExports {
    /// Of packages for no platform.
    pub noarch: Vec<MatchSpec>,
    /// Of those that have it in their build or host environment.
    pub strong: Vec<MatchSpec>,
    /// Of those that have it in their host environment.
    pub weak: Vec<MatchSpec>,
    /// Limits, as `strong`.
    pub strong_constraints: Vec<MatchSpec>,
    /// Limits, as `weak`.
    pub weak_constraints: Vec<MatchSpec>,
}

/// A requirement that is settled.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The requirement.
    pub spec: MatchSpec,
    /// Whose demand it is, if the package did not ask for it itself.
    pub exported: Option<RunExport>,
}

/// A package of an environment that demands something of those that are built with it.
#[derive(Debug, Clone)]
pub struct RunExport {
    /// Its environment: `build` or `host`.
    pub environment: String,
    /// Its name.
    pub package: String,
}
