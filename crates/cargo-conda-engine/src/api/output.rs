//! The requirements of rendered recipes, before anything is solved.

use rattler_conda_types::MatchSpec;

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
