//! One package, from its plan to the channel.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};

use camino::Utf8Path;
use cargo_conda_plan::Toolchain;
use fs_err as fs;
use indexmap::IndexMap;

use super::context::JobContext;
use super::installed_files::{self, InstalledFiles};
use super::job::Job;
use super::news::{JobNews, Tell};
use super::siblings::siblings;
use crate::api::{
    BuildRequest, BuiltPackage, PackageError, Phase, SOURCE_DATE_EPOCH, StepError, TestPolicy, Tested,
};
use crate::cargo::{CargoMessage, CargoReport, parse_message};
use crate::freshness::{ArchiveRecord, BuildEvidence, ReadInputs, Record};
use crate::rattler::{PackageRun, RunInputs, on_this_thread, runtime_with_log};
use crate::scratch::PackageScratch;
use crate::system::{Digest, LogFile, LogLine, children};

/// Makes one package.
pub(crate) fn make(
    context: &JobContext<'_>,
    job: &Job,
    tell: &Arc<Tell>,
) -> Result<BuiltPackage, PackageError> {
    tell(JobNews::Phase(Phase::Preparing));
    // For its first process, whichever that is at a time; cargo takes further ones for what it starts beside that.
    let _token = context.jobserver.acquire().map_err(PackageError::Prepare)?;
    if context.request.options.interrupt.is_requested() {
        // Tokens are given away for nothing then, so that nobody waits for one.
        return Err(PackageError::Prepare(ErrorKind::Interrupted.into()));
    }
    check_environment(context, job)?;
    // What there is in the channel is made from something else as soon as this build changes anything.
    Record::remove(job.scratch.record()).map_err(PackageError::Prepare)?;
    job.scratch.recreate().map_err(PackageError::Prepare)?;
    write_recipe(job).map_err(PackageError::Prepare)?;
    let cargo_report = Arc::new(Mutex::new(CargoReport::default()));
    let log = open_log(&job.scratch, tell, &cargo_report).map_err(PackageError::Prepare)?;
    let (runtime, dispatch) = runtime_with_log(log).map_err(PackageError::Prepare)?;
    let work = async {
        // Boxed: with all of rattler-build in it, the future is too large for a stack.
        let (run, read_inputs) = Box::pin(compile(context, job, tell, &cargo_report)).await?;
        tell(JobNews::Phase(Phase::Packaging));
        // The job's own processor, and those that nobody wants: several archives at once do not take more than there are.
        let archive = run.package(1 + context.jobserver.idle()).await?;
        let tested = match context.request.options.tests {
            TestPolicy::Skip => Tested::NotAskedFor,
            TestPolicy::Run if !context.session.runs(job.package().platform) => Tested::CannotRunHere,
            TestPolicy::Run => {
                tell(JobNews::Phase(Phase::Testing));
                test(context, job, &run, &archive.path).await?;
                Tested::Passed
            }
        };
        tell(JobNews::Phase(Phase::Publishing));
        let file = context.channel.path_of(&archive.path, job.package().platform);
        let size = context
            .channel
            .publish(&archive.path, &file)
            .await
            .map_err(|source| PackageError::Publish { path: file.clone(), source })?;
        let built = BuiltPackage { file, size, build: archive.build, depends: archive.depends, tested };
        // Without a record the next run makes the package again, and that is all.
        let _unwritten = write_record(context, job, &built, read_inputs);
        Ok(built)
    };
    let built = on_this_thread(&dispatch, || runtime.block_on(work));
    if let Some(shared) = context.environment_of(job) {
        // Nor must the builds of others find them.
        let _left = installed_files::remove(job.package(), &shared.environment);
    }
    let built = built?;
    // What is left is of use to nobody once the package is in the channel. If it cannot be removed now, the next
    // run will say so.
    let _left = job.scratch.remove();
    Ok(built)
}

/// Without its environment a package of conda's toolchain would be built with the machine's.
fn check_environment(context: &JobContext<'_>, job: &Job) -> Result<(), PackageError> {
    if let Some(error) = context.environments.failed.get(&job.package().group) {
        return Err(PackageError::Environment(Arc::clone(error)));
    }
    let group = context.request.plan.group_of(job.package());
    if group.toolchain == Toolchain::Conda && job.environment.is_none() {
        let reason = "none of the environments of its group is made with the values of its variant";
        return Err(PackageError::Recipe(StepError::of(reason)));
    }
    Ok(())
}

/// Runs the build script and looks at what it installed, and what from.
async fn compile(
    context: &JobContext<'_>,
    job: &Job,
    tell: &Arc<Tell>,
    cargo_report: &Mutex<CargoReport>,
) -> Result<(PackageRun, ReadInputs), PackageError> {
    let package = job.package();
    let shared = context.environment_of(job);
    let inputs = RunInputs {
        rendered: job.rendered.clone(),
        scratch: &job.scratch,
        platform: package.platform,
        timestamp: context.request.options.timestamp,
        environment: shared.map(|shared| &shared.environment),
        siblings: &siblings(&context.jobs, job),
    };
    let mut run = Box::pin(PackageRun::prepare(&context.session, inputs)).await?;
    if let Some(shared) = shared {
        // An earlier run may have left them in the prefix, and they must not pass for new ones.
        installed_files::remove(package, &shared.environment)?;
    }
    tell(JobNews::Phase(Phase::Compiling));
    let variables = machine_variables(context, job);
    let built = run.run_script(context.request.workspace.root(), &variables).await;
    built.map_err(|source| {
        let without_headers = shared.map(|shared| shared.environment.without_headers()).unwrap_or_default();
        PackageError::Compile { without_headers, source }
    })?;
    // Before others may compile programs of the same names.
    let cargo_report = cargo_report.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let has_checkout = installed_files::contain(package, &run.prefix(), context.request.workspace.root());
    let evidence = BuildEvidence { package, cargo_report: &cargo_report, has_checkout };
    let read_inputs = context.sources.observer(context.request).observe(&evidence);
    context.note_compiled(job, &read_inputs).map_err(PackageError::Prepare)?;
    tell(JobNews::Phase(Phase::Inspecting));
    let secrets = context.request.secrets_of(package);
    let checks = InstalledFiles {
        package,
        prefix: &run.prefix(),
        environment: shared.map(|shared| &shared.environment),
        run_dependencies: &run.run_dependencies(),
        secrets: &secrets,
    };
    if let Some(system) = checks.check()? {
        let requirement = system.requirement();
        // conda's compilers say for which machines they compile, and what is given is the whole of it.
        let is_given = shared.is_some_and(|shared| shared.environment.is_given());
        if !is_given && (shared.is_none() || !run.requires(&requirement)) {
            run.require(&requirement)?;
        }
    }
    if shared.is_some() {
        let files: Vec<_> = package.installed_files().collect();
        run.list_files(&files).map_err(PackageError::Prepare)?;
    }
    Ok((run, read_inputs))
}

/// Writes down what the package was made from, so that the next run can tell whether it has to be made again.
fn write_record(
    context: &JobContext<'_>,
    job: &Job,
    built: &BuiltPackage,
    read_inputs: ReadInputs,
) -> std::io::Result<()> {
    let archive = ArchiveRecord {
        file: built.file.file_name().unwrap_or_default().to_owned(),
        sha256: Digest::of_file(&built.file)?,
        size: built.size,
        build_string: built.build.clone(),
        depends: built.depends.clone(),
        tested: built.tested,
    };
    let requested = context.sources.requested(context.request, job, context.environment_of(job));
    Record::new(archive, requested, read_inputs).write(job.scratch.record())
}

/// Installs the archive into a fresh environment and runs its tests, for a limited time.
async fn test(
    context: &JobContext<'_>,
    job: &Job,
    run: &PackageRun,
    archive: &Utf8Path,
) -> Result<(), PackageError> {
    // Run dependencies may be packages of this run, which are in the channel by now, or of an earlier one.
    let siblings = (!run.run_dependencies().is_empty()).then(|| context.channel.directory());
    let limit = context.request.options.test_timeout;
    let directory = job.scratch.tests();
    let platform = job.package().platform;
    let testing = Box::pin(context.session.test(archive, platform, &directory, siblings));
    match tokio::time::timeout(limit, testing).await {
        Ok(tested) => tested,
        Err(_elapsed) => {
            children::kill_those_in(&directory);
            Err(PackageError::TestTimedOut { limit })
        }
    }
}

/// Writes the recipe and the licence files that it names.
fn write_recipe(job: &Job) -> std::io::Result<()> {
    fs::write(job.scratch.recipe().join("recipe.yaml"), &*job.recipe)?;
    for file in &job.package().about.license.files {
        let staged = job.scratch.work().join(&file.packaged_as);
        if let Some(folder) = staged.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file.source, staged)?;
    }
    Ok(())
}

/// The variables of a package's build that depend on this machine and this run.
fn machine_variables(context: &JobContext<'_>, job: &Job) -> IndexMap<String, String> {
    let BuildRequest { options, .. } = context.request;
    let mut variables = if let Some(shared) = context.environment_of(job) {
        shared.variables.clone()
    } else {
        let mut variables = options.environment.variables().clone();
        let (name, value) = SOURCE_DATE_EPOCH;
        variables.insert(name.to_owned(), value.to_owned());
        variables
    };
    let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
    set("CARGO_TARGET_DIR", context.target_directory(job).into_string());
    for (name, value) in context.jobserver.variables() {
        set(name, value);
    }
    set("CARGO_BUILD_JOBS", options.jobs.to_string());
    set("CARGO_TERM_COLOR", "never".to_owned());
    set("CARGO_TERM_PROGRESS_WHEN", "never".to_owned());
    // Loading the workspace has fetched all that the lock file names, with the person's own git and ssh
    // settings, which builds do not see.
    set("CARGO_NET_OFFLINE", "true".to_owned());
    variables
}

/// Everything goes to the log file; what processes print is told as well. cargo's messages are for us alone.
fn open_log(
    scratch: &PackageScratch,
    tell: &Arc<Tell>,
    cargo_report: &Arc<Mutex<CargoReport>>,
) -> std::io::Result<Arc<dyn Fn(LogLine) + Send + Sync>> {
    let file = LogFile::create(scratch.log())?;
    let (tell, cargo_report) = (Arc::clone(tell), Arc::clone(cargo_report));
    Ok(Arc::new(move |line| {
        if let LogLine::Process(text) = &line
            && let Some(message) = parse_message(text)
        {
            cargo_report.lock().unwrap_or_else(PoisonError::into_inner).note(&message);
            if message != CargoMessage::Unreadable {
                tell(JobNews::Cargo(message));
                return;
            }
        }
        file.write(&line);
        if let LogLine::Process(text) = line {
            tell(JobNews::Output(text));
        }
    }))
}
