//! What packages are made from, apart from what each of them asks for.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::Toolchain;
use cargo_conda_workspace::{CargoConfig, LockFile};
use rayon::prelude::*;

use super::job::Job;
use crate::api::{BuildRequest, Cause, Status};
use crate::cargo::RustcVersion;
use crate::channel::indexed_digests;
use crate::environments::GroupEnvironment;
use crate::freshness::{Digests, Judge, Observer, Record, RequestedInputs};
use crate::system::Digest;

/// Variables that say where cargo and rustup are at home. What they lead to counts, and rustc says what it is.
const HOMES: [&str; 3] = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];

/// What the files of cargo's configuration outside of the workspace are called, which move with nothing.
const OUTER_CONFIGURATION: &str = "cargo's configuration outside of the workspace";

/// What packages are made from, apart from what each of them asks for.
pub(crate) struct Sources {
    digests: Digests,
    lock_file: LockFile,
    tools: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    /// What there is of cargo's configuration above the workspace, and there or in cargo's home.
    outer_configuration: Option<String>,
    machine_configuration: Option<String>,
}

impl Sources {
    pub(crate) fn read(request: BuildRequest<'_>, rustc: RustcVersion) -> Self {
        let BuildRequest { workspace, options, .. } = request;
        let variables = options.environment.variables().iter();
        let variables = variables.filter(|(name, _)| !HOMES.contains(&name.as_str()));
        let mut tools = BTreeMap::from([("cargo-conda".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
        tools.extend(rustc.answer().map(|version| ("rustc".to_owned(), version)));
        let outer = workspace.outer_cargo_configs().iter().cloned();
        let home = options.environment.cargo_home().into_iter();
        let home = home.flat_map(|home| CargoConfig::NAMES.map(|name| home.join(name)));
        Self {
            digests: Digests::without(workspace.target_directory()),
            lock_file: workspace.lock_file(),
            tools,
            variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            outer_configuration: configuration(outer.clone()),
            machine_configuration: configuration(outer.chain(home)),
        }
    }

    pub(crate) fn observer<'a>(&'a self, request: BuildRequest<'a>) -> Observer<'a> {
        Observer {
            workspace: request.workspace,
            digests: &self.digests,
            lock_file: &self.lock_file,
            scratch: &request.options.scratch,
        }
    }

    /// What is asked for when a package is made.
    pub(crate) fn requested(
        &self,
        request: BuildRequest<'_>,
        job: &Job,
        environment: Option<&GroupEnvironment>,
    ) -> RequestedInputs {
        let package = job.package();
        let mut settings = RequestedInputs::of_recipe(&job.recipe);
        settings.extend(request.workspace.profiles().settings(&package.install.profile));
        settings.insert("workspace.resolver".to_owned(), request.workspace.resolver().to_owned());
        let pinned = job.pinned.iter();
        settings.extend(pinned.map(|(name, build)| (format!("pinned {name}"), build.clone())));
        let variant = job.rendered.variant().into_iter();
        settings.extend(variant.map(|(key, value)| (format!("variant.{key}"), value)));
        let is_conda = request.plan.group_of(package).toolchain == Toolchain::Conda;
        // Builds with conda's toolchain have a home of their own.
        let configuration = if is_conda { &self.outer_configuration } else { &self.machine_configuration };
        let configuration = configuration.iter();
        settings.extend(configuration.map(|digest| (OUTER_CONFIGURATION.to_owned(), digest.clone())));
        if is_conda {
            let tools = self.tools.iter().filter(|(name, _)| *name != "rustc");
            let tools = tools.map(|(name, version)| (name.clone(), version.clone())).collect();
            let environment = environment.map(GroupEnvironment::contents);
            return RequestedInputs { settings, tools, variables: BTreeMap::new(), environment };
        }
        let (tools, variables) = (self.tools.clone(), self.variables.clone());
        RequestedInputs { settings, tools, variables, environment: None }
    }

    /// Whether each job has to be done.
    pub(crate) fn judge(
        &self,
        request: BuildRequest<'_>,
        jobs: &[Job],
        environments: &[GroupEnvironment],
        channel: &Utf8Path,
    ) -> Vec<Status> {
        let platforms: BTreeSet<_> = jobs.iter().map(|job| job.package().platform).collect();
        let index = platforms.into_iter().map(|platform| (platform, indexed_digests(channel, platform)));
        let judge = Judge {
            observer: self.observer(request),
            channel,
            index: index.collect(),
            tests: request.options.tests,
        };
        let status = |job: &Job| {
            let Some(record) = Record::load(job.scratch.record()) else {
                return Status::Stale(vec![Cause::NeverBuilt]);
            };
            let environment = job.environment.and_then(|index| environments.get(index));
            judge.status(job.package(), &record, &self.requested(request, job, environment))
        };
        jobs.par_iter().map(status).collect()
    }
}

/// What there is of some files, whatever the directories that they are in.
fn configuration(files: impl Iterator<Item = Utf8PathBuf>) -> Option<String> {
    let digests = files.filter_map(|path| Digest::of_file(&path).ok());
    let digests: Vec<_> = digests.map(Digest::abbreviated).collect();
    (!digests.is_empty()).then(|| digests.join(" "))
}
