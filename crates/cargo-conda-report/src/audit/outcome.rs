//! What is reported, and the word for what was found in a package.

use cargo_conda_engine::{AuditOutcome, AuditedContents, AuditedPackage};

use crate::schema::{AuditCountsDocument, AuditOutcomeWord};

/// What was audited, by which advisories.
#[derive(Debug, Clone, Copy)]
pub struct AuditReport<'a> {
    /// The packages, in the order in which they are reported.
    pub packages: &'a [AuditedPackage],
    /// The advisories.
    pub database: &'a DatabaseOrigin,
}

/// Where advisories come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseOrigin {
    /// The path or URL, without passwords.
    pub place: String,
    /// The commit; `None` if the place is a directory that is no git repository.
    pub commit: Option<String>,
    /// The time of the commit as RFC 3339 writes it; `None` if there is no commit.
    pub committed: Option<String>,
    /// The number of advisories.
    pub advisories: usize,
}

/// The word for what was found in a package: the first of those that fit, in the order of the type.
pub(super) fn outcome(package: &AuditedPackage) -> AuditOutcomeWord {
    if package.has_findings() {
        return AuditOutcomeWord::Concerned;
    }
    let contents = match &package.outcome {
        AuditOutcome::Read(contents) if contents.damaged.is_empty() => contents,
        AuditOutcome::Read(_) | AuditOutcome::Unreadable { .. } => return AuditOutcomeWord::Unreadable,
    };
    let AuditedContents { lists, unlisted, concerns, .. } = contents;
    if !unlisted.is_empty() {
        AuditOutcomeWord::Unlisted
    } else if !concerns.is_empty() {
        AuditOutcomeWord::Warned
    } else if lists.is_empty() {
        AuditOutcomeWord::NoPrograms
    } else {
        AuditOutcomeWord::Clean
    }
}

impl AuditReport<'_> {
    pub(super) fn counts(&self) -> AuditCountsDocument {
        let count = |wanted| self.packages.iter().filter(|package| outcome(package) == wanted).count();
        AuditCountsDocument {
            concerned: count(AuditOutcomeWord::Concerned),
            unreadable: count(AuditOutcomeWord::Unreadable),
            unlisted: count(AuditOutcomeWord::Unlisted),
            warned: count(AuditOutcomeWord::Warned),
            clean: count(AuditOutcomeWord::Clean),
            no_programs: count(AuditOutcomeWord::NoPrograms),
        }
    }
}
