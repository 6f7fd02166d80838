//! The audit as one JSON document.

use std::collections::BTreeMap;
use std::io::{self, Write};

use cargo_conda_engine::{Advisory, AuditConcern, AuditOutcome, AuditedContents, AuditedPackage};

use super::outcome::{AuditReport, DatabaseOrigin, outcome};
use crate::schema::{
    AdvisoryDatabaseDocument, AdvisoryDocument, AuditDocument, AuditedPackageDocument, CrateListDocument,
    DamagedListDocument, FindingDocument, SCHEMA,
};

/// Writes an audit as one JSON document, see [`AuditDocument`].
///
/// # Errors
///
/// The error of the writer.
pub fn write_audit_json(report: AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let concerns = report.packages.iter().flat_map(AuditedPackage::concerns);
    let advisories: BTreeMap<_, _> =
        concerns.map(|concern| (concern.advisory.id.as_str(), (&concern.advisory).into())).collect();
    let document = AuditDocument {
        schema: SCHEMA,
        database: report.database.into(),
        advisories: advisories.into_values().collect(),
        packages: report.packages.iter().map(AuditedPackageDocument::from).collect(),
        counts: report.counts(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    out.flush()
}

impl From<&DatabaseOrigin> for AdvisoryDatabaseDocument {
    fn from(origin: &DatabaseOrigin) -> Self {
        let DatabaseOrigin { place, commit, committed, advisories } = origin.clone();
        Self { place, commit, committed, advisories }
    }
}

impl From<&Advisory> for AdvisoryDocument {
    fn from(advisory: &Advisory) -> Self {
        let informational = advisory.informational.as_ref().map(|kind| kind.as_str().to_owned());
        // A withdrawn advisory concerns nothing, so there is none here.
        let Advisory {
            id,
            crate_name,
            title,
            date,
            aliases,
            url,
            severity,
            patched,
            functions,
            informational: _,
            is_withdrawn: _,
        } = advisory.clone();
        Self { id, crate_name, title, date, aliases, url, severity, informational, patched, functions }
    }
}

impl From<&AuditedPackage> for AuditedPackageDocument {
    fn from(package: &AuditedPackage) -> Self {
        let build = package.build.as_ref();
        let empty = AuditedContents {
            lists: Vec::new(),
            unlisted: Vec::new(),
            damaged: Vec::new(),
            concerns: Vec::new(),
        };
        let (contents, error) = match &package.outcome {
            AuditOutcome::Read(contents) => (contents, None),
            AuditOutcome::Unreadable { reason } => (&empty, Some(reason.clone())),
        };
        let AuditedContents { lists, unlisted, damaged, concerns } = contents.clone();
        Self {
            place: package.place.clone(),
            name: build.map(|build| build.name.clone()),
            version: build.map(|build| build.version.clone()),
            build: build.map(|build| build.build.clone()),
            build_number: build.map(|build| build.number),
            platform: build.map(|build| build.subdir.clone()),
            outcome: outcome(package),
            error,
            lists: lists.into_iter().map(|(file, crates)| CrateListDocument { file, crates }).collect(),
            unlisted,
            damaged: damaged.into_iter().map(|(file, error)| DamagedListDocument { file, error }).collect(),
            findings: concerns.into_iter().map(FindingDocument::from).collect(),
        }
    }
}

impl From<AuditConcern> for FindingDocument {
    fn from(concern: AuditConcern) -> Self {
        let AuditConcern { advisory, version, is_linked, chain, files, is_finding } = concern;
        Self {
            advisory: advisory.id,
            crate_name: advisory.crate_name,
            version: version.to_string(),
            denied: is_finding,
            linked: is_linked,
            chain,
            files,
        }
    }
}
