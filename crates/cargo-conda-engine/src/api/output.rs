//! What packages would be, before anything is solved or built.

use std::collections::BTreeMap;
use std::sync::Arc;

use cargo_conda_plan::{PackagePlan, VariantValue};
use rattler_conda_types::MatchSpec;

/// A package in one of its variants, as rattler-build renders its recipe.
#[derive(Debug, Clone)]
pub struct Output {
    /// The package.
    pub package: Arc<PackagePlan>,
    /// The build string.
    pub build: String,
    /// The variant keys that its recipe uses, with their values; the platforms among them.
    pub variant: BTreeMap<String, VariantValue>,
    /// The recipe.
    pub recipe: Arc<str>,
    /// What it needs.
    pub requirements: OutputRequirements,
}

/// What an output needs of other packages, conditions evaluated and variants applied.
#[derive(Debug, Clone, Default)]
pub struct OutputRequirements {
    /// Programs that run during the build.
    pub build: Vec<Dependency>,
    /// Libraries and headers of the target platform.
    pub host: Vec<Dependency>,
    /// What an installed package needs.
    pub run: Vec<Dependency>,
    /// Limits for packages installed beside it.
    pub run_constraints: Vec<Dependency>,
    /// What is installed with the package if somebody asks for one of these groups.
    pub extras: BTreeMap<String, Vec<Dependency>>,
    /// What is demanded of packages for no platform.
    pub noarch_exports: Vec<Dependency>,
    /// What is demanded of those that have it in their build or host environment.
    pub strong_exports: Vec<Dependency>,
    /// What is demanded of those that have it in their host environment.
    pub weak_exports: Vec<Dependency>,
    /// Limits, as `strong_exports`.
    pub strong_constraints: Vec<Dependency>,
    /// Limits, as `weak_exports`.
    pub weak_constraints: Vec<Dependency>,
}

/// One requirement.
#[derive(Debug, Clone)]
pub enum Dependency {
    /// A package, and which builds of it will do.
    Spec(Box<MatchSpec>),
    /// A package, as close to what the environment before has of it as this says. Only who solves that environment knows.
    PinCompatible {
        /// Its name.
        name: String,
        /// How close.
        pin: Pin,
    },
}

/// How close a version must be to another one.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The oldest that will do.
    pub lower_bound: Option<PinBound>,
    /// The oldest that will not do any more.
    pub upper_bound: Option<PinBound>,
    /// Whether it must be the very same build.
    pub exact: bool,
    /// What the build string must be like.
    pub build: Option<String>,
}

/// One end of a range of versions.
#[derive(Debug, Clone)]
pub enum PinBound {
    /// As many parts of the other version as there are of these: `x.x`.
    Expression(String),
    /// This very version.
    Version(String),
}
