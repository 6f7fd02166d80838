//! Groups: packages that share one compile.

use std::fmt;

use cargo_conda_mapping::{Platform, Requirement, RustTarget, SymbolVersion};
use indexmap::IndexMap;

use super::Toolchain;

/// The number of a [`BuildGroup`] in its plan, counted from 1 in the order of the packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Packages that are compiled in one target directory.
///
/// Two packages are in one group if everything that reaches every rustc call is equal for both and their
/// environments do not contradict each other. Features are not part of it: cargo keeps units with different
/// features apart itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildGroup {
    /// The platform of the packages.
    pub platform: Platform,
    /// The Rust target that is compiled for, as far as the plan can tell: with conda's toolchain, the
    /// environment may choose another.
    pub target: RustTarget,
    /// The oldest glibc that programs run on; `None` for what the build makes of them.
    pub glibc: Option<SymbolVersion>,
    /// The source of compilers.
    pub toolchain: Toolchain,
    /// The Cargo profile.
    pub profile: String,
    /// The variables of the builds and their values, in the order of the configuration.
    pub env: IndexMap<String, String>,
    /// The names of variables that the builds take from the environment of cargo-conda; their values are
    /// secret.
    pub secrets: Vec<String>,
    /// The requirements of all packages for the build environment, which the packages share; sorted.
    pub build_dependencies: Vec<Requirement>,
    /// The requirements of all packages for the host environment, which the packages share; sorted. A package
    /// inherits run exports only from its own requirements.
    pub host_dependencies: Vec<Requirement>,
}
