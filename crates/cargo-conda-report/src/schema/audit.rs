//! The output of `cargo conda audit`.

use serde::{Deserialize, Serialize};

/// The output of `cargo conda audit --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditDocument {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The advisories that the packages were compared with.
    pub database: AdvisoryDatabaseDocument,
    /// The advisories that concern a package, sorted by id; each once.
    pub advisories: Vec<AdvisoryDocument>,
    /// The packages, sorted by place.
    pub packages: Vec<AuditedPackageDocument>,
    /// How many packages there are of each kind.
    pub counts: AuditCountsDocument,
}

/// Where advisories come from, and how old they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AdvisoryDatabaseDocument {
    /// The path or URL.
    pub place: String,
    /// The commit; null if the place is a directory that is no git repository.
    pub commit: Option<String>,
    /// The time of the commit as RFC 3339 writes it; null if there is no commit.
    pub committed: Option<String>,
    /// The number of advisories, withdrawn ones included.
    pub advisories: usize,
}

/// An advisory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AdvisoryDocument {
    /// The id, such as `RUSTSEC-2020-0071`.
    pub id: String,
    /// The name of the crate that it is about.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// One line that says what is wrong.
    pub title: String,
    /// The day on which it was reported, as `YYYY-MM-DD`.
    pub date: String,
    /// Ids in other databases, such as `CVE-2020-26235`.
    pub aliases: Vec<String>,
    /// Where to read more; null if the advisory does not say.
    pub url: Option<String>,
    /// `none`, `low`, `medium`, `high` or `critical`; null if that was not assessed.
    pub severity: Option<String>,
    /// `unmaintained`, `unsound`, `notice` or another word of the database; null if it is about a
    /// vulnerability.
    pub informational: Option<String>,
    /// Requirements of the versions that have a remedy, such as `>=0.2.23`; empty if there are none.
    pub patched: Vec<String>,
    /// The functions that are affected; empty if the advisory does not say.
    pub functions: Vec<String>,
}

/// A package that was audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditedPackageDocument {
    /// The absolute path or the URL of the package.
    pub place: String,
    /// The conda name; null if the package does not say.
    pub name: Option<String>,
    /// The conda version; null if the package does not say.
    pub version: Option<String>,
    /// The build string; null if the package does not say.
    pub build: Option<String>,
    /// The build number; null if the package does not say.
    pub build_number: Option<u64>,
    /// The conda platform, or `noarch`; null if the package does not say.
    pub platform: Option<String>,
    /// What was found.
    pub outcome: AuditOutcomeWord,
    /// Why the package cannot be read; null if it was read.
    pub error: Option<String>,
    /// The files that list crates, sorted by path.
    pub lists: Vec<CrateListDocument>,
    /// The programs that nothing lists the crates of, sorted by path.
    pub unlisted: Vec<String>,
    /// The files whose list is damaged, sorted by path.
    pub damaged: Vec<DamagedListDocument>,
    /// The advisories that concern the package, sorted by id.
    pub findings: Vec<FindingDocument>,
}

/// What was found in a package. Of several words that fit, the first of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AuditOutcomeWord {
    /// An advisory concerns a crate of the package.
    Concerned,
    /// The package, or a list of crates in it, is damaged or cannot be read.
    Unreadable,
    /// It has a program that nothing lists the crates of.
    Unlisted,
    /// Advisories of which only a warning is given concern crates of the package.
    Warned,
    /// No advisory concerns the crates of the package.
    Clean,
    /// There is no program in it.
    NoPrograms,
    /// Any word that this version of the schema does not have; never written.
    #[serde(other)]
    Other,
}

/// A file that lists crates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CrateListDocument {
    /// The path in the package.
    pub file: String,
    /// The number of crates.
    pub crates: usize,
}

/// A file whose list of crates cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DamagedListDocument {
    /// The path in the package.
    pub file: String,
    /// What is wrong, in one line.
    pub error: String,
}

/// An advisory that concerns a crate of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FindingDocument {
    /// The id of the advisory, which is in [`AuditDocument::advisories`].
    pub advisory: String,
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The version of the crate.
    pub version: String,
    /// True if the exit code is 1 because of it; false if it is a warning.
    pub denied: bool,
    /// True if the crate is in a program; false if only build scripts and procedural macros use it.
    pub linked: bool,
    /// How the crate came in: names with versions, from the root through dependencies to the crate.
    pub chain: Vec<String>,
    /// The files of the package that list the crate, sorted.
    pub files: Vec<String>,
}

/// The number of packages with each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditCountsDocument {
    /// Packages that an advisory concerns.
    pub concerned: usize,
    /// Packages that cannot be read.
    pub unreadable: usize,
    /// Packages with a program that nothing lists the crates of.
    pub unlisted: usize,
    /// Packages of which only a warning is given.
    pub warned: usize,
    /// Packages that no advisory concerns.
    pub clean: usize,
    /// Packages without a program.
    pub no_programs: usize,
}
