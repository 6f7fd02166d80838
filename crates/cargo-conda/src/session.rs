//! What a run takes from the process that it is in.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_engine::{
    BuildEnvironment, BuildOptions, BuildRequest, EngineError, Network, PackageLabel, Status, Summary, build,
    status,
};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::{Affected, Plan, PlanError, PlanInput, PlanRequest};
use cargo_conda_report::Reporter;
use cargo_conda_workspace::{LoadError, LoadOptions, Workspace};
use thiserror::Error;

use crate::files::DiskFiles;
use crate::git::{self, GitError};

/// The platform, the working directory and the environment: read once, here, and passed on.
#[derive(Debug, Clone)]
pub struct Session {
    platform: Platform,
    directory: Utf8PathBuf,
    environment: BuildEnvironment,
    withheld: Vec<String>,
    offline: bool,
}

/// Why a session cannot be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The working directory is gone or may not be read.
    #[error("failed to find out the working directory")]
    Directory(#[source] io::Error),
    /// The working directory's path is not UTF-8, as Cargo's metadata must be.
    #[error("the working directory `{}` is not UTF-8", .0.display())]
    NotUtf8(std::path::PathBuf),
    /// conda has no platform for this machine.
    #[error("conda has no platform for this machine")]
    Platform,
}

/// Why a run broke off.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The run could not be made.
    #[error(transparent)]
    Engine(EngineError),
    /// The run was made, but could not be told of.
    #[error("failed to write the report")]
    Report(#[source] io::Error),
}

impl Session {
    /// The session of this process.
    pub fn here() -> Result<Self, SessionError> {
        let directory = std::env::current_dir().map_err(SessionError::Directory)?;
        let directory = Utf8PathBuf::from_path_buf(directory).map_err(SessionError::NotUtf8)?;
        // Variables that are not UTF-8 are none of those that mean something here.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let caller: BTreeMap<_, _> = variables.collect();
        Ok(Self {
            platform: Platform::current().ok_or(SessionError::Platform)?,
            directory,
            environment: BuildEnvironment::from_caller(&caller),
            withheld: BuildEnvironment::withheld_from(&caller),
            offline: false,
        })
    }

    /// The platform of this machine.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// A path as it was given, made absolute.
    pub fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.directory.join(path)
    }

    /// The names of the variables of this process.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.environment.names()
    }

    /// The same session, in which the network is left alone or need not be.
    #[must_use]
    pub fn offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    /// Loads the workspace around the working directory, or the one of a manifest.
    pub fn load_workspace(&self, manifest_path: Option<&Utf8Path>) -> Result<Workspace, LoadError> {
        Workspace::load(&LoadOptions {
            cargo: Utf8PathBuf::from("cargo"),
            directory: self.directory.clone(),
            manifest_path: manifest_path.map(|path| self.absolute(path)),
            offline: self.offline,
            withheld: self.withheld.clone(),
        })
    }

    /// The members that may differ from what they were at a revision, for [`PlanRequest::affected`].
    ///
    /// What was committed since the branch left that of the revision counts, and what is not committed yet. The revision that is
    /// all zeros, by which git hosts mean that there was nothing before, concerns every member.
    pub fn affected_since(&self, workspace: &Workspace, revision: &str) -> Result<Affected, GitError> {
        let is_nothing = !revision.is_empty() && revision.bytes().all(|digit| digit == b'0');
        let members: Vec<_> = if is_nothing {
            workspace.members().collect()
        } else {
            git::changes(workspace, revision)?.affected_members(workspace)
        };
        let members = members.into_iter().map(|member| member.name().to_owned()).collect();
        Ok(Affected { since: revision.to_owned(), members })
    }

    /// Plans a workspace.
    pub fn plan(&self, workspace: &Workspace, request: &PlanRequest) -> Result<Plan, PlanError> {
        Plan::compute(PlanInput { workspace, files: &DiskFiles, request })
    }

    /// The usual options for a workspace: the channel is `conda` in its target directory, scratch is
    /// `conda-build`.
    pub fn build_options(&self, workspace: &Workspace) -> BuildOptions {
        let options =
            BuildOptions::new(workspace.target_directory(), self.platform, self.environment.clone());
        BuildOptions { network: if self.offline { Network::Offline } else { Network::Online }, ..options }
    }

    /// Whether each package of a plan would be built, and why.
    pub fn status(
        &self,
        workspace: &Workspace,
        plan: &Plan,
        options: &BuildOptions,
    ) -> Result<Vec<(PackageLabel, Status)>, BuildError> {
        status(BuildRequest { workspace, plan, options }).map_err(BuildError::Engine)
    }

    /// Builds a plan and tells a reporter.
    ///
    /// A report that cannot be written ends the run as an interrupt does, so that no compiler works for
    /// nobody.
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
                options.interrupt.request();
                failed = Some(error);
            }
        });
        match failed {
            Some(error) => Err(BuildError::Report(error)),
            None => summary.map_err(BuildError::Engine),
        }
    }
}
