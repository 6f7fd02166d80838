//! Makes one package: builds it, looks at what it installed, writes the archive and tests it.

mod compile;
mod disclose;
mod inspect;
mod record;
mod test;

use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fs_err as fs;

use self::disclose::materials;
use super::context::JobContext;
use super::installed_files;
use super::job::Job;
use super::log::{Heard, PackageLog};
use super::materials::Materials;
use super::news::{JobNews, Report};
use super::product_files;
use super::recipe_files::recipe_files;
use crate::api::{BUILTIN_SIGNER, BuiltPackage, PackageError, Phase, TestPolicy, Tested};
use crate::environments::GroupEnvironment;
use crate::freshness::Record;
use crate::rattler::{on_this_thread, runtime_with_log};
use crate::system::{Point, fault_point};

/// Makes one package. Blocks until its archive waits for the end of the run, or the package has failed; other
/// jobs may be at work meanwhile.
pub(crate) fn make(
    context: &JobContext<'_>,
    job: &Job,
    report: &Arc<Report>,
) -> Result<BuiltPackage, PackageError> {
    report(JobNews::Phase(Phase::Preparing));
    // For the first process of the job, whichever that is at a time; cargo takes further tokens for what it
    // starts beside that.
    let _token = context.jobserver.acquire().map_err(PackageError::Prepare)?;
    if context.request.options.interrupt.is_requested() {
        // The dispatcher has let every waiting job go on; there are no processors for them.
        return Err(PackageError::Prepare(ErrorKind::Interrupted.into()));
    }
    let caller = &context.request.options.environment;
    if job.package().platform.is_osx() && caller.of_caller(BUILTIN_SIGNER).is_some() {
        return Err(PackageError::BuiltinSigner);
    }
    if let Some(tool) = context.inputs.missing_tool(job.package()) {
        return Err(PackageError::MissingTool { tool });
    }
    let environment = context.environment_of(job)?;
    let scratch = &job.variant.scratch;
    // From here on the package of the last run no longer matches its record: delete the record before
    // anything is built.
    Record::remove(scratch.record()).map_err(PackageError::Prepare)?;
    fault_point(Point::RecordDeleted).map_err(PackageError::Prepare)?;
    scratch.recreate().map_err(PackageError::Prepare)?;
    write_recipe(job).map_err(PackageError::Prepare)?;
    let materials = materials(context, job, environment)?;
    let making = Making { context, job, environment, report, materials, heard: Arc::default() };
    let log = PackageLog::create(scratch.log(), Arc::clone(report), Arc::clone(&making.heard));
    let log = Arc::new(log.map_err(PackageError::Prepare)?);
    let lines = Arc::clone(&log);
    let (runtime, dispatch) =
        runtime_with_log(Arc::new(move |line| lines.take(line))).map_err(PackageError::Prepare)?;
    let built = on_this_thread(&dispatch, || runtime.block_on(making.run(&log)));
    if let Some(shared) = environment {
        // The builds of other packages must not find this one's programs in the prefix.
        let _left = installed_files::remove(job.package(), &shared.environment);
    }
    let built = built?;
    // The directories are of no use once the archive is finished. If they cannot be removed, the next
    // run that builds the package removes them or fails.
    let _left = scratch.remove();
    Ok(built)
}

/// A package that is being made.
struct Making<'a> {
    context: &'a JobContext<'a>,
    job: &'a Job,
    /// The conda environment that it is built in; `None` with the machine's toolchain.
    environment: Option<&'a GroupEnvironment>,
    report: &'a Arc<Report>,
    /// The crates that its programs consist of.
    materials: Materials<'a>,
    /// What the lines of the log have told so far.
    heard: Arc<Mutex<Heard>>,
}

impl Making<'_> {
    /// Goes through all phases after the first.
    async fn run(&self, log: &PackageLog) -> Result<BuiltPackage, PackageError> {
        let Self { context, job, .. } = self;
        // Boxed: with all of rattler-build in it, the future is too large for a stack.
        let (run, read_inputs) = Box::pin(self.compile(log)).await?;
        self.enter(Phase::Packaging);
        let requested = context.inputs.requested(&job.variant, self.environment);
        let record = self.portable_record(&run, &requested, &read_inputs).map_err(PackageError::Prepare)?;
        let files = recipe_files(context.request, &job.variant, record)?;
        // The job's own processor and those that are idle, so that several archives at a time do not take
        // more processors than there are.
        let archive = run.package(1 + context.jobserver.idle(), &files).await?;
        let options = context.request.options;
        let tested = match options.tests {
            TestPolicy::Skip => Tested::NotAskedFor,
            TestPolicy::Run
                if !options.emulators.run_tests(options.build_platform, job.package().platform) =>
            {
                Tested::CannotRunHere
            }
            TestPolicy::Run => {
                self.enter(Phase::Testing);
                self.test(&run, &archive).await?;
                Tested::Passed
            }
        };
        let file = context.channel.path_of(&archive.path, job.package().platform);
        let size = context.finished.keep(&archive.path, &file).map_err(PackageError::Keep)?;
        let built =
            BuiltPackage { file, size, build_string: archive.build, depends: archive.depends, tested };
        // Without a record the next run builds the package again, and no harm is done.
        let _unwritten = self.write_record(&built, requested, read_inputs);
        Ok(built)
    }

    fn enter(&self, phase: Phase) {
        (self.report)(JobNews::Phase(phase));
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes the recipe, the package's own licence files that it names, and what its script calls.
fn write_recipe(job: &Job) -> io::Result<()> {
    let scratch = &job.variant.scratch;
    fs::write(scratch.recipe().join("recipe.yaml"), &*job.variant.recipe)?;
    for file in &job.package().about.license.files {
        let staged = scratch.work().join(&file.packaged_as);
        if let Some(folder) = staged.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file.source, staged)?;
    }
    product_files::prepare(job.package(), &scratch.work())
}
