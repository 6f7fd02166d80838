//! Packages in channels on servers. Each is downloaded once, whole: the programs are nearly all of it, and
//! only of a whole archive the hash can be compared with the index.

use camino::Utf8PathBuf;

use super::contents::Contents;
use super::kept::KeptContents;
use super::packages::{ReadPackage, one_line};
use crate::api::{AuditRequest, AuditedBuild, ChannelPriority, EngineError, NotComparable, Packaging};
use crate::rattler::{ChannelBuilds, PublishedBuild, RattlerSession, SessionOptions};

/// Reads all packages of channels. Those on this machine are added to `files` instead.
pub(super) fn read_from_servers(
    request: &AuditRequest<'_>,
    channels: &[String],
    files: &mut Vec<Utf8PathBuf>,
) -> Result<Vec<ReadPackage>, EngineError> {
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let session = RattlerSession::new(&SessionOptions {
        build_platform: request.platform,
        channels: &[],
        against: channels,
        priority: ChannelPriority::Strict,
        network: request.network,
        package_cache: None,
        packaging: Packaging::default(),
    })?;
    let mut builds = Vec::new();
    for ChannelBuilds { channel, builds: found } in session.all_builds() {
        let found = found.map_err(|source| EngineError::UnreadChannel { channel, source })?;
        for build in found {
            match build.path() {
                Some(path) => files.push(path),
                None => builds.push(build),
            }
        }
    }
    read_all(&session, &builds, &KeptContents { directory: &request.cache.join("crate-lists") })
}

fn read_all(
    session: &RattlerSession,
    builds: &[PublishedBuild],
    kept: &KeptContents<'_>,
) -> Result<Vec<ReadPackage>, EngineError> {
    let mut read = Vec::new();
    let mut missing = Vec::new();
    for build in builds {
        match build.digest_on_server().and_then(|digest| kept.get(digest)) {
            Some(contents) => read.push(package(build, Ok(contents))),
            None => missing.push(build.clone()),
        }
    }
    if missing.is_empty() {
        return Ok(read);
    }
    let prepare = |source| EngineError::Prepare { path: kept.directory.to_owned(), source };
    kept.create().map_err(prepare)?;
    let results = session.archive_reader().read_whole(&missing, kept.directory, Contents::of);
    for (build, result) in missing.iter().zip(results) {
        let contents = match result {
            Ok(contents) => one_line(contents),
            Err(NotComparable::Unreadable { reason }) => Err(reason),
            Err(reason) => Err(reason.to_string()),
        };
        if let (Ok(contents), Some(digest)) = (&contents, build.digest_on_server()) {
            // Without the copy the next run downloads the package again, and no harm is done.
            let _unkept = kept.keep(digest, contents);
        }
        read.push(package(build, contents));
    }
    Ok(read)
}

fn package(build: &PublishedBuild, contents: Result<Contents, String>) -> ReadPackage {
    let PublishedBuild { archive, name, version, build, number, subdir, .. } = build.clone();
    let build = AuditedBuild { name, version, build, number, subdir };
    ReadPackage { place: archive, build: Some(build), contents }
}
