//! What is fresh before a run.

use crate::api::{BuildRequest, Cause, EngineError, PackageLabel, Status};
use crate::cargo::RustcVersion;
use crate::package::{Job, Sources, list};
use crate::rattler::{RattlerSession, SessionOptions};
use crate::scratch::Scratch;

/// Whether each package would be made by [`build`](crate::build), and why; in the order of the plan.
///
/// Nothing is built, and channels are not asked: that conda's environments have other packages by now is not noticed here.
pub fn status(request: BuildRequest<'_>) -> Result<Vec<(PackageLabel, Status)>, EngineError> {
    let options = request.options;
    let rustc = RustcVersion::ask(request);
    let session = RattlerSession::new(&SessionOptions::of(request))?;
    let scratch = Scratch::at(&options.scratch);
    let jobs = list(request, &session, &scratch, &[])?;
    if !scratch.has_records() {
        let never = |job: Job| (job.label, Status::Stale(vec![Cause::NeverBuilt]));
        return Ok(jobs.into_iter().map(never).collect());
    }
    let sources = Sources::read(request, rustc);
    // As channels name themselves in events, without `..` and links.
    let channel = options.channel.canonicalize_utf8().unwrap_or_else(|_missing| options.channel.clone());
    let statuses = sources.judge(request, &jobs, &[], &channel);
    Ok(jobs.into_iter().map(|job| job.label).zip(statuses).collect())
}
