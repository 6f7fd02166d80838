//! Packages in channels on servers. Each is downloaded once, whole: the programs are nearly all of it, and
//! only of a whole archive the hash can be compared with the index.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::contents::Contents;
use super::kept::KeptContents;
use super::packages::{FoundPackage, PackageSource, one_line};
use crate::api::{AuditRequest, AuditedBuild, ChannelPriority, EngineError, NotComparable, Packaging};
use crate::rattler::{ChannelBuilds, PublishedBuild, RattlerSession, SessionOptions};

/// What channels have, by their indexes.
pub(super) struct Servers {
    /// The session that the channels are read in; `None` if there are no channels.
    session: Option<RattlerSession>,
    builds: Vec<PublishedBuild>,
    /// Where the lists of crates of packages are kept.
    kept: Utf8PathBuf,
}

impl Servers {
    /// Reads the indexes of channels.
    pub(super) fn ask(request: &AuditRequest<'_>, channels: &[String]) -> Result<Self, EngineError> {
        let kept = request.cache.join("crate-lists");
        if channels.is_empty() {
            return Ok(Self { session: None, builds: Vec::new(), kept });
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
        for ChannelBuilds { channel, builds: found } in session.all_builds(&request.platforms) {
            builds.extend(found.map_err(|source| EngineError::UnreadChannel { channel, source })?);
        }
        Ok(Self { session: Some(session), builds, kept })
    }

    /// The packages on servers. The paths of those on this machine are added to `files` instead.
    pub(super) fn packages(&self, files: &mut Vec<Utf8PathBuf>) -> Vec<FoundPackage> {
        let mut found = Vec::new();
        for build in &self.builds {
            match build.path() {
                Some(path) => files.push(path),
                None => found.push(package(build)),
            }
        }
        found
    }

    /// What is in packages, by their URLs; or why it cannot be told, in one line.
    pub(super) fn read<'a>(
        &self,
        builds: impl Iterator<Item = &'a PublishedBuild>,
    ) -> Result<BTreeMap<String, Result<Contents, String>>, EngineError> {
        let kept = KeptContents { directory: &self.kept };
        let mut read = BTreeMap::new();
        let mut missing = Vec::new();
        for build in builds {
            match build.digest_on_server().and_then(|digest| kept.get(digest)) {
                Some(contents) => drop(read.insert(build.archive.clone(), Ok(contents))),
                None => missing.push(build.clone()),
            }
        }
        let Some(session) = self.session.as_ref().filter(|_| !missing.is_empty()) else {
            return Ok(read);
        };
        let variable = Some("CARGO_HOME");
        kept.create().map_err(|source| EngineError::Unwritten {
            path: self.kept.clone(),
            variable,
            source,
        })?;
        let results = session.archive_reader().read_whole(&missing, &self.kept, Contents::of);
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
            read.insert(build.archive.clone(), contents);
        }
        Ok(read)
    }
}

fn package(build: &PublishedBuild) -> FoundPackage {
    let PublishedBuild { archive, name, version, build: text, number, subdir, .. } = build.clone();
    FoundPackage {
        place: archive,
        build: Some(AuditedBuild { name, version, build: text, number, subdir }),
        source: PackageSource::Server(Box::new(build.clone())),
    }
}
