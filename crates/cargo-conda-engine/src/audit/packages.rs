//! Finds the packages of a request, reads each, and judges what is in it.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::contents::Contents;
use super::judge::judge;
use super::servers::read_from_servers;
use crate::api::{
    AuditOutcome, AuditPlace, AuditRequest, AuditedBuild, AuditedPackage, EngineError, StepError,
};
use crate::channel::{archive_files, is_archive_name};
use crate::rattler::archive::{Identity, identity};

/// A package that was found, and what could be read of it.
pub(super) struct ReadPackage {
    /// The path of the package, or its URL without tokens and passwords.
    pub(super) place: String,
    /// Which package it is; `None` if it does not say.
    pub(super) build: Option<AuditedBuild>,
    /// The lists in it, or why there are none, in one line.
    pub(super) contents: Result<Contents, String>,
}

/// Audits finished packages. The answer has each of them once, sorted by place.
///
/// # Errors
///
/// A place is neither a package nor a channel with packages, or a channel does not answer. A package that
/// cannot be read is no error, but an outcome.
pub fn audit_packages(request: &AuditRequest<'_>) -> Result<Vec<AuditedPackage>, EngineError> {
    let mut files = Vec::new();
    let mut channels = Vec::new();
    for place in &request.places {
        match place {
            AuditPlace::Path(path) => files.extend(files_of(path)?),
            AuditPlace::Channel(channel) => channels.push(channel.clone()),
        }
    }
    let mut read = read_from_servers(request, &channels, &mut files)?;
    files.sort();
    files.dedup();
    read.par_extend(files.par_iter().map(|file| read_file(file)));
    let judged = read.into_iter().map(|package| (package.place.clone(), judged(package, request)));
    Ok(judged.collect::<BTreeMap<_, _>>().into_values().collect())
}

/// The packages at a path, sorted.
fn files_of(path: &Utf8Path) -> Result<Vec<Utf8PathBuf>, EngineError> {
    let is_package = || path.is_file() && is_archive_name(path);
    let files = match path {
        path if path.is_dir() => {
            archive_files(path).map_err(|source| EngineError::NoChannel { path: path.to_owned(), source })?
        }
        path if is_package() => vec![path.to_owned()],
        _ => Vec::new(),
    };
    if files.is_empty() { Err(EngineError::NoPackages { path: path.to_owned() }) } else { Ok(files) }
}

fn read_file(file: &Utf8Path) -> ReadPackage {
    let place = file.to_string();
    match identity(file) {
        Err(error) => ReadPackage { place, build: None, contents: Err(error.to_string()) },
        Ok(identity) => ReadPackage {
            place,
            build: Some(build_of(identity, file)),
            contents: one_line(Contents::of(file)),
        },
    }
}

/// Contents, or what is wrong.
pub(super) fn one_line(contents: io::Result<Contents>) -> Result<Contents, String> {
    contents.map_err(|error| StepError::of(error.to_string()).to_string())
}

fn build_of(identity: Identity, file: &Utf8Path) -> AuditedBuild {
    let Identity { name, version, build, number, subdir, .. } = identity;
    let folder = || file.parent().and_then(Utf8Path::file_name).unwrap_or_default().to_owned();
    AuditedBuild { name, version, build, number, subdir: subdir.unwrap_or_else(folder) }
}

fn judged(package: ReadPackage, request: &AuditRequest<'_>) -> AuditedPackage {
    let ReadPackage { place, build, contents } = package;
    let outcome = match (contents, &build) {
        (Ok(contents), Some(build)) => {
            AuditOutcome::Read(judge(contents, build, request.database, &request.rules))
        }
        (Err(reason), _) => AuditOutcome::Unreadable { reason },
        (Ok(_), None) => {
            AuditOutcome::Unreadable { reason: "it does not say which package it is".to_owned() }
        }
    };
    AuditedPackage { place, build, outcome }
}
