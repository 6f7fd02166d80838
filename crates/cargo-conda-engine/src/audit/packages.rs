//! Finds the packages of a request, reads each, and judges what is in it.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::contents::Contents;
use super::judge::judge;
use super::newest::retain_requested;
use super::servers::Servers;
use crate::api::{
    AuditOutcome, AuditPlace, AuditRequest, AuditedBuild, AuditedPackage, EngineError, StepError,
};
use crate::channel::{archive_files, is_archive_name};
use crate::rattler::PublishedBuild;
use crate::rattler::archive::{Identity, identity};

/// A package that was found.
pub(super) struct FoundPackage {
    /// The path of the package, or its URL without tokens and passwords.
    pub(super) place: String,
    /// Which package it is; `None` if it does not say.
    pub(super) build: Option<AuditedBuild>,
    pub(super) source: PackageSource,
}

/// Where a package is read from.
pub(super) enum PackageSource {
    /// A file.
    File(Utf8PathBuf),
    /// A channel on a server.
    Server(Box<PublishedBuild>),
    /// Nowhere, since it does not even say which package it is: why, in one line.
    Damaged(String),
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
    let servers = Servers::ask(request, &channels)?;
    let mut found = servers.packages(&mut files);
    found.par_extend(files.par_iter().map(|file| find_file(file)));
    found.sort_by(|one, other| one.place.cmp(&other.place));
    found.dedup_by(|one, other| one.place == other.place);
    retain_requested(&mut found, request, |package| package.build.as_ref());

    let downloaded = servers.read(found.iter().filter_map(|package| package.source.on_server()))?;
    let judged = found.into_par_iter().map(|package| {
        let contents = match &package.source {
            PackageSource::File(file) => one_line(Contents::of(file)),
            PackageSource::Server(build) => {
                let read = downloaded.get(&build.archive).cloned();
                read.unwrap_or_else(|| Err("it was not downloaded".to_owned()))
            }
            PackageSource::Damaged(reason) => Err(reason.clone()),
        };
        judged(package, contents, request)
    });
    Ok(judged.collect())
}

impl PackageSource {
    fn on_server(&self) -> Option<&PublishedBuild> {
        match self {
            Self::Server(build) => Some(build),
            Self::File(_) | Self::Damaged(_) => None,
        }
    }
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

fn find_file(file: &Utf8Path) -> FoundPackage {
    let (build, source) = match identity(file) {
        Ok(identity) => (Some(build_of(identity, file)), PackageSource::File(file.to_owned())),
        Err(error) => (None, PackageSource::Damaged(error.to_string())),
    };
    FoundPackage { place: file.to_string(), build, source }
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

fn judged(
    package: FoundPackage,
    contents: Result<Contents, String>,
    request: &AuditRequest<'_>,
) -> AuditedPackage {
    let FoundPackage { place, build, source: _ } = package;
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
