//! Packages, as callers see them: how a package is named in events, and how the work on it ends.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

use super::error::PackageError;

/// Names a package in events; cheap to clone.
#[derive(Clone)]
pub struct PackageLabel {
    package: Arc<PackagePlan>,
    variant: Arc<BTreeMap<String, String>>,
}

impl PackageLabel {
    /// The label of a planned package.
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

    /// The values of variant keys by which it differs from other variants of the same package; empty if there is only
    /// one.
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
#[non_exhaustive]
pub enum PackageOutcome {
    /// It is in the channel.
    Built(BuiltPackage),
    /// It was in the channel already, and is what it would be if it were made now.
    Fresh(BuiltPackage),
    /// It is not, and this is why.
    Failed(FailedPackage),
    /// A package that it needs failed.
    Blocked {
        /// The conda name of the package it needs.
        by: String,
    },
    /// The run was stopped before it was done.
    Interrupted,
}

/// A package in the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltPackage {
    /// The archive.
    pub file: Utf8PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// The build string.
    pub build: String,
    /// What it needs when installed, as match specs.
    pub depends: Vec<String>,
    /// What became of its tests.
    pub tested: Tested,
}

/// What became of the tests of a package that is in the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// They succeeded.
    Passed,
    /// Nobody wanted them to be run.
    NotAskedFor,
    /// This machine does not run programs of the package's platform, and has no emulator that it hands them to.
    CannotRunHere,
}

/// A package that could not be made.
#[derive(Debug, Clone)]
pub struct FailedPackage {
    /// Why.
    pub error: Arc<PackageError>,
    /// Everything that its build printed.
    pub output: Arc<[String]>,
    /// The same in a file, with rattler-build's own remarks.
    pub log: Utf8PathBuf,
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Every package with its outcome, in the order of the plan.
    pub outcomes: Vec<(PackageLabel, PackageOutcome)>,
    /// The channel's directory.
    pub channel: Utf8PathBuf,
    /// Whether the run was stopped.
    pub interrupted: bool,
    /// How often a crate was compiled for two packages that could have shared it.
    pub compiled_twice: usize,
}

impl Summary {
    /// The packages that were made.
    pub fn built(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Built(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that did not have to be made.
    pub fn fresh(&self) -> impl Iterator<Item = (&PackageLabel, &BuiltPackage)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Fresh(built) => Some((label, built)),
            _ => None,
        })
    }

    /// The packages that could not be made, for want of others included.
    pub fn failed(&self) -> impl Iterator<Item = (&PackageLabel, &PackageOutcome)> {
        self.outcomes.iter().filter_map(|(label, outcome)| match outcome {
            PackageOutcome::Failed(_) | PackageOutcome::Blocked { .. } => Some((label, outcome)),
            PackageOutcome::Built(_) | PackageOutcome::Fresh(_) | PackageOutcome::Interrupted => None,
        })
    }
}
