//! Decides which packages of a plan are fresh, before anything is built.

use super::rust_version::checked_rustc;
use crate::api::{BuildRequest, Cause, EngineError, PackageLabel, Status};
use crate::cargo::RustcVersion;
use crate::environments::Environments;
use crate::package::{BuildInputs, PackageVariant, list_variants};
use crate::rattler::{RattlerSession, SessionOptions};
use crate::scratch::Scratch;

/// Decides for each package whether [`build`](crate::build) would build it, and why. The result has the order
/// of the plan; a package with several variants occurs once for each.
///
/// Nothing is built or downloaded. Channels are not asked, so a conda environment that would be solved
/// differently by now does not make a package stale here.
///
/// # Errors
///
/// A recipe cannot be rendered, a scratch path is too long for a prefix, rattler cannot be set up, or a
/// package needs a newer Rust than the machine has.
pub fn status(request: BuildRequest<'_>) -> Result<Vec<(PackageLabel, Status)>, EngineError> {
    let options = request.options;
    let rustc = RustcVersion::ask(request);
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let variants = list_variants(request, &session, &Environments::default())?;
    variants.iter().try_for_each(PackageVariant::check_depth)?;
    let rustc = checked_rustc(request, rustc)?;
    if !Scratch::at(&options.scratch).has_records() {
        let never = |variant: PackageVariant| (variant.label, Status::Stale(vec![Cause::NeverBuilt]));
        return Ok(variants.into_iter().map(never).collect());
    }
    let inputs = BuildInputs::read(request, rustc, request.workspace.read_at());
    // The path as `build` reports it, without `..` and symbolic links; it need not exist yet.
    let channel = options.channel.canonicalize_utf8().unwrap_or_else(|_missing| options.channel.clone());
    let without_environments: Vec<_> = variants.iter().map(|variant| (variant, None)).collect();
    let statuses = inputs.statuses(&channel, &without_environments);
    Ok(variants.into_iter().map(|variant| variant.label).zip(statuses).collect())
}
