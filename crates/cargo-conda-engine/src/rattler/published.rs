//! Builds of packages in the channels that a plan is compared with, and the records that they carry.
//!
//! Of a channel only the index is read, and of an archive only `info`: with range requests where the server
//! answers them, otherwise the archive is downloaded and its hash compared with the index.

use std::io;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use rattler_conda_types::{
    Channel, ChannelUrl, MatchSpec, PackageName, PackageNameMatcher, RepoDataRecord, Subdir,
};
use rattler_package_streaming::ExtractError;
use rattler_package_streaming::archive::{PackageArchive, RemoteArchiveOptions, Section, SparsePolicy};
use rattler_repodata_gateway::ChannelRelationsMode;
use reqwest_middleware::ClientWithMiddleware;
use tokio::task::JoinSet;
use url::Url;

use super::archive::{self, MOST_BYTES};
use super::session::{RattlerSession, subdir, without_secrets};
use super::step::{block_on, chain};
use crate::api::{Complaint, NotComparable, StepError};
use crate::system::Digest;

/// How often an archive is asked for before the server counts as out of order.
pub(super) const ATTEMPTS: usize = 3;

/// How the HTTP client's message about a status begins.
const STATUS: &str = "HTTP status ";

/// How many archives are read at the same time.
const AT_A_TIME: usize = 16;

/// A build of a package in a channel.
#[derive(Debug, Clone)]
pub(crate) struct PublishedBuild {
    /// The URL of the channel, without secrets.
    pub(crate) channel: String,
    /// The URL of the archive, without secrets.
    pub(crate) archive: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) number: u64,
    pub(crate) subdir: String,
    pub(crate) depends: Vec<String>,
    /// The size of the archive in bytes; `None` if the index does not say.
    pub(crate) size: Option<u64>,
    /// The digest of the archive; `None` if the index has none.
    pub(crate) sha256: Option<Digest>,
    url: Url,
}

impl PublishedBuild {
    /// The path of an archive that is on this machine; `None` if it is not.
    pub(crate) fn path(&self) -> Option<Utf8PathBuf> {
        let path = self.url.to_file_path().ok().filter(|_| self.url.scheme() == "file")?;
        Utf8PathBuf::from_path_buf(path).ok()
    }

    /// The digest of an archive that is not on this machine; `None` if it is, or if the index has none.
    pub(crate) fn digest_on_server(&self) -> Option<Digest> {
        self.sha256.filter(|_| self.url.scheme() != "file")
    }
}

/// What a channel has of some packages.
pub(crate) struct ChannelBuilds {
    /// The URL of the channel, without secrets.
    pub(crate) channel: String,
    /// The builds, in no order.
    pub(crate) builds: Result<Vec<PublishedBuild>, StepError>,
}

/// What is in an archive under the path of a file; `None` if there is no such file.
pub(crate) type FileInArchive = Result<Option<Vec<u8>>, NotComparable>;

impl RattlerSession {
    /// Asks the index of each channel that the plan is compared with for all builds of these packages.
    pub(crate) fn published_builds(&self, platforms: &[Platform], names: &[String]) -> Vec<ChannelBuilds> {
        let builds = |channel: &ChannelUrl| ChannelBuilds {
            channel: shown(channel),
            builds: block_on(self.builds_in(channel, platforms, names)),
        };
        self.against.iter().map(builds).collect()
    }

    /// Asks each channel for these packages: the URL of the channel, without secrets, and why it does not
    /// answer.
    pub(crate) fn answers(
        &self,
        platforms: &[Platform],
        names: &[String],
    ) -> Vec<(String, Result<(), StepError>)> {
        let answer = |channel: &ChannelUrl| {
            let builds = block_on(self.builds_in(channel, platforms, names));
            (shown(channel), builds.map(drop))
        };
        self.channels.iter().chain(&self.against).map(answer).collect()
    }

    pub(super) async fn builds_in(
        &self,
        channel: &ChannelUrl,
        platforms: &[Platform],
        names: &[String],
    ) -> Result<Vec<PublishedBuild>, StepError> {
        let names = names.iter().filter_map(|name| PackageName::try_from(name.as_str()).ok());
        let specs =
            names.map(|name| MatchSpec { name: PackageNameMatcher::Exact(name), ..MatchSpec::default() });
        // Every channel has `noarch`. The gateway takes a missing folder of any other platform for an empty
        // one, so without this one a channel that is not there would be one without packages.
        let subdirs = platforms.iter().map(|platform| subdir(*platform)).chain([Subdir::NoArch]);
        let query = self.configuration.repodata_gateway.query(
            [Channel::from_url(channel.clone())],
            subdirs.collect::<Vec<_>>(),
            specs,
        );
        let found = query.channel_relations(ChannelRelationsMode::Disabled).execute().await;
        let found = found.map_err(|error| chain(&error))?;
        let records = found.repodata.iter().flat_map(|repodata| repodata.iter());
        Ok(records.map(|record| published(channel, record)).collect())
    }

    /// What reads archives of these channels.
    pub(crate) fn archive_reader(&self) -> ArchiveReader {
        ArchiveReader(self.configuration.client.get_client().client().clone())
    }
}

/// Reads archives of channels.
pub(crate) struct ArchiveReader(ClientWithMiddleware);

impl ArchiveReader {
    pub(super) fn client(&self) -> &ClientWithMiddleware {
        &self.0
    }

    /// Reads a file of `info` from archives, several at a time. `spool` is an existing directory for archives
    /// that have to be downloaded. The result has the order of `builds`.
    pub(crate) fn read(
        &self,
        builds: &[PublishedBuild],
        file: &'static str,
        spool: &Utf8Path,
    ) -> Vec<FileInArchive> {
        let failed = |reason: &StepError| NotComparable::Unreadable { reason: reason.to_string() };
        let read = async {
            let limit = std::sync::Arc::new(tokio::sync::Semaphore::new(AT_A_TIME));
            let mut tasks = JoinSet::new();
            for (nth, build) in builds.iter().cloned().enumerate() {
                let (client, spool, limit) = (self.0.clone(), spool.to_owned(), limit.clone());
                tasks.spawn(async move {
                    let _permit = limit.acquire().await;
                    (nth, Box::pin(read_from_archive(client, &build, file, &spool)).await)
                });
            }
            let mut all: Vec<_> = builds.iter().map(|_| Ok(None)).collect();
            while let Some(done) = tasks.join_next().await {
                let (nth, read) = done.map_err(|error| chain(&error))?;
                all[nth] = read;
            }
            Ok(all)
        };
        block_on(read).unwrap_or_else(|reason| builds.iter().map(|_| Err(failed(&reason))).collect())
    }
}

/// The URL of a channel as people write it.
pub(super) fn shown(channel: &ChannelUrl) -> String {
    without_secrets(channel.as_str()).trim_end_matches('/').to_owned()
}

fn published(channel: &ChannelUrl, record: &RepoDataRecord) -> PublishedBuild {
    let package = &record.package_record;
    PublishedBuild {
        channel: shown(channel),
        archive: without_secrets(record.url.as_str()),
        name: package.name.as_normalized().to_owned(),
        version: package.version.as_str().into_owned(),
        build: package.build.to_string(),
        number: package.build_number,
        subdir: package.subdir.clone(),
        depends: package.depends.clone(),
        size: package.size,
        sha256: package.sha256.and_then(|digest| Digest::parse(&hex::encode(digest))),
        url: record.url.clone(),
    }
}

async fn read_from_archive(
    client: ClientWithMiddleware,
    build: &PublishedBuild,
    file: &str,
    spool: &Utf8Path,
) -> FileInArchive {
    if build.url.scheme() == "file" {
        let path = build.url.to_file_path().ok().and_then(|path| Utf8PathBuf::from_path_buf(path).ok());
        let path = path.ok_or_else(|| unreadable(&io::Error::other("its URL is no path")))?;
        return read_checked(&path, build, file);
    }
    let mut attempt = 1;
    loop {
        match read_ranges(client.clone(), build, file).await {
            Ok(read) => return Ok(read),
            Err(Failed::Ranges) => break,
            Err(Failed::Final(reason)) => return Err(reason),
            Err(Failed::Once(error)) if attempt == ATTEMPTS => return Err(unreadable(&error)),
            Err(Failed::Once(_)) => attempt += 1,
        }
    }
    loop {
        match download(&client, build, spool).await {
            Ok(archive) => {
                let path = Utf8Path::from_path(archive.path()).unwrap_or(spool);
                return read_checked(path, build, file);
            }
            Err(error) if attempt >= ATTEMPTS => return Err(unreadable(&error)),
            Err(_) => attempt += 1,
        }
    }
}

/// Why a file cannot be read with range requests.
enum Failed {
    /// The server does not answer range requests, or the archive has a format that has to be read whole.
    Ranges,
    /// The network failed; the next attempt may succeed.
    Once(ExtractError),
    Final(NotComparable),
}

impl From<ExtractError> for Failed {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::SparseAccessUnsupported => Self::Ranges,
            // The client has asked again already where the status is that of a passing trouble.
            error if chain(&error).to_string().contains(STATUS) => Self::Final(unreadable(&error)),
            // An answer that ended early can also look like a damaged archive.
            error => Self::Once(error),
        }
    }
}

/// Reads a file of `info` with range requests. The size of the archive is compared with the index; its hash
/// cannot be.
async fn read_ranges(
    client: ClientWithMiddleware,
    build: &PublishedBuild,
    file: &str,
) -> Result<Option<Vec<u8>>, Failed> {
    let options = RemoteArchiveOptions::new().with_sparse_policy(SparsePolicy::Require);
    let archive = PackageArchive::from_url_with_options(client, build.url.clone(), options).await?;
    if build.size.is_some_and(|size| size != archive.size()) {
        return Err(Failed::Final(NotComparable::OtherArchive));
    }
    let mut entries = archive.stream(Section::Info).await?;
    while let Some(mut entry) = entries.next_entry().await? {
        if entry.path() != Path::new(file) {
            continue;
        }
        if entry.size()? > MOST_BYTES {
            return Err(Failed::Final(NotComparable::DamagedRecord));
        }
        return Ok(Some(entry.read().await?));
    }
    Ok(None)
}

/// Downloads an archive into a temporary file.
pub(super) async fn download(
    client: &ClientWithMiddleware,
    build: &PublishedBuild,
    spool: &Utf8Path,
) -> io::Result<tempfile::NamedTempFile> {
    use std::io::Write as _;

    let failed = |error: reqwest::Error| io::Error::other(error.without_url());
    let is_conda = Utf8Path::new(build.url.path()).extension() == Some("conda");
    let mut archive =
        tempfile::Builder::new().suffix(if is_conda { ".conda" } else { ".tar.bz2" }).tempfile_in(spool)?;
    let response = client.get(build.url.clone()).send().await.map_err(io::Error::other)?;
    let mut response = response.error_for_status().map_err(failed)?;
    while let Some(bytes) = response.chunk().await.map_err(failed)? {
        archive.write_all(&bytes)?;
    }
    Ok(archive)
}

/// Reads a file from an archive on this machine, after its hash is compared with the index.
fn read_checked(path: &Utf8Path, build: &PublishedBuild, file: &str) -> FileInArchive {
    let unread = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => NotComparable::Missing,
        _ => unreadable(&error),
    };
    let digest = Digest::of_file(path).map_err(unread)?;
    if build.sha256.is_some_and(|sha256| sha256 != digest) {
        return Err(NotComparable::OtherArchive);
    }
    archive::read_file(path, file).map_err(|error| unreadable(&error))
}

/// Why an archive cannot be read.
pub(super) fn unreadable(error: &(dyn std::error::Error + 'static)) -> NotComparable {
    let reason = chain(error).to_string();
    match Complaint::read(&reason) {
        Some(Complaint::Missing) => NotComparable::Missing,
        _ => NotComparable::Unreadable { reason },
    }
}
