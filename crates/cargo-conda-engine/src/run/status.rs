//! Decides which packages of a plan are fresh, before anything is built.

use cargo_conda_workspace::canonicalize;

use super::rust_version::checked_rustc;
use crate::api::{BuildRequest, Cause, EngineError, PackageLabel, Status};
use crate::cargo::RustcVersion;
use crate::environments::Environments;
use crate::package::{Against, BuildInputs, PackageVariant, list_variants, numbered};
use crate::rattler::{RattlerSession, SessionOptions};
use crate::scratch::Scratch;

/// Decides for each package whether [`build`](crate::build) would build it, and why. The result has the order
/// of the plan; a package with several variants occurs once for each.
///
/// Nothing is built. No environment is solved, so one that would be solved differently by now does not make a
/// package stale here. Of the channels that the plan is compared with, indexes and records are read.
///
/// # Errors
///
/// A recipe cannot be rendered, a scratch path is too long for a prefix, rattler cannot be set up, or a
/// package needs a newer Rust than the machine has, or a channel that the plan is compared with is not there.
pub fn status(request: BuildRequest<'_>) -> Result<Vec<(PackageLabel, Status)>, EngineError> {
    judge(request, Whose::AlsoOwn)
}

/// Decides for each package whether a channel that the plan is compared with has it, made from the same,
/// whatever was built on this machine. The result has the order of the plan; a package with several variants
/// occurs once for each.
///
/// # Errors
///
/// As for [`status`].
pub fn published(request: BuildRequest<'_>) -> Result<Vec<(PackageLabel, Status)>, EngineError> {
    judge(request, Whose::ChannelsOnly)
}

/// Whose builds count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Those of this workspace's channel too.
    AlsoOwn,
    /// Those of the channels that the plan is compared with.
    ChannelsOnly,
}

fn judge(request: BuildRequest<'_>, whose: Whose) -> Result<Vec<(PackageLabel, Status)>, EngineError> {
    let options = request.options;
    let rustc = RustcVersion::ask(request);
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let variants = list_variants(request, &session, &Environments::default())?;
    variants.iter().try_for_each(PackageVariant::check_depth)?;
    let rustc = checked_rustc(request, rustc)?;
    if request.plan.against.is_empty() && !Scratch::at(&options.scratch).has_records() {
        let never = |variant: PackageVariant| (variant.label, Status::Stale(vec![Cause::NeverBuilt]));
        return Ok(variants.into_iter().map(never).collect());
    }
    let inputs = BuildInputs::read(request, rustc, request.workspace.read_at());
    let against = Against::ask(request, &session)?;
    let numbered = match &against {
        Some(against) => numbered(request, &session, &Environments::default(), &inputs, against)?,
        None => None,
    };
    let variants = match &numbered {
        Some(plan) => list_variants(BuildRequest { plan, ..request }, &session, &Environments::default())?,
        None => variants,
    };
    // The path as `build` reports it, without `..` and symbolic links; it need not exist yet.
    let channel = canonicalize(&options.channel).unwrap_or_else(|_missing| options.channel.clone());
    let without_environments: Vec<_> = variants.iter().map(|variant| (variant, None)).collect();
    let mut statuses = match whose {
        Whose::AlsoOwn => inputs.statuses(&channel, &without_environments),
        Whose::ChannelsOnly => variants.iter().map(|_| Status::Stale(Vec::new())).collect(),
    };
    if let Some(against) = &against {
        statuses = against.complete(&inputs, &without_environments, statuses);
    }
    Ok(variants.into_iter().map(|variant| variant.label).zip(statuses).collect())
}
