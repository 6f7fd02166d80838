//! Notes what a run left in its channel, for publishing.

use crate::api::{PackageOutcome, Summary};
use crate::package::JobContext;
use crate::scratch::LastRun;

/// Keeps the archives of a run that has come to its end, and the names of packages that it did not make. If
/// that cannot be written, publishing asks for another run.
pub(super) fn keep_last_run(context: &JobContext<'_>, summary: &Summary) {
    let mut run = LastRun { archives: Vec::new(), missing: Vec::new() };
    for (label, outcome) in &summary.outcomes {
        match outcome {
            PackageOutcome::Built(package) | PackageOutcome::Fresh(package) => {
                run.archives.push(package.file.clone());
            }
            // It is in another channel already.
            PackageOutcome::Published(_) => {}
            PackageOutcome::Failed(_) | PackageOutcome::Blocked { .. } | PackageOutcome::Interrupted => {
                run.missing.push(label.plan().name.to_string());
            }
        }
    }
    run.missing.dedup();
    let _unwritten = context.scratch.keep_last_run(&run);
}
