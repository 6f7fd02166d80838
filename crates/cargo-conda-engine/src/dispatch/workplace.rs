//! What the dispatcher drives.

use std::sync::Arc;

use camino::Utf8Path;

use crate::api::{BuildOptions, BuiltPackage, CacheStatistics, EngineError, PackageError, PackageLabel};
use crate::freshness::Record;
use crate::package::{self, JobContext, Report};
use crate::rattler::block_on;
use crate::schedule::JobId;
use crate::system::Jobserver;
use crate::system::children::Children;

/// Everything outside of the dispatcher that it acts upon. In a run that is the [`JobContext`], with cargo
/// and rattler-build behind it; tests have a workplace of their own.
pub(super) trait Workplace: Sync {
    fn options(&self) -> &BuildOptions;

    fn jobserver(&self) -> &Jobserver;

    fn label(&self, job: JobId) -> PackageLabel;

    /// The file that holds all output of a job.
    fn log(&self, job: JobId) -> &Utf8Path;

    /// Cargo's target directory for a job.
    fn target_directory(&self, job: JobId) -> &Utf8Path;

    /// Does a job. Called on a thread of the job's own.
    fn make(&self, job: JobId, report: &Arc<Report>) -> Result<BuiltPackage, PackageError>;

    /// Deletes the record of a job's package, so that no later run takes the package for fresh.
    fn distrust(&self, job: JobId);

    /// From here on, processes that this program starts belong to the run.
    fn watch_children(&self);

    /// Asks the processes of the run to end, or kills them.
    fn stop_children(&self, forced: bool);

    /// Stops the compile caches of the run. Returns what each has to say.
    fn finish_caches(&self) -> Vec<CacheStatistics>;

    /// The channel's directory.
    fn channel(&self) -> &Utf8Path;

    /// Moves the archives of these packages into the channel and brings its index up to date. Called once,
    /// after the last job.
    fn publish(&self, built: &[&BuiltPackage]) -> Result<(), EngineError>;
}

impl Workplace for JobContext<'_> {
    fn options(&self) -> &BuildOptions {
        self.request.options
    }

    fn jobserver(&self) -> &Jobserver {
        &self.jobserver
    }

    fn label(&self, job: JobId) -> PackageLabel {
        self.jobs[job].variant.label.clone()
    }

    fn log(&self, job: JobId) -> &Utf8Path {
        self.jobs[job].variant.scratch.log()
    }

    fn target_directory(&self, job: JobId) -> &Utf8Path {
        &self.jobs[job].target_directory
    }

    fn make(&self, job: JobId, report: &Arc<Report>) -> Result<BuiltPackage, PackageError> {
        package::make(self, &self.jobs[job], report)
    }

    fn distrust(&self, job: JobId) {
        // A failure can be ignored: `make` deletes the record too, and would have failed first.
        let _unremoved = Record::remove(self.jobs[job].variant.scratch.record());
    }

    fn watch_children(&self) {
        self.children.get_or_init(Children::watch);
    }

    fn stop_children(&self, forced: bool) {
        if let Some(children) = self.children.get() {
            children.stop(forced);
        }
    }

    fn finish_caches(&self) -> Vec<CacheStatistics> {
        let environments = self.environments.iter();
        environments.filter_map(|(_, environment)| environment.cache.as_ref()?.finish()).collect()
    }

    fn channel(&self) -> &Utf8Path {
        self.channel.directory()
    }

    fn publish(&self, built: &[&BuiltPackage]) -> Result<(), EngineError> {
        // Also if nothing was built: other archives may have come or gone, and a package is fresh only if the
        // index names it.
        if built.is_empty() && self.channel.is_indexed() {
            return Ok(());
        }
        let archives: Vec<_> = built.iter().map(|package| self.finished.archive_at(&package.file)).collect();
        let unindexed = |source| EngineError::of_index(self.channel.directory().to_owned(), source);
        block_on(async { Ok(self.channel.take(&archives).await) }).map_err(unindexed)??;
        // Of packages that have failed after an earlier attempt. The next run deletes what stays.
        let _kept = self.finished.clear();
        Ok(())
    }
}
