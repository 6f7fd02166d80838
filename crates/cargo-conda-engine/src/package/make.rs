//! Makes one package: builds it, looks at what it installed, writes the archive, tests it and publishes it.

use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camino::Utf8Path;
use cargo_conda_plan::{PackagePlan, Product};
use cargo_conda_recipe::WORK_VARIABLE;
use cargo_conda_workspace::LockFile;
use fs_err as fs;
use indexmap::IndexMap;

use super::archive_test::ArchiveTest;
use super::assets::{self, AssetPlace};
use super::context::JobContext;
use super::failure;
use super::held_back::{held_back, remark};
use super::installed_files::{self, InstalledFiles, secret_in};
use super::job::Job;
use super::log::{Heard, PackageLog};
use super::materials::{Materials, settle_build_ids};
use super::named_paths::MachinePaths;
use super::news::{JobNews, Report};
use super::processor::is_for_this_processor;
use super::product_files::{self, ProductFiles};
use super::provenance::extra_meta;
use super::recipe_files::recipe_files;
use super::test_transcript::TestTranscript;
use crate::api::{
    AssetError, BuildRequest, BuiltPackage, NamedPath, PackageError, Phase, SOURCE_DATE_EPOCH, TestPolicy,
    Tested,
};
use crate::environments::GroupEnvironment;
use crate::freshness::{
    ArchiveRecord, BuildEvidence, PortableRecord, ReadInputs, Record, RequestedInputs, Subject,
};
use crate::rattler::{PackageRun, RunInputs, ScriptVariables, on_this_thread, runtime_with_log, written};
use crate::system::{Digest, LogLine, Point, fault_point, runs_programs};

/// Makes one package. Blocks until the package is in the channel or has failed; other jobs may be at work
/// meanwhile.
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
    if let Some(tool) = context.inputs.missing_tool(job.package()) {
        return Err(PackageError::MissingTool { tool });
    }
    let environment = context.environment_of(job)?;
    let scratch = &job.variant.scratch;
    // From here on the published package no longer matches its record: delete the record before anything is
    // built.
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
    // The directories are of no use once the package is in the channel. If they cannot be removed, the next
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
        let tested = match context.request.options.tests {
            TestPolicy::Skip => Tested::NotAskedFor,
            TestPolicy::Run
                if !runs_programs(context.request.options.build_platform, job.package().platform) =>
            {
                Tested::CannotRunHere
            }
            TestPolicy::Run => {
                self.enter(Phase::Testing);
                self.test(&run, &archive.path).await?;
                Tested::Passed
            }
        };
        self.enter(Phase::Publishing);
        let file = context.channel.path_of(&archive.path, job.package().platform);
        let size = context
            .channel
            .publish(&archive.path, &file)
            .await
            .map_err(|source| PackageError::Publish { path: file.clone(), source })?;
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

    /// Runs the build script, and looks at what it installed and what it was made from.
    async fn compile(&self, log: &PackageLog) -> Result<(PackageRun, ReadInputs), PackageError> {
        let Self { context, job, environment, .. } = self;
        let package = job.package();
        let inputs = RunInputs {
            rendered: job.variant.rendered.clone(),
            scratch: &job.variant.scratch,
            platform: package.platform,
            timestamp: context.request.options.timestamp,
            extra_meta: extra_meta(context, package, *environment),
            environment: environment.map(|shared| &shared.environment),
            siblings: job.variant.pinned_siblings(),
        };
        let run = Box::pin(PackageRun::prepare(&context.session, inputs)).await?;
        if let Some(shared) = environment {
            // An earlier run may have left the package's programs in the prefix, and they must not pass for
            // new ones.
            installed_files::remove(package, &shared.environment)?;
        }
        self.enter(Phase::Compiling);
        let built = run.run_script(context.request.workspace.root(), self.variables()).await;
        built.map_err(|_status| self.compile_error())?;
        let held_back = self.held_back(None);
        if !held_back.is_empty() {
            log.print(remark(&held_back));
        }
        // Before the phase ends: then other jobs may compile programs of the same names.
        let work = job.variant.scratch.work();
        let environment = environment.map(|shared| &shared.environment);
        let files = product_files::install(package, &run, &work, environment)?;
        let read_inputs = self.observe(&run, &files)?;
        self.enter(Phase::Inspecting);
        self.disclose(&run, &files)?;
        let run = self.inspect(run, &files)?;
        self.install_assets(&run, log)?;
        Ok((run, read_inputs))
    }

    /// Installs what the package has besides its product.
    fn install_assets(&self, run: &PackageRun, log: &PackageLog) -> Result<(), PackageError> {
        let Self { context, job, .. } = self;
        let (package, options) = (job.package(), &context.request.options);
        let prefix = run.prefix();
        let place = AssetPlace {
            prefix: &prefix,
            home: &job.variant.scratch.home(),
            scratch: job.variant.scratch.root(),
            timestamp: options.timestamp,
            interrupt: &options.interrupt,
        };
        assets::install(package, &place, |remark| log.take(LogLine::Remark(remark)))?;
        let secrets = context.request.secrets_of(package);
        for path in package.assets.paths() {
            if let Some(secret) = secret_in(&prefix.join(path), &secrets).map_err(PackageError::Prepare)? {
                let (to, secret) = (path.to_owned(), secret.to_owned());
                return Err(AssetError::SecretInFile { to, secret }.into());
            }
        }
        Ok(())
    }

    /// What failed in the build, by what cargo has said.
    fn compile_error(&self) -> PackageError {
        let failures = std::mem::take(&mut self.heard().failures);
        let held_back = self.held_back(Some(&self.context.request.workspace.lock_file()));
        let error = failure::explain(self.context, self.job.package(), failures, self.environment, held_back);
        PackageError::Compile(Box::new(error))
    }

    /// The variables of the caller that the build might have read if it had seen them; `failed_with` is the
    /// lock file after a failure.
    fn held_back(&self, failed_with: Option<&LockFile>) -> Vec<String> {
        if self.environment.is_some() {
            // conda's toolchain sees none of the caller's variables, and finds libraries in its environment.
            return Vec::new();
        }
        let environment = &self.context.request.options.environment;
        held_back(environment, &self.heard().report, failed_with)
    }

    /// Notes what the package was made from, for its record and for the note of the target directory.
    fn observe(&self, run: &PackageRun, files: &ProductFiles) -> Result<ReadInputs, PackageError> {
        let Self { context, job, .. } = self;
        let package = job.package();
        let cargo_report = self.heard().report.clone();
        let named = self.named_paths(&run.prefix(), files);
        let has_checkout = named.iter().any(|named| named.path.starts_with(context.request.workspace.root()));
        if context.request.plan.remap_paths && !named.is_empty() {
            (self.report)(JobNews::NamesMachine(named));
        }
        let read_inputs = context.inputs.observer().observe(&BuildEvidence {
            package,
            cargo_report: &cargo_report,
            has_checkout,
        });
        fault_point(Point::ProgramsInstalled).map_err(PackageError::Prepare)?;
        context.note_compiled(job, &read_inputs, &cargo_report.units).map_err(PackageError::Prepare)?;
        fault_point(Point::CompiledNoted).map_err(PackageError::Prepare)?;
        Ok(read_inputs)
    }

    /// The directories of this machine that the package's programs name, by program.
    fn named_paths(&self, prefix: &Utf8Path, files: &ProductFiles) -> Vec<NamedPath> {
        let BuildRequest { workspace, options, .. } = self.context.request;
        let home = options.environment.cargo_home();
        let others = [Some(self.job.target_directory.as_path()), home.as_deref()].into_iter().flatten();
        let paths = MachinePaths::new(workspace, others, prefix);
        // A file that cannot be read fails the inspection, which says so.
        let named = files
            .linked
            .iter()
            .map(|file| paths.named_in(file, &fs::read(prefix.join(file)).unwrap_or_default()));
        named.flatten().collect()
    }

    /// Has the package say what it is made of.
    fn disclose(&self, run: &PackageRun, files: &ProductFiles) -> Result<(), PackageError> {
        let Self { context, environment, .. } = self;
        let prefix = run.prefix();
        let completed = self.completed_materials()?;
        let materials = completed.as_ref().unwrap_or(&self.materials);
        settle_build_ids(&prefix, &files.linked)?;
        materials.embed_audit_data(&prefix, &files.linked)?;
        let rustc = context.inputs.rustc_release().filter(|_| environment.is_none());
        materials.install_bill(&prefix, &run.build_string(), context.request.options.timestamp, rustc)?;
        files.seal(&prefix, environment.is_some())
    }

    /// The materials with the crates that cargo compiled and the inventory lacks; `None` if it lacks none.
    fn completed_materials(&self) -> Result<Option<Materials<'_>>, PackageError> {
        let BuildRequest { workspace, .. } = self.context.request;
        let compiled = self.heard().report.packages.clone();
        let mut materials = self.materials.clone();
        let difference = materials.take_in(workspace, self.context.inputs.lock_file(), &compiled);
        if difference.is_empty() {
            return Ok(None);
        }
        (self.report)(JobNews::InventoryDiffers(difference));
        write_notices(&materials, self.context, self.job, self.environment)?;
        Ok(Some(materials))
    }

    /// Checks the installed programs, and adds what they need of the machine to the package's requirements.
    fn inspect(&self, mut run: PackageRun, files: &ProductFiles) -> Result<PackageRun, PackageError> {
        let Self { context, job, environment, .. } = self;
        let package = job.package();
        let checks = InstalledFiles {
            package,
            files,
            prefix: &run.prefix(),
            environment: environment.map(|shared| &shared.environment),
            run_dependencies: &run.run_dependencies(),
            secrets: &context.request.secrets_of(package),
        };
        if let Some(system) = checks.check()? {
            let requirement = system.requirement();
            // conda's compilers add this requirement themselves. An environment that the caller has solved
            // comes with all requirements, and none is added to them.
            let is_solved = environment.is_some_and(|shared| shared.environment.is_from_caller());
            if !is_solved && (environment.is_none() || !run.requires(&requirement)) {
                run.require(&requirement)?;
            }
        }
        if environment.is_some() {
            let others = package.all_files().filter(|file| !files.all.contains(file));
            let files: Vec<_> = files.all.iter().cloned().chain(others).collect();
            run.list_files(&files).map_err(PackageError::Prepare)?;
        }
        Ok(run)
    }

    /// Installs the archive into a fresh environment and runs its tests there, for a limited time.
    async fn test(&self, run: &PackageRun, archive: &Utf8Path) -> Result<(), PackageError> {
        let Self { context, job, .. } = self;
        // Run dependencies may be packages of this run, which are in the channel by now, or of an earlier
        // one.
        let siblings = (!run.run_dependencies().is_empty()).then(|| context.channel.directory());
        let directory = job.variant.scratch.tests();
        self.heard().tests = Some(TestTranscript::default());
        let test = ArchiveTest {
            session: &context.session,
            archive,
            platform: job.package().platform,
            directory: &directory,
            siblings,
            limit: context.request.options.test_timeout,
        };
        let failed_commands = || {
            let transcript = self.heard().tests.take().unwrap_or_default();
            transcript.failed(job.package().tests.is_none())
        };
        test.run(failed_commands).await
    }

    /// What the package carries of what it was made from, so that a run elsewhere can tell whether it would
    /// make the same.
    fn portable_record(
        &self,
        run: &PackageRun,
        requested: &RequestedInputs,
        read_inputs: &ReadInputs,
    ) -> io::Result<String> {
        let PackagePlan { name, version, platform, .. } = self.job.package();
        let subject = Subject {
            name: name.to_string(),
            version: version.to_string(),
            build: run.build_string(),
            subdir: platform.as_str().to_owned(),
        };
        let mut record = PortableRecord::new(subject, requested, read_inputs);
        if is_for_this_processor(self.context.request, requested) {
            record = record.for_one_processor();
        }
        String::from_utf8(record.to_bytes()?).map_err(io::Error::other)
    }

    /// Writes down what the package was made from, so that the next run can tell whether it is fresh.
    fn write_record(
        &self,
        built: &BuiltPackage,
        requested: RequestedInputs,
        read_inputs: ReadInputs,
    ) -> io::Result<()> {
        let archive = ArchiveRecord {
            file: built.file.file_name().unwrap_or_default().to_owned(),
            sha256: Digest::of_file(&built.file)?,
            size: built.size,
            build_string: built.build_string.clone(),
            depends: built.depends.clone(),
            tested: built.tested,
        };
        Record::new(archive, requested, read_inputs).write(self.job.variant.scratch.record())?;
        fault_point(Point::RecordWritten)
    }

    /// The variables of the build that depend on this machine and this run.
    fn variables(&self) -> ScriptVariables {
        let BuildRequest { workspace, plan, options } = self.context.request;
        let mut variables = if let Some(shared) = self.environment {
            shared.variables.clone()
        } else {
            let (name, value) = SOURCE_DATE_EPOCH;
            let mut variables = options.environment.variables().clone();
            variables.insert(name.to_owned(), value.to_owned());
            variables
        };
        let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
        set("CARGO_TARGET_DIR", self.job.target_directory.to_string());
        // Intermediate files belong there too, whatever `build.build-dir` says: the schedule takes cargo's
        // lock away, and a directory that is emptied must be empty. Without that setting the variable must
        // not be set: a cargo that a build script runs would lock the build directory of the cargo that runs
        // it.
        if workspace.build_directory() != workspace.target_directory() {
            set("CARGO_BUILD_BUILD_DIR", self.job.target_directory.to_string());
        }
        for (name, value) in self.context.jobserver.variables() {
            set(name, value);
        }
        if let Product::PythonExtension(_) = self.job.package().product {
            set(WORK_VARIABLE, self.job.variant.scratch.work().to_string());
        }
        set("CARGO_BUILD_JOBS", options.jobs.to_string());
        set("CARGO_TERM_COLOR", "never".to_owned());
        set("CARGO_TERM_PROGRESS_WHEN", "never".to_owned());
        // Loading the workspace has fetched every crate of the lock file, with the caller's git and ssh
        // settings, which builds do not see.
        set("CARGO_NET_OFFLINE", "true".to_owned());
        if self.environment.is_some() {
            // The captured variables already contain the recipe's own, as activation left them.
            return ScriptVariables { under: IndexMap::new(), over: variables };
        }
        let mut seen = variables.clone();
        seen.extend(plan.group_of(self.job.package()).env.clone());
        let flags = self.context.flags_of(self.job, &seen).into_iter().collect();
        ScriptVariables { under: variables, over: written(&flags) }
    }
}

/// Finds out which crates a package consists of, and writes the licence texts of those that are not its own.
fn materials<'a>(
    context: &'a JobContext<'_>,
    job: &'a Job,
    environment: Option<&GroupEnvironment>,
) -> Result<Materials<'a>, PackageError> {
    let BuildRequest { workspace, options, .. } = context.request;
    let lock_file = context.inputs.lock_file();
    let materials = Materials::of(workspace, lock_file, options.build_platform, job.package())?;
    write_notices(&materials, context, job, environment)?;
    Ok(materials)
}

/// Writes the licence texts of other people's crates to where the recipe takes them from.
fn write_notices(
    materials: &Materials<'_>,
    context: &JobContext<'_>,
    job: &Job,
    environment: Option<&GroupEnvironment>,
) -> Result<(), PackageError> {
    let toolchain = context.toolchain_root(environment);
    let directory = job.variant.scratch.work();
    Ok(materials.write_notices(context.inputs.license_texts(), &directory, toolchain.as_deref())?)
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
