//! The requirements of an output, which is a package of a rendered recipe, before any environment is solved.

use rattler_conda_types::MatchSpec;

/// A requirement of an output.
#[derive(Debug, Clone)]
pub enum Dependency {
    /// A match spec.
    Spec(Box<MatchSpec>),
    /// A package whose version follows from its version in an environment that is solved earlier
    /// (`pin_compatible`): a host requirement from the build environment, a run requirement from the host
    /// environment.
    PinCompatible {
        /// The name of the package.
        name: String,
        /// How close the version must be to the one in that environment.
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
    /// True if version and build string must be the same; the bounds then have no effect.
    pub exact: bool,
    /// A pattern for the build string; `None` if any will do.
    pub build_string: Option<String>,
}

/// One end of a range of versions.
#[derive(Debug, Clone)]
pub enum PinBound {
    /// As many parts of the pinned version as the expression has: `x.x` stands for `1.2` if that is 1.2.3. As
    /// an upper bound the last of these parts is raised by one.
    Expression(String),
    /// A fixed version.
    Version(String),
}
