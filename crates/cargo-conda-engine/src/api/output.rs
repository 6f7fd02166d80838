//! The requirements of rendered recipes, before anything is solved.

use std::collections::BTreeMap;

use rattler_conda_types::MatchSpec;

/// The requirements of an output. Conditions are evaluated, and bare names have the versions of the variant.
#[derive(Debug, Clone, Default)]
pub struct OutputRequirements {
    /// Programs that run during the build.
    pub build: Vec<Dependency>,
    /// Libraries and headers of the target platform.
    pub host: Vec<Dependency>,
    /// The run dependencies.
    pub run: Vec<Dependency>,
    /// Constraints on packages that may be installed beside it.
    pub run_constraints: Vec<Dependency>,
    /// Optional run dependencies, by the name of the group that installs them.
    pub extras: BTreeMap<String, Vec<Dependency>>,
    /// Run exports for packages of no platform (`noarch`).
    pub noarch_exports: Vec<Dependency>,
    /// Run exports for packages that have this one in their build or host environment.
    pub strong_exports: Vec<Dependency>,
    /// Run exports for packages that have this one in their host environment.
    pub weak_exports: Vec<Dependency>,
    /// Constraints, exported like `strong_exports`.
    pub strong_constraints: Vec<Dependency>,
    /// Constraints, exported like `weak_exports`.
    pub weak_constraints: Vec<Dependency>,
}

/// A requirement of an output.
#[derive(Debug, Clone)]
pub enum Dependency {
    /// A match spec.
    Spec(Box<MatchSpec>),
    /// A package whose version follows from the version in the environment before (`pin_compatible`). That
    /// version is known once the environment is solved.
    PinCompatible {
        /// The name of the package.
        name: String,
        /// How the version follows.
        pin: Pin,
    },
}

/// How close a version must be to another one, the pinned version.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The lowest version that is allowed; `None` for no bound.
    pub lower_bound: Option<PinBound>,
    /// The lowest version that is too new; `None` for no bound.
    pub upper_bound: Option<PinBound>,
    /// True if it must be the same version and build.
    pub exact: bool,
    /// A pattern for the build string; `None` if any will do.
    pub build_string: Option<String>,
}

/// One end of a range of versions.
#[derive(Debug, Clone)]
pub enum PinBound {
    /// As many parts of the pinned version as the expression has, such as `x.x`.
    Expression(String),
    /// A fixed version.
    Version(String),
}
