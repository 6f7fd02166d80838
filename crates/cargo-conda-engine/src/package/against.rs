//! Compares packages with their builds in the channels of [`Plan::against`](cargo_conda_plan::Plan::against).
//!
//! Of a channel the index is asked, once for all packages. Then the record of each build that may be the same
//! is read, the newest build of each package first, until one agrees.

use std::cmp::Reverse;

use cargo_conda_plan::{Numbering, PackagePlan};
use rayon::prelude::*;

use super::inputs::BuildInputs;
use super::published_records::PublishedRecords;
use super::variant::PackageVariant;
use crate::api::{
    BuildRequest, Cause, EngineError, Network, NotComparable, PublishedPackage, Status, StepError,
    TakenNumber,
};
use crate::environments::GroupEnvironment;
use crate::freshness::{Numbers, RequestedInputs};
use crate::rattler::{ChannelBuilds, PublishedBuild, RattlerSession};
use crate::scratch::Scratch;

/// The channels that a plan is compared with.
pub(crate) struct Against {
    channels: Vec<ChannelBuilds>,
    records: PublishedRecords,
}

/// What became of the search for a build that was made from the same.
pub(crate) enum Comparison {
    Same(Box<PublishedBuild>),
    /// Why no build was made from the same.
    None(Vec<Cause>),
}

impl Against {
    /// Asks the channels for builds of the plan's packages. `None` if the plan is compared with no channel.
    ///
    /// # Errors
    ///
    /// A channel is not there or does not answer. Without the network it counts as one without packages.
    pub(crate) fn ask(
        request: BuildRequest<'_>,
        session: &RattlerSession,
    ) -> Result<Option<Self>, EngineError> {
        let BuildRequest { plan, options, .. } = request;
        if plan.against.is_empty() {
            return Ok(None);
        }
        let mut platforms: Vec<_> = plan.packages.iter().map(|package| package.platform).collect();
        platforms.sort();
        platforms.dedup();
        let names: Vec<_> = plan.packages.iter().map(|package| package.name.to_string()).collect();
        let mut channels = Vec::new();
        for ChannelBuilds { channel, builds } in session.published_builds(&platforms, &names) {
            match builds {
                Err(source) if options.network == Network::Online => {
                    return Err(EngineError::Against { channel, source });
                }
                builds => channels.push(ChannelBuilds { channel, builds }),
            }
        }
        let scratch = Scratch::at(&options.scratch);
        Ok(Some(Self { channels, records: PublishedRecords::new(session.archive_reader(), scratch) }))
    }

    /// Takes the builds in the channels into account: a stale package that a channel has is fresh there.
    /// `statuses` are those of `variants`, in the same order.
    pub(crate) fn complete(
        &self,
        inputs: &BuildInputs<'_>,
        variants: &[(&PackageVariant, Option<&GroupEnvironment>)],
        mut statuses: Vec<Status>,
    ) -> Vec<Status> {
        let stale: Vec<_> = (0..variants.len()).filter(|nth| !statuses[*nth].is_fresh()).collect();
        let compared: Vec<_> = stale.iter().map(|nth| variants[*nth]).collect();
        for (nth, comparison) in stale.into_iter().zip(self.compare(inputs, &compared, Numbers::Compared)) {
            match (&mut statuses[nth], comparison) {
                (status, Comparison::Same(build)) => *status = Status::Published(package(*build)),
                (Status::Stale(causes), Comparison::None(further)) => causes.extend(further),
                (Status::Fresh(_) | Status::Published(_), Comparison::None(_)) => {}
            }
        }
        statuses
    }

    /// Searches for a build of each variant that was made from the same. The result has the order of
    /// `variants`.
    pub(crate) fn compare(
        &self,
        inputs: &BuildInputs<'_>,
        variants: &[(&PackageVariant, Option<&GroupEnvironment>)],
        numbers: Numbers,
    ) -> Vec<Comparison> {
        let search = |(variant, environment): &(&PackageVariant, Option<&GroupEnvironment>)| Search {
            requested: inputs.requested(variant, *environment),
            candidates: self.candidates(variant, numbers),
            found: None,
            nearest: None,
            incomparable: Vec::new(),
        };
        let mut searches: Vec<_> = variants.par_iter().map(search).collect();
        for round in 0.. {
            let open =
                searches.iter().filter_map(|search| search.candidate(round)).cloned().collect::<Vec<_>>();
            if open.is_empty() {
                break;
            }
            self.records.read(&open);
            searches.par_iter_mut().for_each(|search| {
                if let Some(build) = search.candidate(round).cloned() {
                    search.judge(build, self, inputs, numbers);
                }
            });
        }
        let searches = searches.into_iter().zip(variants);
        searches.map(|(search, (variant, _))| search.conclude(|| self.absences(variant, numbers))).collect()
    }

    /// Checks that every channel could be read, without which the highest number is not known.
    pub(super) fn check_readable(&self) -> Result<(), EngineError> {
        for ChannelBuilds { channel, builds } in &self.channels {
            if let Err(error) = builds {
                let source = StepError { reasons: error.reasons.clone() };
                return Err(EngineError::Against { channel: channel.clone(), source });
            }
        }
        Ok(())
    }

    /// The highest number that any channel has of a package's version; `None` if no channel has a build.
    pub(super) fn highest(&self, package: &PackagePlan) -> Option<u64> {
        let builds = self.channels.iter().filter_map(|channel| channel.builds.as_ref().ok()).flatten();
        builds.filter(|build| is_of_version(build, package)).map(|build| build.number).max()
    }

    /// Finds packages whose number is written in the configuration and taken by other content. `stale` are
    /// the variants that would be built, after they were compared.
    pub(crate) fn check_numbers<'v>(
        &self,
        stale: impl Iterator<Item = &'v PackageVariant>,
    ) -> Result<(), EngineError> {
        let written = stale.filter(|variant| variant.package().build.numbering == Numbering::Written);
        let taken: Vec<_> = written.filter_map(|variant| self.taken(variant)).collect();
        if taken.is_empty() { Ok(()) } else { Err(EngineError::NumbersTaken { taken }) }
    }

    fn taken(&self, variant: &PackageVariant) -> Option<TakenNumber> {
        let mut candidates = self.candidates(variant, Numbers::Compared).into_iter();
        let is_known = |build: &PublishedBuild| {
            !matches!(
                self.records.of(build),
                None | Some(Err(NotComparable::Unreadable { .. } | NotComparable::Missing))
            )
        };
        let build = candidates.find(is_known)?;
        let package = variant.package();
        Some(TakenNumber {
            package: package.name.to_string(),
            number: build.number,
            archive: build.archive,
            next: self.highest(package).map_or(0, |highest| highest + 1),
        })
    }

    /// The builds of a variant that may be the same, in the order in which they are compared.
    fn candidates(&self, variant: &PackageVariant, numbers: Numbers) -> Vec<PublishedBuild> {
        let channels = self.channels.iter().filter_map(|channel| channel.builds.as_ref().ok());
        let of_channel = |builds: &Vec<PublishedBuild>| {
            let mut builds: Vec<_> =
                builds.iter().filter(|build| is_candidate(build, variant, numbers)).cloned().collect();
            builds.sort_by_key(|build| Reverse(build.number));
            builds
        };
        channels.flat_map(of_channel).collect()
    }

    /// Which channels have nothing to compare a variant with.
    fn absences(&self, variant: &PackageVariant, numbers: Numbers) -> Vec<Cause> {
        let absence = |ChannelBuilds { channel, builds }: &ChannelBuilds| match builds {
            Err(error) => {
                Some(Cause::ChannelUnreadable { channel: channel.clone(), reason: error.to_string() })
            }
            Ok(builds) if builds.iter().any(|build| is_candidate(build, variant, numbers)) => None,
            Ok(_) => {
                let platform = variant.package().platform;
                Some(Cause::NotPublished { channel: channel.clone(), platform })
            }
        };
        self.channels.iter().filter_map(absence).collect()
    }
}

/// The search for a build of one variant.
struct Search {
    requested: RequestedInputs,
    /// The builds that may be the same, the first to be compared first.
    candidates: Vec<PublishedBuild>,
    /// The build that is the same; `None` until it is found.
    found: Option<PublishedBuild>,
    /// The build with the fewest differences, and these; `None` if no build could be compared.
    nearest: Option<(String, Vec<Cause>)>,
    /// The builds that could not be compared.
    incomparable: Vec<Cause>,
}

impl Search {
    /// The build that is compared in a round; `None` if the search is over.
    fn candidate(&self, round: usize) -> Option<&PublishedBuild> {
        self.candidates.get(round).filter(|_| self.found.is_none())
    }

    fn judge(
        &mut self,
        build: PublishedBuild,
        against: &Against,
        inputs: &BuildInputs<'_>,
        numbers: Numbers,
    ) {
        let archive = build.archive.clone();
        match against.records.of(&build).unwrap_or(Err(NotComparable::NoRecord)) {
            Err(reason) => self.incomparable.push(Cause::NotComparable { archive, reason }),
            Ok(record) => {
                let differences = record.differences_to(&self.requested, &inputs.observer(), numbers);
                if differences.is_empty() {
                    self.found = Some(build);
                } else if self.nearest.as_ref().is_none_or(|(_, nearest)| differences.len() < nearest.len()) {
                    self.nearest = Some((archive, differences));
                }
            }
        }
    }

    fn conclude(self, absences: impl FnOnce() -> Vec<Cause>) -> Comparison {
        if let Some(build) = self.found {
            return Comparison::Same(Box::new(build));
        }
        let mut causes = self.incomparable;
        causes.extend(absences());
        let (archive, differences) = self.nearest.unwrap_or_default();
        let difference = |difference| Cause::PublishedDiffers {
            archive: archive.clone(),
            difference: Box::new(difference),
        };
        causes.extend(differences.into_iter().map(difference));
        Comparison::None(causes)
    }
}

/// Whether a build may be the same as a variant: a build of this version for this platform, with this build
/// string.
fn is_candidate(build: &PublishedBuild, variant: &PackageVariant, numbers: Numbers) -> bool {
    let package = variant.package();
    let wanted = variant.rendered.build_string();
    is_of_version(build, package)
        && match numbers {
            Numbers::Compared => build.build == wanted,
            Numbers::Ignored => {
                unnumbered(&build.build, build.number) == unnumbered(&wanted, package.build.number)
            }
        }
}

fn is_of_version(build: &PublishedBuild, package: &PackagePlan) -> bool {
    let PackagePlan { name, version, platform, .. } = package;
    build.name == name.as_str() && build.version == version.to_string() && build.subdir == platform.as_str()
}

/// A build string without the number at its end.
fn unnumbered(build: &str, number: u64) -> &str {
    build.strip_suffix(&format!("_{number}")).unwrap_or(build)
}

fn package(build: PublishedBuild) -> PublishedPackage {
    let PublishedBuild { channel, archive, build, number, depends, size, .. } = build;
    PublishedPackage { channel, url: archive, build_string: build, build_number: number, size, depends }
}
