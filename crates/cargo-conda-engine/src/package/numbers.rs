//! Chooses build numbers where the configuration says `build-number = "auto"`.
//!
//! A package has the number of the build that was made from the same, if a channel has one. Otherwise it has
//! the number after the highest that any channel has of its version.

use std::collections::BTreeSet;

use cargo_conda_plan::{Numbering, PackagePlan, Plan};

use super::against::{Against, Comparison};
use super::inputs::BuildInputs;
use super::job::Place;
use super::listing::{list_variants, place_of};
use super::variant::PackageVariant;
use crate::api::{BuildRequest, EngineError};
use crate::environments::{Environments, GroupEnvironment};
use crate::freshness::Numbers;
use crate::rattler::RattlerSession;

/// A plan with all numbers chosen; `None` if the configuration chooses them all, or if nothing is known by
/// which to choose.
///
/// # Errors
///
/// A recipe cannot be rendered, or a channel cannot be read, so that its numbers are not known.
pub(crate) fn numbered(
    request: BuildRequest<'_>,
    session: &RattlerSession,
    environments: &Environments,
    inputs: &BuildInputs<'_>,
    against: &Against,
) -> Result<Option<Plan>, EngineError> {
    let packages = request.plan.packages.iter().enumerate();
    let is_open = |(_, package): &(usize, &PackagePlan)| package.build.numbering == Numbering::Automatic;
    let mut open: BTreeSet<_> = packages.filter(is_open).map(|(nth, _)| nth).collect();
    if open.is_empty() {
        return Ok(None);
    }
    against.check_readable()?;
    let mut plan = request.plan.clone();
    // A package contains the build strings of the packages that it pins, so the numbers of these come first.
    while !open.is_empty() {
        let request = BuildRequest { plan: &plan, ..request };
        let variants = list_variants(request, session, environments)?;
        let chooser = Chooser { request, environments, inputs, against, variants: &variants };
        let next = decidable(&plan, &open, &variants);
        let numbers: Vec<_> = next.iter().map(|nth| (*nth, chooser.number(&plan.packages[*nth]))).collect();
        for (nth, number) in numbers {
            plan.packages[nth].build.number = number;
            open.remove(&nth);
        }
    }
    Ok(Some(plan))
}

/// The open packages that pin no other open one; all of them if they pin each other in a circle.
fn decidable(plan: &Plan, open: &BTreeSet<usize>, variants: &[PackageVariant]) -> BTreeSet<usize> {
    let pins_open = |nth: &usize| {
        let package = &plan.packages[*nth];
        let mut pinned =
            variants.iter().filter(|variant| is_of(variant, package)).flat_map(PackageVariant::pinned);
        pinned.any(|(name, _)| {
            open.iter()
                .map(|other| &plan.packages[*other])
                .any(|other| other.name.as_str() == name && other.platform == package.platform)
        })
    };
    let free: BTreeSet<_> = open.iter().filter(|nth| !pins_open(nth)).copied().collect();
    if free.is_empty() { open.clone() } else { free }
}

/// What numbers are chosen by.
struct Chooser<'a> {
    request: BuildRequest<'a>,
    environments: &'a Environments,
    inputs: &'a BuildInputs<'a>,
    against: &'a Against,
    /// The variants of all packages, with the numbers that are chosen so far.
    variants: &'a [PackageVariant],
}

impl Chooser<'_> {
    /// The number of a package. All its variants have the same one.
    fn number(&self, package: &PackagePlan) -> u64 {
        let own = self.variants.iter().filter(|variant| is_of(variant, package));
        let placed: Vec<_> = own.map(|variant| (variant, self.environment_of(variant))).collect();
        let compared = self.against.compare(self.inputs, &placed, Numbers::Ignored);
        let same = |comparison: Comparison| match comparison {
            Comparison::Same(build) => Some(build.number),
            Comparison::None(_) => None,
        };
        let found: Option<BTreeSet<_>> = compared.into_iter().map(same).collect();
        match found.as_ref().and_then(|numbers| Some((numbers.first()?, numbers.len()))) {
            Some((number, 1)) => *number,
            _ => self.against.highest(package).map_or(0, |highest| highest + 1),
        }
    }

    fn environment_of(&self, variant: &PackageVariant) -> Option<&GroupEnvironment> {
        match place_of(self.request, variant, self.environments) {
            Place::Group(id) => Some(&self.environments[id]),
            Place::Machine | Place::Nowhere(_) => None,
        }
    }
}

fn is_of(variant: &PackageVariant, package: &PackagePlan) -> bool {
    variant.package().name == package.name && variant.package().platform == package.platform
}
