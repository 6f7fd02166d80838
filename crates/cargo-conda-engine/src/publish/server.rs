//! A channel on a server: what it has, and one upload after the other.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;

use super::archives::Archive;
use super::bucket_index;
use super::comparison::Standing;
use super::put::{Order, Put};
use crate::api::{EngineError, Interrupt, PublishError, StepError, TakenName};
use crate::rattler::{Refusal, Refused, Server, block_on};
use crate::system::Digest;

/// How often an upload is tried.
const ATTEMPTS: u32 = 3;

/// The time before the second attempt; before the third it is twice as long.
const PAUSE: Duration = Duration::from_millis(500);

/// How often a request to stop at once is looked for during an upload.
const TICK: Duration = Duration::from_millis(100);

/// A channel on a server that packages are published to. The server writes the index, but for a bucket.
pub(super) struct ServerTarget {
    /// The channel by the URL that clients know it by.
    name: String,
    server: Server,
    interrupt: Interrupt,
}

impl ServerTarget {
    pub(super) fn new(name: String, server: Server, interrupt: Interrupt) -> Self {
        Self { name, server, interrupt }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The digest of what the channel has under the file name of each archive, by its index. The index of
    /// some servers lags behind.
    pub(super) fn digests(&self, archives: &[Archive]) -> Result<Vec<Option<Digest>>, PublishError> {
        let set = |text: fn(&Archive) -> &String| {
            archives
                .iter()
                .map(|archive| text(archive).clone())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        let (names, folders): (Vec<_>, Vec<_>) =
            (set(|archive| &archive.name), set(|archive| &archive.subdir));
        block_on(async {
            let indexed = self.server.published(&names, &folders).await?;
            let mut digests = Vec::new();
            for archive in archives {
                digests.push(match indexed.get(&archive.key()) {
                    Some(Some(digest)) => Some(*digest),
                    None if self.server.keeps_names() => None,
                    Some(None) | None => self.server.digest_of(&archive.key()).await?,
                });
            }
            Ok(digests)
        })
        .map_err(|source| self.unread(source))
    }

    /// The error of an index or an archive that cannot be read.
    fn unread(&self, source: StepError) -> PublishError {
        let channel = self.name.clone();
        match Refused::of(&source.reasons) {
            Refused::Denied => PublishError::Denied { channel, source },
            Refused::NoChannel => PublishError::NoChannel { channel },
            _ => PublishError::IndexUnread { channel, source },
        }
    }

    /// Uploads archives, in their order, and brings the index up to date where the server does not.
    pub(super) fn put(
        &self,
        order @ Order { archives, folders, .. }: &Order<'_>,
        on_put: &mut dyn FnMut(Result<Put, PublishError>) -> ControlFlow<()>,
    ) -> Result<(), EngineError> {
        let bucket = self.server.bucket();
        if let Some(bucket) = bucket {
            let failed = |source| PublishError::Upload { channel: self.name.clone(), source };
            block_on(bucket_index::forget(bucket, archives)).map_err(failed)?;
        }
        let all = async {
            for (archive, standing) in *archives {
                let put = tokio::select! {
                    put = self.upload(archive, *standing, order) => put,
                    () = self.is_ended() => return Ok(()),
                };
                let has_failed = put.is_err();
                if on_put(put).is_break() || has_failed {
                    return Ok(());
                }
            }
            match bucket {
                Some(bucket) => bucket_index::complete(bucket, folders).await,
                None => Ok(()),
            }
        };
        let failed = |source| PublishError::Index { channel: self.name.clone(), source };
        Ok(block_on(all).map_err(failed)?)
    }

    /// Ends when the user asks for it a second time.
    async fn is_ended(&self) {
        while !self.interrupt.is_forced() {
            tokio::time::sleep(TICK).await;
        }
    }

    async fn upload(
        &self,
        archive: &Archive,
        standing: Standing,
        Order { replace, attestations, .. }: &Order<'_>,
    ) -> Result<Put, PublishError> {
        let attestation = attestations.get(&archive.key()).map(String::as_str);
        let mut force = matches!(standing, Standing::Other(_));
        let mut is_sent_again = false;
        let mut attempt = 1;
        loop {
            let Refusal { reason, source } =
                match self.server.upload(&archive.path, force || is_sent_again, attestation).await {
                    Ok(()) => return Ok(if force { Put::Replaced } else { Put::Published }),
                    Err(refusal) => refusal,
                };
            let channel = self.name.clone();
            match reason {
                Refused::Failed if attempt < ATTEMPTS && !self.interrupt.is_requested() => {
                    tokio::time::sleep(PAUSE * attempt).await;
                    attempt += 1;
                }
                Refused::Taken if !force && !is_sent_again => match self.taken_by(archive, source).await? {
                    // A bucket is sent the attestation after the archive.
                    None if attestation.is_some() && self.server.bucket().is_some() => is_sent_again = true,
                    // The answer to an earlier attempt was lost.
                    None if attempt > 1 => return Ok(Put::Published),
                    None => return Ok(Put::ThereAlready),
                    Some(_) if *replace => force = true,
                    Some(taken) => return Err(PublishError::TakenMeanwhile { channel, taken }),
                },
                Refused::Denied => return Err(PublishError::Denied { channel, source }),
                Refused::NoChannel => return Err(PublishError::NoChannel { channel }),
                Refused::Taken | Refused::Unwanted => {
                    return Err(PublishError::Unwanted { channel, source });
                }
                Refused::Failed => return Err(PublishError::Upload { channel, source }),
            }
        }
    }

    /// What has the file name of an archive that the server refuses for it; `None` if it is the archive.
    async fn taken_by(
        &self,
        archive: &Archive,
        refusal: StepError,
    ) -> Result<Option<TakenName>, PublishError> {
        let channel = || self.name.clone();
        let there = self.server.digest_of(&archive.key()).await;
        match there.map_err(|source| self.unread(source))? {
            None => Err(PublishError::Unwanted { channel: channel(), source: refusal }),
            Some(there) if there == archive.sha256 => Ok(None),
            Some(there) => Ok(Some(TakenName {
                file: archive.key(),
                here: archive.sha256.to_string(),
                there: there.to_string(),
            })),
        }
    }
}
