//! What groups with conda's toolchain build in: resolved, installed and activated before the first package.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{BuildGroup, GroupId, Plan, Toolchain};
use cargo_conda_recipe::Recipe;
use fs_err as fs;
use indexmap::IndexMap;
use tracing::Dispatch;

use crate::activation::Activated;
use crate::children::Children;
use crate::compile_cache::CompileCache;
use crate::environment::SOURCE_DATE_EPOCH;
use crate::error::{EngineError, StepError};
use crate::event::{EventKind, ResolvedEnvironment};
use crate::interrupt::Interrupt;
use crate::job_log::LogFile;
use crate::rattler::{
    Environment, EnvironmentPlace, RattlerSession, Rendered, VariantTable, on_this_thread, render,
    runtime_with_log,
};
use crate::request::BuildRequest;
use crate::scratch::{EnvironmentScratch, Scratch};

/// How often it is looked whether the run was asked to stop.
const TICK: Duration = Duration::from_millis(100);

/// Where programs are that every Unix machine has: what `getconf PATH` says, and administrators' ones. Builds find
/// these, their environments' own before them, and nothing that a person has installed elsewhere.
#[cfg(unix)]
const SYSTEM_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";
#[cfg(windows)]
const SYSTEM_PATH: &str =
    r"C:\Windows\system32;C:\Windows;C:\Windows\System32\Wbem;C:\Windows\System32\WindowsPowerShell\v1.0";

/// What the builds of a group share, in one variant.
pub(crate) struct GroupEnvironment {
    pub(crate) group: GroupId,
    /// The values of the variant keys that it is made with.
    pub(crate) rendered: Rendered,
    pub(crate) environment: Environment,
    /// What its builds see.
    pub(crate) variables: IndexMap<String, String>,
    pub(crate) target_directory: Utf8PathBuf,
    pub(crate) cache: Option<CompileCache>,
}

/// Makes environments, one after another, and tells of each.
pub(crate) struct Preparation<'a> {
    pub(crate) request: BuildRequest<'a>,
    pub(crate) session: &'a RattlerSession,
    pub(crate) scratch: &'a Scratch,
    pub(crate) tell: &'a mut dyn FnMut(EventKind),
}

impl Preparation<'_> {
    /// The environments of all groups that have some, each in all its variants.
    pub(crate) fn run(mut self) -> Result<Vec<GroupEnvironment>, EngineError> {
        let Plan { groups, variants, .. } = self.request.plan;
        let mut ready = Vec::new();
        for (&id, group) in groups.iter().filter(|(_, group)| group.toolchain == Toolchain::Conda) {
            let table = VariantTable::read(self.session, variants, group.platform)?;
            let recipe = Recipe::of_environment(group, self.request.options.build_platform).to_yaml();
            let rendered =
                render(self.session, &recipe, Utf8Path::new("recipe.yaml"), group.platform, &table)
                    .map_err(|source| EngineError::Recipe { package: self.names(id).join(", "), source })?;
            for rendered in rendered {
                let scratch = self.scratch.environment(group, &rendered.hash());
                let work = GroupWork { id, group, recipe: &recipe, scratch };
                ready.push(self.prepare(&work, rendered)?);
            }
        }
        Ok(ready)
    }

    fn prepare(&mut self, work: &GroupWork<'_>, rendered: Rendered) -> Result<GroupEnvironment, EngineError> {
        let began = Instant::now();
        (self.tell)(EventKind::EnvironmentStarted {
            group: work.id,
            platform: work.group.platform,
            channels: self.session.channel_names(),
        });
        let failed = |source| EngineError::Prepare { path: work.scratch.root().to_owned(), source };
        work.scratch.check_depth(work.group.platform)?;
        work.scratch.create(work.recipe).map_err(failed)?;
        let log = LogFile::create(work.scratch.log()).map_err(failed)?;
        let (runtime, dispatch) = runtime_with_log(Arc::new(move |line| log.write(&line))).map_err(failed)?;
        let ready = self.on_runtime(&runtime, &dispatch, self.make(work, rendered))?;
        (self.tell)(EventKind::EnvironmentReady {
            group: work.id,
            environment: ResolvedEnvironment {
                platform: work.group.platform,
                variant: ready.rendered.variant(),
                build: ready.environment.build_packages(),
                host: ready.environment.host_packages(),
            },
            duration: began.elapsed(),
        });
        Ok(ready)
    }

    /// Waits for the work, or until somebody asks the run to stop.
    fn on_runtime<T>(
        &self,
        runtime: &tokio::runtime::Runtime,
        dispatch: &Dispatch,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let children = Children::watch();
        let interrupt = &self.request.options.interrupt;
        on_this_thread(dispatch, || {
            runtime.block_on(async {
                tokio::select! {
                    result = work => result,
                    () = requested(interrupt) => {
                        children.stop(true);
                        Err(EngineError::Interrupted)
                    }
                }
            })
        })
    }

    async fn make(&self, work: &GroupWork<'_>, rendered: Rendered) -> Result<GroupEnvironment, EngineError> {
        let BuildRequest { options, .. } = self.request;
        let (platform, packages) = (work.group.platform, self.names(work.id));
        let directory = work.scratch.root();
        let place = EnvironmentPlace { platform, directory, timestamp: options.timestamp };
        let environment = match Environment::resolve(self.session, rendered.clone(), &place).await {
            Ok(environment) => environment,
            Err(source) => {
                let cached = match self.session.with_cache_only() {
                    Some(session) => Environment::resolve(&session, rendered, &place).await.is_ok(),
                    None => false,
                };
                return Err(EngineError::Resolve { packages, platform, cached, source });
            }
        };
        let failed = |source| EngineError::Install { packages: packages.clone(), source };
        work.scratch.begin_install().map_err(|error| failed(StepError::of(error.to_string())))?;
        environment.install(self.session).await.map_err(failed)?;
        work.scratch.end_install().map_err(|error| failed(StepError::of(error.to_string())))?;
        let mut variables = self.activate(work, &environment).await?;
        let target_directory = work.scratch.target_directory().to_owned();
        forget_other_environments(&target_directory, &environment)
            .map_err(|source| EngineError::Prepare { path: target_directory.clone(), source })?;
        let cache = CompileCache::of(work.group, &environment.build_prefix(), &mut variables);
        Ok(GroupEnvironment { group: work.id, rendered, environment, variables, target_directory, cache })
    }

    async fn activate(
        &self,
        work: &GroupWork<'_>,
        environment: &Environment,
    ) -> Result<IndexMap<String, String>, EngineError> {
        let BuildRequest { workspace, options, .. } = self.request;
        let cargo_home = self.scratch.cargo_home();
        if let Some(person) = options.environment.cargo_home() {
            crate::cargo_home::create(&cargo_home, &person)
                .map_err(|source| EngineError::Prepare { path: cargo_home.clone(), source })?;
        }
        let mut given = options.environment.crate_sources();
        let path = if cfg!(windows) { "Path" } else { "PATH" };
        let own = [
            (path, SYSTEM_PATH),
            ("CARGO_HOME", cargo_home.as_str()),
            ("SRC_DIR", workspace.root().as_str()),
            SOURCE_DATE_EPOCH,
        ];
        for (name, value) in own {
            given.insert(name.to_owned(), value.to_owned());
        }
        let captured = environment
            .activate(self.session, &given)
            .await
            .map_err(|source| EngineError::Activate { packages: self.names(work.id), source })?;
        let platform = work.group.platform;
        let directories = [
            (workspace.root().to_owned(), "workspace"),
            (cargo_home.clone(), "cargo"),
            (work.scratch.target_directory().to_owned(), "target"),
        ];
        let activated = Activated {
            captured,
            configured: &work.group.env,
            target: platform.rust_triple().unwrap_or_default(),
            is_cross: platform != options.build_platform,
            has_target_rustflags: workspace.cargo_config().has_target_rustflags,
            host_prefix: &environment.host_prefix(),
            directories: &directories,
        };
        Ok(activated.variables())
    }

    /// The conda packages of a group.
    fn names(&self, group: GroupId) -> Vec<String> {
        let packages = self.request.plan.packages.iter().filter(|package| package.group == group);
        packages.map(|package| package.name.to_string()).collect()
    }
}

/// A group, and where its environment is made.
struct GroupWork<'a> {
    id: GroupId,
    group: &'a BuildGroup,
    recipe: &'a str,
    scratch: EnvironmentScratch,
}

async fn requested(interrupt: &Interrupt) {
    while !interrupt.is_requested() {
        tokio::time::sleep(TICK).await;
    }
}

/// Deletes what was compiled in another environment: cargo sees a new rustc, but not a new version of a library that a
/// build script once found.
fn forget_other_environments(target_directory: &Utf8Path, environment: &Environment) -> io::Result<()> {
    let note = target_directory.join("environment.txt");
    let packages = environment.build_packages().into_iter().chain(environment.host_packages());
    let lines = packages.map(|package| {
        let digest = package.sha256.unwrap_or_default();
        format!("{} {} {} {digest}", package.name, package.version, package.build)
    });
    let current = lines.collect::<Vec<_>>().join("\n");
    if target_directory.exists() && fs::read_to_string(&note).ok().as_ref() != Some(&current) {
        fs::remove_dir_all(target_directory)?;
    }
    fs::create_dir_all(target_directory)?;
    fs::write(note, current)
}
