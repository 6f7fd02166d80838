//! Auditing finished packages: what is asked for, and what was found in each.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use cargo_conda_inventory::{Advisory, AdvisoryDatabase};
use cargo_conda_mapping::Platform;
use semver::Version;

use super::request::Network;

/// Which finished packages are audited, and by which advisories.
#[derive(Debug, Clone)]
pub struct AuditRequest<'a> {
    /// Where the packages are.
    pub places: Vec<AuditPlace>,
    /// The names of the packages that are audited; empty for all.
    pub names: BTreeSet<String>,
    /// The platforms whose packages are audited, with those that are for all platforms; empty for every
    /// platform. A channel on a server does not say which platforms it has, so each is asked for.
    pub platforms: BTreeSet<Platform>,
    /// True if only the newest builds of each package are audited: of the highest version those with the
    /// highest number, for each platform.
    pub newest: bool,
    /// The advisories.
    pub database: &'a AdvisoryDatabase,
    /// What counts as a finding.
    pub rules: AuditRules,
    /// Whether channels on servers may be asked.
    pub network: Network,
    /// The platform of this machine.
    pub platform: Platform,
    /// A directory in which the lists of crates of packages on servers are kept, so that a package is
    /// downloaded once. It is made when it is needed.
    pub cache: Utf8PathBuf,
}

/// Where packages are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditPlace {
    /// The absolute path of a package, or of the directory of a channel.
    Path(Utf8PathBuf),
    /// A channel that is no directory: a URL, or a name such as `conda-forge`.
    Channel(String),
}

/// What counts as a finding, and what only as a warning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditRules {
    /// Ids of advisories that are passed over, of this database or another; empty for none.
    pub ignore: BTreeSet<String>,
    /// What counts as a finding although it is no vulnerability; empty for nothing.
    pub deny: BTreeSet<Denied>,
}

/// Something that is a warning, unless it is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denied {
    /// A crate that is not maintained.
    Unmaintained,
    /// A crate that lets safe code cause undefined behaviour.
    Unsound,
    /// Other things that advisories inform of.
    Notice,
    /// A program without a list of crates.
    Unlisted,
}

/// A package that was audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedPackage {
    /// The path of the package, or its URL without tokens and passwords.
    pub place: String,
    /// Which package it is; `None` if it does not say.
    pub build: Option<AuditedBuild>,
    /// What is in it, or why that cannot be told.
    pub outcome: AuditOutcome,
}

/// Which build of which package it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedBuild {
    /// The conda name.
    pub name: String,
    /// The conda version.
    pub version: String,
    /// The build string.
    pub build: String,
    /// The build number.
    pub number: u64,
    /// The folder of the channel, which is a platform or `noarch`.
    pub subdir: String,
}

/// What was found in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditOutcome {
    /// The package was read.
    Read(AuditedContents),
    /// The package cannot be read.
    Unreadable {
        /// What is wrong, in one line.
        reason: String,
    },
}

/// What is in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedContents {
    /// The files that list crates, sorted by path, each with the number of crates.
    pub lists: Vec<(String, usize)>,
    /// The programs that nothing lists the crates of, sorted by path.
    pub unlisted: Vec<String>,
    /// The files whose list is damaged, sorted by path, each with what is wrong in one line.
    pub damaged: Vec<(String, String)>,
    /// The advisories that concern crates of the package, sorted by id, then by crate and version.
    pub concerns: Vec<AuditConcern>,
}

/// An advisory that concerns a crate of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditConcern {
    /// The advisory.
    pub advisory: Advisory,
    /// The version of the crate.
    pub version: Version,
    /// True if the crate is in a program; false if only build scripts and procedural macros use it.
    pub is_linked: bool,
    /// How the crate came in: names with versions, from the root through dependencies to the crate.
    pub chain: Vec<String>,
    /// The files that list the crate, sorted by path.
    pub files: Vec<String>,
    /// True if it is a finding, false if it is a warning.
    pub is_finding: bool,
}

/// A crate that a package would be built with again although an advisory concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemainingConcern {
    /// The conda name of the package.
    pub package: String,
    /// The name of the crate.
    pub crate_name: String,
    /// The version that the lock file has.
    pub version: Version,
    /// The advisory.
    pub advisory: Advisory,
}

impl AuditedPackage {
    /// The advisories that concern the package; empty if it cannot be read.
    pub fn concerns(&self) -> &[AuditConcern] {
        match &self.outcome {
            AuditOutcome::Read(contents) => &contents.concerns,
            AuditOutcome::Unreadable { .. } => &[],
        }
    }

    /// Whether an advisory was found that counts.
    pub fn has_findings(&self) -> bool {
        self.concerns().iter().any(|concern| concern.is_finding)
    }

    /// Whether the package, or a list of crates in it, is damaged or cannot be read.
    pub fn is_unreadable(&self) -> bool {
        match &self.outcome {
            AuditOutcome::Read(contents) => !contents.damaged.is_empty(),
            AuditOutcome::Unreadable { .. } => true,
        }
    }

    /// Whether the package has a program that nothing lists the crates of.
    pub fn has_unlisted_programs(&self) -> bool {
        matches!(&self.outcome, AuditOutcome::Read(contents) if !contents.unlisted.is_empty())
    }
}
