//! One package, from its plan to the channel.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::is_base_library;
use cargo_conda_plan::PackagePlan;
use cargo_conda_recipe::{Recipe, SourceLayout};
use fs_err as fs;
use indexmap::IndexMap;
use rayon::prelude::*;

use crate::channel::Channel;
use crate::children;
use crate::error::PackageError;
use crate::event::{BuiltPackage, Phase};
use crate::inspect::{self, SystemVersion};
use crate::rattler::{LogLine, PackageRun, RattlerSession, RunInputs, on_this_thread, runtime_with_log};
use crate::request::{BuildRequest, TestPolicy};
use crate::scratch::{PackageScratch, Scratch};

/// What all jobs of a run share.
pub(crate) struct JobContext<'a> {
    pub(crate) request: BuildRequest<'a>,
    pub(crate) session: RattlerSession,
    pub(crate) scratch: Scratch,
    pub(crate) channel: Channel,
}

/// What a job says while it works.
pub(crate) enum JobNews {
    /// It enters a phase.
    Phase(Phase),
    /// A process of its own printed a line.
    Output(String),
}

/// A job's only way to the world.
pub(crate) type Tell = dyn Fn(JobNews) + Send + Sync;

/// Makes one package.
pub(crate) fn make(
    context: &JobContext<'_>,
    package: &PackagePlan,
    tell: &Arc<Tell>,
) -> Result<BuiltPackage, PackageError> {
    let scratch = context.scratch.package(package);
    tell(JobNews::Phase(Phase::Preparing));
    scratch.recreate().map_err(PackageError::Prepare)?;
    let recipe = write_recipe(context, package, &scratch).map_err(PackageError::Prepare)?;
    let log = open_log(&scratch, tell).map_err(PackageError::Prepare)?;
    let (runtime, dispatch) = runtime_with_log(log).map_err(PackageError::Prepare)?;
    let work = async {
        let inputs = RunInputs {
            recipe: &recipe,
            scratch: &scratch,
            platform: package.platform,
            timestamp: context.request.options.timestamp,
        };
        let mut run = PackageRun::prepare(&context.session, &inputs).await?;
        tell(JobNews::Phase(Phase::Compiling));
        let variables = machine_variables(context, package);
        run.run_script(context.request.workspace.root(), &variables).await?;
        tell(JobNews::Phase(Phase::Inspecting));
        if let Some(system) = check_installed(package, &run.prefix())? {
            run.require(&system.requirement())?;
        }
        tell(JobNews::Phase(Phase::Packaging));
        let archive = run.package().await?;
        if context.request.options.tests == TestPolicy::Run {
            tell(JobNews::Phase(Phase::Testing));
            test(context, package, &scratch, &archive.path).await?;
        }
        tell(JobNews::Phase(Phase::Publishing));
        let file = context.channel.path_of(&archive.path, package.platform);
        let size = context
            .channel
            .publish(&archive.path, &file)
            .await
            .map_err(|source| PackageError::Publish { path: file.clone(), source })?;
        Ok(BuiltPackage { file, size, build: archive.build, depends: archive.depends })
    };
    let built = on_this_thread(&dispatch, || runtime.block_on(work))?;
    // What is left is of use to nobody once the package is in the channel. If it cannot be removed now, the next
    // run will say so.
    let _left = scratch.remove();
    Ok(built)
}

/// Installs the archive into a fresh environment and runs its tests, for a limited time.
async fn test(
    context: &JobContext<'_>,
    package: &PackagePlan,
    scratch: &PackageScratch,
    archive: &Utf8Path,
) -> Result<(), PackageError> {
    // Run dependencies may be packages of this run, which are in the channel by now, or of an earlier one.
    let siblings = (!package.run_dependencies.is_empty()).then(|| context.channel.directory());
    let limit = context.request.options.test_timeout;
    let directory = scratch.tests();
    let testing = Box::pin(context.session.test(archive, &directory, siblings));
    match tokio::time::timeout(limit, testing).await {
        Ok(tested) => tested,
        Err(_elapsed) => {
            children::kill_those_in(&directory);
            Err(PackageError::TestTimedOut { limit })
        }
    }
}

/// Writes the recipe and the licence files that it names, and gives the recipe's text.
fn write_recipe(
    context: &JobContext<'_>,
    package: &PackagePlan,
    scratch: &PackageScratch,
) -> std::io::Result<String> {
    let layout = SourceLayout::InPlace { workspace: context.request.workspace.root().to_owned() };
    let recipe = Recipe::new(package, context.request.plan.group_of(package), &layout).to_yaml();
    fs::write(scratch.recipe().join("recipe.yaml"), &recipe)?;
    for file in &package.license.files {
        let staged = scratch.work().join(&file.packaged_as);
        if let Some(folder) = staged.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file.source, staged)?;
    }
    Ok(recipe)
}

/// The variables of a package's build that depend on this machine and this run.
fn machine_variables(context: &JobContext<'_>, package: &PackagePlan) -> IndexMap<String, String> {
    let BuildRequest { plan, options, .. } = context.request;
    let target_directory = context.scratch.target_directory(plan.group_of(package));
    let mut variables = options.environment.variables().clone();
    let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
    set("CARGO_TARGET_DIR", target_directory.into_string());
    set("CARGO_BUILD_JOBS", options.jobs.to_string());
    set("CARGO_TERM_COLOR", "never".to_owned());
    set("CARGO_TERM_PROGRESS_WHEN", "never".to_owned());
    // Loading the workspace has fetched all that the lock file names, with the person's own git and ssh
    // settings, which builds do not see.
    set("CARGO_NET_OFFLINE", "true".to_owned());
    variables
}

/// Everything goes to the log file; what processes print is told as well.
fn open_log(
    scratch: &PackageScratch,
    tell: &Arc<Tell>,
) -> std::io::Result<Arc<dyn Fn(LogLine) + Send + Sync>> {
    let file = Mutex::new(fs::File::create(scratch.log())?);
    let tell = Arc::clone(tell);
    Ok(Arc::new(move |line| {
        let (mark, text) = match &line {
            LogLine::Process(text) => ("", text),
            LogLine::Remark(text) => ("# ", text),
        };
        let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for part in text.lines() {
            // A log that cannot be written must not fail a build that can be made.
            let _unwritten = writeln!(file, "{mark}{part}");
        }
        drop(file);
        if let LogLine::Process(text) = line {
            tell(JobNews::Output(text));
        }
    }))
}

/// Checks that cargo installed what was planned and that the package's users can run it. Gives what the
/// package needs of the machine.
fn check_installed(package: &PackagePlan, prefix: &Utf8Path) -> Result<Option<SystemVersion>, PackageError> {
    let files: Vec<_> = package.installed_files().collect();
    let missing: Vec<Utf8PathBuf> =
        files.iter().filter(|file| !prefix.join(file).is_file()).cloned().collect();
    if !missing.is_empty() {
        return Err(PackageError::NotInstalled { missing });
    }
    let needs = files.par_iter().map(|binary| needs_of_installed(package, prefix, binary));
    // The newest that any of them needs; no version is less than any.
    needs.try_reduce(|| None, |one, other| Ok(one.max(other)))
}

/// Checks one binary. Gives what it needs of the machine.
fn needs_of_installed(
    package: &PackagePlan,
    prefix: &Utf8Path,
    binary: &Utf8Path,
) -> Result<Option<SystemVersion>, PackageError> {
    let platform = package.platform;
    let needs = inspect::needs(&prefix.join(binary), platform)
        .map_err(|source| PackageError::Unreadable { binary: binary.to_owned(), platform, source })?;
    match needs.libraries.into_iter().find(|library| !is_base_library(platform, library)) {
        Some(library) => Err(PackageError::ForeignLibrary { binary: binary.to_owned(), library, platform }),
        None => Ok(needs.system),
    }
}
