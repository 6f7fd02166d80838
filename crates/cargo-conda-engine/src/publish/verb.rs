//! From a request to what became of each archive.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::archives::{Archive, archives_of};
use super::comparison::{Standing, check_names};
use super::directory::DirectoryTarget;
use super::order::in_order;
use crate::api::{
    Destination, EngineError, Publication, PublishError, PublishOutcome, PublishRequest, PublishedArchive,
};

/// Puts finished archives into a channel: dependencies before their dependents, nothing twice, the index last
/// and once.
///
/// `on_done` is called as soon as an archive is done, in the order of publishing; archives that are there
/// already come first.
///
/// # Errors
///
/// Something forbids to publish the set, such as a file name that is taken by other content; then nothing was
/// changed. An archive that cannot be put into the channel is no error: its failure is in the answer, and the
/// archives after it were not tried.
pub fn publish(
    request: &PublishRequest,
    on_done: &mut dyn FnMut(&PublishedArchive),
) -> Result<Publication, EngineError> {
    let archives = in_order(archives_of(&request.packages)?);
    let target = match &request.destination {
        Destination::Directory(path) => DirectoryTarget::open(path)?,
    };
    let there = target.digests(&archives)?;
    let standings: Vec<_> =
        archives.iter().zip(there).map(|(archive, there)| Standing::of(archive, there)).collect();
    if !request.replace {
        check_names(target.name(), &archives, &standings)?;
    }
    let mut done: Vec<_> = archives.iter().map(|_| None).collect();
    for (position, standing) in standings.iter().enumerate() {
        let outcome = match standing {
            Standing::There => PublishOutcome::ThereAlready,
            Standing::New | Standing::Other(_) if !request.dry_run => continue,
            Standing::New => PublishOutcome::Planned { replaces: false },
            Standing::Other(_) => PublishOutcome::Planned { replaces: true },
        };
        let archive = published(&archives[position], outcome);
        on_done(&archive);
        done[position] = Some(archive);
    }
    if !request.dry_run {
        put_missing(request, &target, &archives, &standings, &mut done, on_done)?;
    }
    let archives = archives.iter().zip(done).map(|(archive, done)| {
        done.unwrap_or_else(|| {
            let archive = published(archive, PublishOutcome::NotTried);
            on_done(&archive);
            archive
        })
    });
    Ok(Publication { archives: archives.collect(), channel: target.name().to_owned() })
}

/// Puts the archives that the channel lacks into it, and notes what became of each.
fn put_missing(
    request: &PublishRequest,
    target: &DirectoryTarget,
    archives: &[Archive],
    standings: &[Standing],
    done: &mut [Option<PublishedArchive>],
    on_done: &mut dyn FnMut(&PublishedArchive),
) -> Result<(), EngineError> {
    let positions = (0..archives.len()).filter(|position| done[*position].is_none());
    let positions: Vec<_> = positions.collect();
    let missing: Vec<_> = positions.iter().map(|at| (&archives[*at], standings[*at])).collect();
    let mut next = positions.iter().copied();
    target.put(&missing, &mut |put| {
        let Some(at) = next.next() else { return ControlFlow::Break(()) };
        let outcome = match (put, standings[at]) {
            (Ok(()), Standing::Other(_)) => PublishOutcome::Replaced,
            (Ok(()), _) => PublishOutcome::Published,
            (Err(source), _) => {
                let channel = target.name().to_owned();
                PublishOutcome::Failed(Arc::new(PublishError::Put { channel, source }))
            }
        };
        let archive = published(&archives[at], outcome);
        on_done(&archive);
        done[at] = Some(archive);
        // After the last one only the index is missing.
        if request.interrupt.is_requested() && next.len() > 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

fn published(archive: &Archive, outcome: PublishOutcome) -> PublishedArchive {
    PublishedArchive {
        file: archive.path.clone(),
        name: archive.name.clone(),
        version: archive.version.clone(),
        subdir: archive.subdir.clone(),
        sha256: archive.sha256.to_string(),
        size: archive.size,
        outcome,
    }
}
