//! Packages in events: how a package is named, and how the work on it ends.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

use super::error::PackageError;
use super::published::PublishedPackage;
use super::recent_lines::RecentLines;

/// Names one variant of a planned package in events. Cheap to clone.
#[derive(Clone)]
pub struct PackageLabel {
    package: Arc<PackagePlan>,
    variant: Arc<BTreeMap<String, String>>,
}

impl PackageLabel {
    /// The label of a planned package that has no other variants.
    pub fn new(package: Arc<PackagePlan>) -> Self {
        Self { package, variant: Arc::default() }
    }

    /// The label of one variant of a planned package.
    pub fn of_variant(package: Arc<PackagePlan>, variant: Arc<BTreeMap<String, String>>) -> Self {
        Self { package, variant }
    }

    /// The planned package.
    pub fn plan(&self) -> &PackagePlan {
        &self.package
    }

    /// The planned package, shared.
    pub(crate) fn shared_plan(&self) -> Arc<PackagePlan> {
        Arc::clone(&self.package)
    }

    /// The values of the variant keys that differ between the variants of the package; empty if there is only
    /// one variant.
    pub fn variant(&self) -> &BTreeMap<String, String> {
        &self.variant
    }
}

impl fmt::Debug for PackageLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PackagePlan { name, version, platform, .. } = self.plan();
        write!(f, "PackageLabel({name} {version} {platform})")
    }
}

/// How work on a package ended.
#[derive(Debug, Clone)]
pub enum PackageOutcome {
    /// The package was built and is in the channel.
    Built(BuiltPackage),
    /// The package in the channel is up to date: building it now would give the same.
    Fresh(BuiltPackage),
    /// A package that was made from the same is in a channel that the plan is compared with.
    Published(PublishedPackage),
    /// The package could not be built.
    Failed(FailedPackage),
    /// The package was not built, because another one that its tests need failed.
    Blocked {
        /// The conda name of the package that failed.
        by: String,
    },
    /// The run was stopped before the package was built.
    Interrupted,
}

impl PackageOutcome {
    /// Whether nothing had to be built.
    pub fn is_fresh(&self) -> bool {
        matches!(self, Self::Fresh(_) | Self::Published(_))
    }
}

/// A package in the channel. One that a run has just built is there from the end of the run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltPackage {
    /// The path of the archive.
    pub file: Utf8PathBuf,
    /// The size of the archive in bytes.
    pub size: u64,
    /// The build string.
    pub build_string: String,
    /// The run dependencies of the package, as match specs.
    pub depends: Vec<String>,
    /// Whether the package was tested.
    pub tested: Tested,
}

/// Whether a package in the channel was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// Its tests succeeded.
    Passed,
    /// The options did not ask for tests.
    NotAskedFor,
    /// This machine cannot run programs for the package's platform, and no emulator was named for it.
    CannotRunHere,
}

/// A package that could not be built.
#[derive(Debug, Clone)]
pub struct FailedPackage {
    /// What went wrong.
    pub error: Arc<PackageError>,
    /// The last lines that its build printed.
    pub output: RecentLines,
    /// A file with all lines that it printed, and with remarks of rattler-build's between them.
    pub log: Utf8PathBuf,
}

/// What became of a run.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Every package with its outcome, in the order of the plan.
    pub outcomes: Vec<(PackageLabel, PackageOutcome)>,
    /// The channel's directory.
    pub channel: Utf8PathBuf,
    /// True if the run was stopped on request.
    pub interrupted: bool,
    /// How often a unit was compiled for two packages that could have shared it.
    pub compiled_twice: usize,
    /// For how many packages cargo compiled other crates than were listed.
    pub inventory_differs: usize,
}

impl Summary {
    /// The packages that were built.
    pub fn built(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Built(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that were up to date.
    pub fn fresh(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Fresh(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that are in a channel that the plan is compared with.
    pub fn published(&self) -> impl Iterator<Item = (&PackageLabel, &PublishedPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Published(published) => Some((label, published)),
            _ => None,
        })
    }

    /// The packages that failed, and those that were blocked by one that failed.
    pub fn failed(&self) -> impl Iterator<Item = (&PackageLabel, &PackageOutcome)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Failed(_) | PackageOutcome::Blocked { .. } => Some((label, outcome)),
            PackageOutcome::Built(_)
            | PackageOutcome::Fresh(_)
            | PackageOutcome::Published(_)
            | PackageOutcome::Interrupted => None,
        })
    }
}
