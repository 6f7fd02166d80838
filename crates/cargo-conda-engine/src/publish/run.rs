//! From a request to what became of each archive.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::archives::{Archive, archives_of};
use super::attestation::{Attestations, Attester};
use super::comparison::{Standing, check_names};
use super::order::in_order;
use super::put::Order;
use super::target::Target;
use crate::api::{EngineError, Publication, PublishOutcome, PublishRequest, PublishedArchive};

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
    let attester = Attester::of(request)?;
    let target = Target::open(request)?;
    let there = target.digests(&archives)?;
    let with_standing = |(archive, there)| (archive, Standing::of(archive, there));
    let set: Vec<_> = archives.iter().zip(there).map(with_standing).collect();
    if !request.replace {
        check_names(target.name(), &set)?;
    }
    let mut report =
        Report { done: set.iter().map(|_| None).collect(), set, attestations: Attestations::new(), on_done };
    report.tell_all(|standing| match standing {
        Standing::There => Some(PublishOutcome::ThereAlready),
        Standing::New | Standing::Other(_) if !request.dry_run => None,
        Standing::New => Some(PublishOutcome::Planned { replaces: false }),
        Standing::Other(_) => Some(PublishOutcome::Planned { replaces: true }),
    });
    if !request.dry_run {
        put_missing(request, &target, attester.as_ref(), &mut report)?;
    }
    report.tell_all(|_| Some(PublishOutcome::NotTried));
    Ok(Publication {
        channel: target.name().to_owned(),
        archives: report.done.into_iter().flatten().collect(),
    })
}

/// Puts the archives that the channel lacks into it, and notes what became of each.
fn put_missing(
    request: &PublishRequest,
    target: &Target,
    attester: Option<&Attester>,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let positions: Vec<_> =
        (0..report.set.len()).filter(|position| report.done[*position].is_none()).collect();
    let missing: Vec<_> = positions.iter().map(|position| report.set[*position]).collect();
    let mut positions = positions.into_iter();
    if let Some(attester) = attester {
        let archives: Vec<_> = missing.iter().map(|(archive, _)| *archive).collect();
        report.attestations = attester.sign(&archives, &request.interrupt)?;
        if report.attestations.len() < missing.len() {
            return Ok(());
        }
    }
    let attestations = report.attestations.clone();
    let order = Order {
        archives: &missing,
        folders: report.set.iter().map(|(archive, _)| archive.subdir.as_str()).collect(),
        replace: request.replace,
        attestations: &attestations,
    };
    target.put(&order, &mut |put| {
        let Some(position) = positions.next() else { return ControlFlow::Break(()) };
        let outcome = put.map_or_else(|error| PublishOutcome::Failed(Arc::new(error)), PublishOutcome::from);
        report.tell(position, outcome);
        // After the last one only the index is missing.
        if request.interrupt.is_requested() && positions.len() > 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

/// What is known of each archive.
struct Report<'a> {
    /// The archives in the order of publishing.
    set: Vec<(&'a Archive, Standing)>,
    /// What became of them, in the same order; `None` for those that are not done.
    done: Vec<Option<PublishedArchive>>,
    attestations: Attestations,
    on_done: &'a mut dyn FnMut(&PublishedArchive),
}

impl Report<'_> {
    fn tell(&mut self, position: usize, outcome: PublishOutcome) {
        let (archive, _) = self.set[position];
        let is_put = matches!(outcome, PublishOutcome::Published | PublishOutcome::Replaced);
        let archive = PublishedArchive {
            file: archive.path.clone(),
            name: archive.name.clone(),
            version: archive.version.clone(),
            subdir: archive.subdir.clone(),
            sha256: archive.sha256.to_string(),
            size: archive.size,
            attested: is_put && self.attestations.contains_key(&archive.key()),
            outcome,
        };
        (self.on_done)(&archive);
        self.done[position] = Some(archive);
    }

    /// Tells the outcomes of archives that are not done, where there is one.
    fn tell_all(&mut self, outcome: impl Fn(Standing) -> Option<PublishOutcome>) {
        for position in 0..self.set.len() {
            let (_, standing) = self.set[position];
            if self.done[position].is_none()
                && let Some(outcome) = outcome(standing)
            {
                self.tell(position, outcome);
            }
        }
    }
}
