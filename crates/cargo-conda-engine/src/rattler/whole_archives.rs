//! Whole archives of channels on servers, for what is not in their `info`.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use rattler_conda_types::{Channel, ChannelUrl, Subdir};
use rattler_repodata_gateway::ChannelRelationsMode;
use reqwest_middleware::ClientWithMiddleware;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

use super::published::{ATTEMPTS, ArchiveReader, ChannelBuilds, PublishedBuild, download, shown, unreadable};
use super::session::{RattlerSession, subdir};
use super::step::{block_on, chain};
use crate::api::{NotComparable, StepError};
use crate::system::Digest;

/// How many archives are downloaded and read at the same time.
const AT_A_TIME: usize = 8;

impl RattlerSession {
    /// Asks the index of each channel that the session is compared with for all builds of all packages for
    /// these platforms, or for every platform if there are none. A channel does not say which platforms it
    /// has.
    pub(crate) fn all_builds(&self, platforms: &BTreeSet<Platform>) -> Vec<ChannelBuilds> {
        let builds = |channel: &ChannelUrl| ChannelBuilds {
            channel: shown(channel),
            builds: block_on(self.all_builds_in(channel, platforms)),
        };
        self.against.iter().map(builds).collect()
    }

    async fn all_builds_in(
        &self,
        channel: &ChannelUrl,
        platforms: &BTreeSet<Platform>,
    ) -> Result<Vec<PublishedBuild>, StepError> {
        let mut platforms: Vec<_> = platforms.iter().copied().collect();
        if platforms.is_empty() {
            platforms = Platform::all().collect();
        }
        if self.is_offline() {
            // Folders that the channel does not have are not in the cache.
            let mut cached = Vec::new();
            for platform in platforms {
                if self.names_in(channel, &[platform]).await.is_ok() {
                    cached.push(platform);
                }
            }
            platforms = cached;
        }
        let names = self.names_in(channel, &platforms).await?;
        self.builds_in(channel, &platforms, &names).await
    }

    async fn names_in(&self, channel: &ChannelUrl, platforms: &[Platform]) -> Result<Vec<String>, StepError> {
        let subdirs = platforms.iter().map(|platform| subdir(*platform)).chain([Subdir::NoArch]);
        let query = self
            .configuration
            .repodata_gateway
            .names([Channel::from_url(channel.clone())], subdirs.collect::<Vec<_>>());
        let found = query.channel_relations(ChannelRelationsMode::Disabled).execute().await;
        let found = found.map_err(|error| chain(&error))?;
        Ok(found.names.iter().map(|name| name.as_normalized().to_owned()).collect())
    }
}

impl ArchiveReader {
    /// Downloads archives and hands each to `read`, several at a time, once its hash was compared with the
    /// index. `spool` is an existing directory for them. The result has the order of `builds`.
    pub(crate) fn read_whole<T: Send + 'static>(
        &self,
        builds: &[PublishedBuild],
        spool: &Utf8Path,
        read: fn(&Utf8Path) -> T,
    ) -> Vec<Result<T, NotComparable>> {
        let work = async {
            let limit = Arc::new(Semaphore::new(AT_A_TIME));
            let mut tasks = JoinSet::new();
            for (nth, build) in builds.iter().cloned().enumerate() {
                let (client, spool, limit) = (self.client().clone(), spool.to_owned(), limit.clone());
                tasks.spawn(async move {
                    let _permit = limit.acquire().await;
                    (nth, Box::pin(read_one(client, build, &spool, read)).await)
                });
            }
            let mut done: Vec<_> = Vec::new();
            while let Some(one) = tasks.join_next().await {
                done.push(one.map_err(|error| chain(&error))?);
            }
            done.sort_by_key(|(nth, _)| *nth);
            Ok(done.into_iter().map(|(_, read)| read).collect())
        };
        let failed = |reason: &StepError| NotComparable::Unreadable { reason: reason.to_string() };
        block_on(work).unwrap_or_else(|reason| builds.iter().map(|_| Err(failed(&reason))).collect())
    }
}

async fn read_one<T: Send + 'static>(
    client: ClientWithMiddleware,
    build: PublishedBuild,
    spool: &Utf8Path,
    read: fn(&Utf8Path) -> T,
) -> Result<T, NotComparable> {
    let mut attempt = 1;
    let archive = loop {
        match download(&client, &build, spool).await {
            Ok(archive) => break archive,
            Err(error) if attempt >= ATTEMPTS => return Err(unreadable(&error)),
            Err(_) => attempt += 1,
        }
    };
    let work = move || {
        let path = Utf8Path::from_path(archive.path()).unwrap_or(Utf8Path::new(""));
        let digest = Digest::of_file(path).map_err(|error| unreadable(&error))?;
        if build.sha256.is_some_and(|sha256| sha256 != digest) {
            return Err(NotComparable::OtherArchive);
        }
        Ok(read(path))
    };
    spawn_blocking(work).await.map_err(|error| unreadable(&error))?
}
