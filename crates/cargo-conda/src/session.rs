//! The stages of cargo-conda, run with what the current process offers: its platform, working directory and
//! environment.
//!
//! The crates below read none of these themselves, so a script and the command line get the same packages
//! from the same inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{
    BuildEnvironment, BuildOptions, BuildRequest, Credentials, Destination, EngineError, Finding,
    MaterialsError, Network, Origin, PackageLabel, PublishError, Status, Summary, Timestamp,
    bill_of_materials, build, check_request, crates_without_texts, destination, examine, examine_machine,
    published, runs_programs, status,
};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{
    Affected, PackagePlan, Plan, PlanError, PlanInput, PlanRequest, ProgramRuns, ProposalDestination,
    Proposals, Source,
};
use cargo_conda_report::Reporter;
use cargo_conda_workspace::{LoadError, LoadOptions, Workspace, canonicalize, normalize};
use fs_err as fs;
use thiserror::Error;

use crate::advisories::{Advisories, AdvisoriesError, kept_in};
use crate::build_time::{InvalidTime, NAME as SOURCE_DATE_EPOCH, build_time};
use crate::checkout::Checkout;
use crate::examination;
use crate::files::DiskFiles;
use crate::flow_run::flow_run_id;
use crate::git::{self, GitError};
use crate::repository::Repository;
use crate::strip::stripped_profiles;
use crate::verify::{Verified, VerifyError, VerifyRequest, verify};

/// What the current process offers to a run: read once, by [`Session::here`], and handed to each stage.
#[derive(Debug, Clone)]
pub struct Session {
    platform: Platform,
    /// The working directory.
    directory: Utf8PathBuf,
    environment: BuildEnvironment,
    /// Names of variables that no cargo of a run may see.
    withheld: Vec<String>,
    /// The lock file of `CARGO_RESOLVER_LOCKFILE_PATH`; `None` if the variable is not set.
    lock_file: Option<Utf8PathBuf>,
    /// The time of packages that `SOURCE_DATE_EPOCH` asks for; `None` if the variable is not set.
    build_time: Option<Timestamp>,
    /// The run of the service that builds; `None` elsewhere.
    flow_run_id: Option<String>,
    /// The credentials for servers that packages are published to.
    credentials: Credentials,
    /// Whether the network is not used.
    offline: bool,
}

/// Why there is no session.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The working directory was deleted or may not be read.
    #[error("failed to determine the working directory")]
    Directory(#[source] io::Error),
    /// The path of the working directory is not UTF-8, as paths in Cargo's metadata must be.
    #[error("the path of the working directory, `{}`, is not UTF-8", .0.display())]
    NotUtf8(PathBuf),
    /// conda has no platform for this machine.
    #[error("conda has no platform for this machine")]
    Platform,
    /// The time that packages shall have is none.
    #[error(transparent)]
    BuildTime(InvalidTime),
    /// The fault that a test asks for cannot happen.
    #[cfg(debug_assertions)]
    #[error("{0}")]
    Fault(String),
}

/// A configuration file that cannot be read.
#[derive(Debug, Error)]
#[error("failed to read the configuration file `{path}`")]
pub struct ConfigFileError {
    /// The path as it was given.
    pub path: Utf8PathBuf,
    /// What the system says.
    #[source]
    pub reason: io::Error,
}

impl ConfigFileError {
    /// What to do about it; `None` if the message says all there is to say.
    pub fn help(&self) -> Option<String> {
        // What cargo's own option `--config` takes besides paths.
        self.path.as_str().contains('=').then(|| {
            "the option takes the path of a file; to hand cargo a setting, write \
             `extra-args = [\"--config\", \"…\"]` in that file"
                .to_owned()
        })
    }
}

/// Why a run ended without a summary.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The engine could not start or finish the run.
    #[error(transparent)]
    Engine(EngineError),
    /// The reporter could not write, so the run was stopped.
    #[error("failed to write the report")]
    Report(#[source] io::Error),
}

impl Session {
    /// The session of the current process.
    pub fn here() -> Result<Self, SessionError> {
        let directory = std::env::current_dir().map_err(SessionError::Directory)?;
        let directory = Utf8PathBuf::from_path_buf(directory).map_err(SessionError::NotUtf8)?;
        // Cargo and conda give a meaning only to variables whose names and values are UTF-8.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let caller: BTreeMap<_, _> = variables.collect();
        #[cfg(debug_assertions)]
        crate::faults::install(&caller).map_err(SessionError::Fault)?;
        let lock_file = caller.get("CARGO_RESOLVER_LOCKFILE_PATH").map(|path| directory.join(path));
        let build_time = std::env::var_os(SOURCE_DATE_EPOCH).map(|value| build_time(&value));
        Ok(Self {
            platform: Platform::current().ok_or(SessionError::Platform)?,
            lock_file,
            directory,
            environment: BuildEnvironment::from_caller(&caller),
            withheld: BuildEnvironment::withheld_from(&caller),
            build_time: build_time.transpose().map_err(SessionError::BuildTime)?,
            flow_run_id: flow_run_id(&caller),
            credentials: Credentials::from_caller(&caller),
            offline: false,
        })
    }

    /// The home of the caller's cargo; `None` if it cannot be told.
    pub(crate) fn cargo_home(&self) -> Option<Utf8PathBuf> {
        self.environment.cargo_home()
    }

    /// The same with another home of cargo, whose crates are all downloaded.
    pub(crate) fn in_cargo_home(self, cargo_home: &Utf8Path) -> Self {
        Self { environment: self.environment.with_cargo_home(cargo_home), offline: true, ..self }
    }

    /// Options of another session, for builds in this one.
    pub(crate) fn adapted(&self, options: BuildOptions) -> BuildOptions {
        options.with_environment(self.environment.clone())
    }

    /// Builds packages again, elsewhere, and compares them with archives, in the order of the plan. Reports
    /// the builds to `reporter`.
    pub fn verify(
        &self,
        request: VerifyRequest<'_>,
        reporter: &mut dyn Reporter,
    ) -> Result<Vec<Verified>, VerifyError> {
        verify(self, request, reporter)
    }

    /// The platform of this machine.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Whether the network is used.
    pub(crate) fn network(&self) -> Network {
        if self.offline { Network::Offline } else { Network::Online }
    }

    /// A path that was given relative to the working directory, made absolute.
    pub fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.directory.join(path)
    }

    /// The credentials for servers that packages are published to, from variables of the process.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The channel of an address, for publishing. Relative paths start at the working directory.
    ///
    /// # Errors
    ///
    /// Packages cannot be published to such an address.
    pub fn destination(&self, address: &str) -> Result<Destination, PublishError> {
        destination(address, &self.directory)
    }

    /// The system's directory for files of short life.
    pub fn temporary_directory(&self) -> Utf8PathBuf {
        let directory = Utf8PathBuf::from_path_buf(std::env::temp_dir()).unwrap_or_default();
        self.absolute(&directory)
    }

    /// The directory for what is kept for later runs in any workspace: in the home of cargo, else in the
    /// system's directory for files of short life.
    pub fn cache_directory(&self) -> Utf8PathBuf {
        kept_in(&self.cargo_home().unwrap_or_else(|| self.temporary_directory()))
    }

    /// Opens the database of advisories at a place: a directory, or the URL of a git repository, which is
    /// fetched if the network is used; `None` for RustSec's.
    pub fn advisories(&self, place: Option<&str>) -> Result<Advisories, AdvisoriesError> {
        Advisories::open(place, &self.directory, self.cargo_home().as_deref(), self.offline)
    }

    /// The names of all environment variables of the process, sorted.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.environment.names()
    }

    /// Sets whether the network is not used. A new session uses it.
    #[must_use]
    pub fn offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    /// Loads the workspace of a manifest; for `None`, of the nearest manifest above the working directory.
    pub fn load_workspace(&self, manifest_path: Option<&Utf8Path>) -> Result<Workspace, LoadError> {
        Workspace::load(&LoadOptions {
            cargo: Utf8PathBuf::from("cargo"),
            directory: self.directory.clone(),
            manifest_path: manifest_path.map(|path| self.absolute(path)),
            offline: self.offline,
            cargo_home: self.environment.cargo_home(),
            lock_file: self.lock_file.clone(),
            withheld: self.withheld.clone(),
        })
    }

    /// Reads a configuration file, for the [configuration files](PlanRequest::config_files) of a request. A
    /// mistake in its text is a problem of the plan.
    pub fn config_file(&self, path: &Utf8Path) -> Result<Arc<Source>, ConfigFileError> {
        let absolute = self.absolute(path);
        let text = fs::read_to_string(&absolute)
            .map_err(|reason| ConfigFileError { path: path.to_owned(), reason })?;
        // Messages show the path, and paths in the file start at the directory: without `..` and links.
        let directory = absolute.parent().and_then(|directory| canonicalize(directory).ok());
        let path = match (directory, absolute.file_name()) {
            (Some(directory), Some(name)) => directory.join(name),
            _ => absolute,
        };
        Ok(Arc::new(Source { path, text }))
    }

    /// The members that may differ from what they were at a revision, for the
    /// [selection](PlanRequest::selection) of a request.
    ///
    /// Commits since the current branch left that of the revision count, and changes that are not committed.
    /// Of the revision that is all zeros, which git hosts name as the one before the first, every member
    /// differs; so it does if one of the configuration files has changed.
    pub fn affected_since(
        &self,
        workspace: &Workspace,
        revision: &str,
        config_files: &[Arc<Source>],
    ) -> Result<Affected, GitError> {
        let is_nothing = !revision.is_empty() && revision.bytes().all(|digit| digit == b'0');
        let changes = if is_nothing { None } else { Some(git::changes(workspace, revision)?) };
        let is_config_file = |file: &Utf8PathBuf| {
            let path = normalize(&workspace.root().join(file));
            config_files.iter().any(|config| normalize(&config.path) == path)
        };
        let members: Vec<_> = match &changes {
            Some(changes) if !changes.files.iter().any(is_config_file) => changes.affected_members(workspace),
            _ => workspace.members().collect(),
        };
        let members = members.into_iter().map(|member| member.name().to_owned()).collect();
        // Of the revision that is all zeros every member differs already.
        let files = changes.into_iter().flat_map(|changes| changes.files);
        let root = canonicalize(workspace.root()).unwrap_or_else(|_| workspace.root().to_owned());
        let files = files.map(|file| normalize(&root.join(file))).collect();
        Ok(Affected { since: revision.to_owned(), members, files })
    }

    /// Decides which members become packages, and how each is built. Relative paths in the selection start at
    /// the working directory.
    pub fn plan(&self, workspace: &Workspace, request: &PlanRequest) -> Result<Plan, PlanError> {
        let selection = request.selection.clone().with_paths_from(&self.directory);
        let stripped_profiles = stripped_profiles(workspace, &self.environment);
        let cargo_target = self.environment.cargo_target().map(ToOwned::to_owned);
        let mut request = PlanRequest { selection, stripped_profiles, cargo_target, ..request.clone() };
        if let ProgramRuns::Here { emulated } = &mut request.runs {
            emulated.extend(Platform::all().filter(|platform| runs_programs(self.platform, *platform)));
        }
        let request = &request;
        Plan::compute(PlanInput { workspace, files: &DiskFiles, request })
    }

    /// Looks for configuration that makes sense for a workspace and that it does not have, to be written to a
    /// destination. A file that is the destination, and that is there, is one of the request's.
    pub fn proposals(
        &self,
        workspace: &Workspace,
        request: &PlanRequest,
        destination: ProposalDestination,
    ) -> Result<Proposals, PlanError> {
        Proposals::of(PlanInput { workspace, files: &DiskFiles, request }, destination)
    }

    /// The git repository that a workspace lies in; `None` outside of any, or without git.
    pub fn repository(&self, workspace: &Workspace) -> Option<Repository> {
        Repository::of(workspace)
    }

    /// The usual options for a workspace: the channel is `conda` in its target directory, scratch is
    /// `conda-build` there. Packages have the time of `SOURCE_DATE_EPOCH`, else that of the commit if the
    /// workspace is a git checkout without changes, else the present.
    pub fn build_options(&self, workspace: &Workspace) -> BuildOptions {
        let options =
            BuildOptions::new(workspace.target_directory(), self.platform, self.environment.clone());
        let mut options = options.with_network(self.network());
        let checkout = Checkout::of(workspace);
        if let Some(time) = self.build_time.or(checkout.as_ref().and_then(|checkout| checkout.committed)) {
            options = options.with_timestamp(time);
        }
        let mut origin = Origin { flow_run_id: self.flow_run_id.clone(), ..Origin::default() };
        if let Some(Checkout { commit, remote, directory, .. }) = checkout {
            origin = Origin { commit: Some(commit), remote, directory, ..origin };
        }
        options.with_origin(origin)
    }

    /// Finds why a plan cannot be built, as far as that can be seen without beginning.
    ///
    /// # Errors
    ///
    /// The error with which a build would end at once.
    pub fn check(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        options: &BuildOptions,
    ) -> Result<(), BuildError> {
        check_request(BuildRequest { workspace, plan, options }).map_err(BuildError::Engine)
    }

    /// Looks for what would keep a plan from being built: in the request, on the machine and in channels.
    pub fn examine(&self, workspace: &Workspace, plan: &Plan, options: &BuildOptions) -> Vec<Finding> {
        let findings = examine(BuildRequest { workspace, plan, options });
        findings.into_iter().chain(examination::of_credentials(&self.credentials)).collect()
    }

    /// Why a workspace cannot be loaded, among what is found about the machine.
    pub fn examine_unloaded(&self, error: &LoadError) -> Vec<Finding> {
        let finding = examination::of_load_error(error);
        match error {
            // Nothing else can be found out without cargo.
            LoadError::CargoNotFound { .. } | LoadError::CargoNotStarted { .. } => vec![finding],
            _ => self.examined_machine([finding]),
        }
    }

    /// Why a workspace cannot be planned, among what is found about the machine.
    pub fn examine_unplanned(&self, error: &PlanError) -> Vec<Finding> {
        self.examined_machine(examination::of_plan_error(error))
    }

    fn examined_machine(&self, wrong: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
        let mut findings = examine_machine(&self.directory, &self.environment);
        findings.extend(wrong);
        findings.sort_by_key(|finding| finding.check);
        findings
    }

    /// Whether each package of a plan would be built, and why, in the order of the plan.
    pub fn status(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        options: &BuildOptions,
    ) -> Result<Vec<(PackageLabel, Status)>, BuildError> {
        status(BuildRequest { workspace, plan, options }).map_err(BuildError::Engine)
    }

    /// The bill of materials of a planned package, as JSON in the form of CycloneDX 1.5.
    pub fn bill_of_materials(
        &self,
        workspace: &Workspace,
        package: &PackagePlan,
    ) -> Result<String, MaterialsError> {
        bill_of_materials(workspace, package, &self.build_options(workspace))
    }

    /// The crates that ship no licence text, so that packages of a plan have the text of SPDX for them, each
    /// with the names of these packages.
    pub fn crates_without_texts<'p>(
        &self,
        workspace: &Workspace,
        plan: &'p Plan,
        options: &BuildOptions,
    ) -> Result<BTreeMap<String, BTreeSet<&'p str>>, MaterialsError> {
        crates_without_texts(workspace, &plan.packages, options)
    }

    /// Whether a channel that a plan is compared with has each of its packages, made from the same, and why
    /// not, in the order of the plan.
    pub fn published(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        options: &BuildOptions,
    ) -> Result<Vec<(PackageLabel, Status)>, BuildError> {
        published(BuildRequest { workspace, plan, options }).map_err(BuildError::Engine)
    }

    /// Builds the packages of a plan and sends what happens to a reporter.
    ///
    /// When the reporter cannot write, the run is stopped as by an interrupt: its result would not be read.
    pub fn build(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        options: &BuildOptions,
        reporter: &mut dyn Reporter,
    ) -> Result<Summary, BuildError> {
        let mut failed = None;
        let summary = build(BuildRequest { workspace, plan, options }, &mut |event| {
            if failed.is_some() {
                return;
            }
            if let Err(error) = reporter.event(&event) {
                options.interrupt().request();
                failed = Some(error);
            }
        });
        match failed {
            Some(error) => Err(BuildError::Report(error)),
            None => summary.map_err(BuildError::Engine),
        }
    }
}
