//! Packages that may share one compile.

use std::fmt;

use cargo_conda_mapping::{Platform, Requirement};
use indexmap::IndexMap;

use super::Toolchain;

/// Names a [`BuildGroup`] within its plan; counted from 1 in the order of the packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What must be equal for packages to share a target directory: all that reaches every rustc call alike.
/// Features are not among it, for cargo keeps units with different features apart itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildGroup {
    /// The platform of its packages.
    pub platform: Platform,
    /// Where its compilers come from.
    pub toolchain: Toolchain,
    /// Its Cargo profile.
    pub profile: String,
    /// Variables of its builds.
    pub env: IndexMap<String, String>,
    /// Names of variables that its builds take from whoever starts them.
    pub secrets: Vec<String>,
    /// All that its packages need of the build environment, which they share.
    pub build_dependencies: Vec<Requirement>,
    /// All that its packages need of the host environment, which they share. A package takes over demands only from
    /// those that it needs itself.
    pub host_dependencies: Vec<Requirement>,
}
