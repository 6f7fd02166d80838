//! Prepares the environments of the groups that build with conda's toolchain.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cargo_conda_mapping::RustTarget;
use cargo_conda_plan::{BuildGroup, GroupId, PackagePlan, Plan, Toolchain};
use cargo_conda_recipe::Recipe;
use cargo_conda_workspace::Member;
use indexmap::IndexMap;
use tracing::Dispatch;

use super::activation::{Activated, target_of};
use super::group::{Environments, GroupEnvironment, contents};
use crate::api::{
    BuildRequest, Complaint, EngineError, EventKind, Interrupt, ResolvedEnvironment, SOURCE_DATE_EPOCH,
    Solved,
};
use crate::cargo::rustflags::FlagsInFiles;
use crate::cargo::{Places, SourceNames, home};
use crate::environments::compile_cache::CompileCache;
use crate::rattler::{
    Environment, EnvironmentPlace, RattlerSession, RecipeText, Rendered, VariantTable, on_this_thread,
    packages_of, render, runtime_with_log,
};
use crate::scratch::{EnvironmentContents, EnvironmentScratch, Scratch, target_directory};
use crate::system::LogFile;
use crate::system::children::Children;

/// The maximum number of environments with the same compilers but conflicting packages. When all are in use,
/// a further one replaces the first, and its target directory is emptied, so that everything is compiled
/// again.
const PLACES: usize = 4;

/// How often the run checks whether it was asked to stop.
const TICK: Duration = Duration::from_millis(100);

/// The directories of system programs: those of `getconf PATH`, and the administrators'. Builds find their
/// environments' programs first, then these, and nothing that the user installed elsewhere.
#[cfg(unix)]
const SYSTEM_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";
#[cfg(windows)]
const SYSTEM_PATH: &str =
    r"C:\Windows\system32;C:\Windows;C:\Windows\System32\Wbem;C:\Windows\System32\WindowsPowerShell\v1.0";

/// The environment of one package, as the caller of [`build_given`](crate::build_given) has solved it.
pub(crate) struct CallersEnvironment<'a> {
    pub(crate) package: &'a PackagePlan,
    pub(crate) solved: &'a Solved,
    /// The [contents](GroupEnvironment::contents) of the environment that the package was last built in;
    /// `None` without a record of that build.
    pub(crate) before: Option<EnvironmentContents>,
}

/// Makes environments one after another and reports each.
pub(crate) struct Preparation<'a> {
    pub(crate) request: BuildRequest<'a>,
    pub(crate) session: &'a RattlerSession,
    pub(crate) scratch: &'a Scratch,
    pub(crate) tell: &'a mut dyn FnMut(EventKind),
}

impl Preparation<'_> {
    /// Prepares the environments of all groups that need some, each in all its variants. A group whose
    /// environment cannot be made does not affect others; if no group's can, the run fails.
    pub(crate) fn run(mut self) -> Result<Environments, EngineError> {
        let groups = &self.request.plan.groups;
        let mut all = Environments::default();
        for (&id, group) in groups.iter().filter(|(_, group)| group.toolchain == Toolchain::Conda) {
            match self.group(id, group) {
                Ok(ready) => all.ready.extend(ready),
                Err(error) if all.failed.len() + 1 == groups.len() || !concerns_one_group(&error) => {
                    return Err(error);
                }
                Err(error) => {
                    all.failed.insert(id, Arc::new(error));
                }
            }
        }
        Ok(all)
    }

    fn group(&mut self, id: GroupId, group: &BuildGroup) -> Result<Vec<GroupEnvironment>, EngineError> {
        let Plan { groups, variants, .. } = self.request.plan;
        let nth = groups.range(..id).filter(|(_, other)| is_alike(other, group)).count();
        let table = VariantTable::read(self.session, variants, group.platform)?;
        let recipe = Recipe::of_environment(group, self.request.options.build_platform).to_yaml();
        let mut ready = Vec::new();
        for rendered in self.rendered(id, group, &recipe, &table)? {
            let scratch = self.scratch.environment(group, &rendered.hash(), nth);
            let work = GroupWork { id, group, recipe: &recipe, scratch, solved: None };
            ready.push(self.prepare(&work, rendered)?);
        }
        Ok(ready)
    }

    fn rendered(
        &self,
        id: GroupId,
        group: &BuildGroup,
        recipe: &str,
        table: &VariantTable,
    ) -> Result<Vec<Rendered>, EngineError> {
        let recipe = RecipeText { text: recipe, platform: group.platform, prefix: None };
        render(self.session, recipe, table)
            .map_err(|source| EngineError::Recipe { package: self.names(id).join(", "), source })
    }

    /// Prepares the environment that the caller solved for one package. Its directory is shared by all
    /// packages that are compiled with the same compilers, whatever libraries each needs.
    pub(crate) fn install_solution(
        mut self,
        solution: CallersEnvironment<'_>,
    ) -> Result<GroupEnvironment, EngineError> {
        let CallersEnvironment { package, solved, before } = solution;
        let Plan { groups, variants, .. } = self.request.plan;
        let id = package.group;
        let group = &groups[&id];
        let compilers = package.requirements.build.iter().filter(|requirement| requirement.is_function());
        let compilers_alone = BuildGroup {
            build_dependencies: compilers.cloned().collect(),
            host_dependencies: Vec::new(),
            ..group.clone()
        };
        let table = VariantTable::read(self.session, variants, group.platform)?;
        let recipe = Recipe::of_environment(&compilers_alone, self.request.options.build_platform).to_yaml();
        let rendered = self.rendered(id, group, &recipe, &table)?.swap_remove(0);
        let mut places =
            (0..PLACES).map(|nth| self.scratch.environment(&compilers_alone, &rendered.hash(), nth));
        let contents = EnvironmentContents::new(
            &packages_of(&solved.build_packages),
            &packages_of(&solved.host_packages),
        );
        // A package that was in the environment last time and is gone now may still be linked into what was
        // compiled with it.
        let is_left = before.is_some_and(|before| !contents.has_packages_of(&before));
        let fits = |place: &EnvironmentScratch| {
            target_directory::fits(place.target_directory(), &contents).unwrap_or(false)
        };
        let scratch = places
            .find(fits)
            .unwrap_or_else(|| self.scratch.environment(&compilers_alone, &rendered.hash(), 0));
        if is_left {
            let unwritten = |source| EngineError::Prepare { path: scratch.root().to_owned(), source };
            scratch.remove().map_err(unwritten)?;
        }
        let work = GroupWork { id, group, recipe: &recipe, scratch, solved: Some(solved) };
        self.prepare(&work, rendered)
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
        if work.scratch.root().as_str().contains(char::is_whitespace) {
            return Err(EngineError::SpaceInPath { path: work.scratch.root().to_owned() });
        }
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

    /// Runs `work`, or returns an error when the run is asked to stop.
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
        let environment = match work.solved {
            Some(solved) => Environment::from_caller(self.session, rendered.clone(), &place, solved)
                .map_err(|source| EngineError::Resolve {
                    packages: packages.clone(),
                    platform,
                    cached: false,
                    source,
                })?,
            None => self.solve(&packages, rendered.clone(), &place).await?,
        };
        let unwritten = |source| EngineError::Prepare { path: directory.to_owned(), source };
        work.scratch.begin_install().map_err(unwritten)?;
        let installed = environment.install(self.session).await;
        installed.map_err(|source| EngineError::Install { packages, source })?;
        let files = environment.installed_files(directory);
        work.scratch.end_install(files).map_err(unwritten)?;
        let (target, mut variables) = self.activate(work, &environment).await?;
        let target_directory = work.scratch.target_directory().to_owned();
        target_directory::prepare(&target_directory, &contents(&environment))
            .map_err(|source| EngineError::Prepare { path: target_directory.clone(), source })?;
        let cache = CompileCache::of(work.group, &environment.build_prefix(), &mut variables);
        Ok(GroupEnvironment {
            group: work.id,
            target,
            rendered,
            environment,
            variables,
            target_directory,
            cache,
        })
    }

    async fn solve(
        &self,
        packages: &[String],
        rendered: Rendered,
        place: &EnvironmentPlace<'_>,
    ) -> Result<Environment, EngineError> {
        match Environment::resolve(self.session, rendered.clone(), place).await {
            Ok(environment) => Ok(environment),
            Err(source) => {
                let words = source.to_string();
                let is_of_network = Complaint::read(&words).is_some_and(Complaint::is_of_network);
                let cached = match self.session.with_cache_only() {
                    Some(session) if is_of_network => {
                        Environment::resolve(&session, rendered, place).await.is_ok()
                    }
                    _ => false,
                };
                let packages = packages.to_vec();
                Err(EngineError::Resolve { packages, platform: place.platform, cached, source })
            }
        }
    }

    async fn activate(
        &self,
        work: &GroupWork<'_>,
        environment: &Environment,
    ) -> Result<(RustTarget, IndexMap<String, String>), EngineError> {
        let BuildRequest { workspace, options, .. } = self.request;
        let cargo_home = self.scratch.cargo_home();
        if let Some(person) = options.environment.cargo_home() {
            home::create(&cargo_home, &person)
                .map_err(|source| EngineError::Prepare { path: cargo_home.clone(), source })?;
        }
        let mut variables = options.environment.crate_sources();
        let path = if cfg!(windows) { "Path" } else { "PATH" };
        let own = [
            (path, SYSTEM_PATH),
            ("CARGO_HOME", cargo_home.as_str()),
            ("SRC_DIR", workspace.root().as_str()),
            SOURCE_DATE_EPOCH,
        ];
        for (name, value) in own {
            variables.insert(name.to_owned(), value.to_owned());
        }
        let captured = environment
            .activate(self.session, &variables)
            .await
            .map_err(|source| EngineError::Activate { packages: self.names(work.id), source })?;
        // Build scripts may resolve links, and then see the user's own caches.
        let cargo_homes = std::iter::once(cargo_home).chain(options.environment.cargo_home()).collect();
        let target_directory = work.scratch.target_directory();
        let places = Places { cargo_homes, target_directory, toolchain: None };
        let source_names = if self.request.plan.remap_paths {
            SourceNames::of(workspace, places)
        } else {
            SourceNames::default()
        };
        let target = target_of(&work.group.target, &captured);
        let activated = Activated {
            captured,
            configured: &work.group.env,
            target: &target,
            build: options.build_platform,
            flags_in_files: self.flags_in_files(work, &target),
            host_prefix: &environment.host_prefix(),
            build_prefix: &environment.build_prefix(),
            source_names: &source_names,
        };
        let variables = activated.variables();
        Ok((target, variables))
    }

    /// Where cargo's configuration, of the workspace's root or of a member in the group, sets flags for
    /// rustc.
    fn flags_in_files(&self, work: &GroupWork<'_>, target: &RustTarget) -> FlagsInFiles {
        let BuildRequest { workspace, plan, .. } = self.request;
        let packages = plan.packages.iter().filter(|package| package.group == work.id);
        let members = packages.filter_map(|package| workspace.member(&package.crate_name));
        let configs = members.map(Member::cargo_config).chain([workspace.cargo_config()]);
        FlagsInFiles::of(configs, target)
    }

    /// The names of a group's conda packages.
    fn names(&self, group: GroupId) -> Vec<String> {
        let packages = self.request.plan.packages.iter().filter(|package| package.group == group);
        packages.map(|package| package.name.to_string()).collect()
    }
}

/// A group, and the directories of its environment.
struct GroupWork<'a> {
    id: GroupId,
    group: &'a BuildGroup,
    recipe: &'a str,
    scratch: EnvironmentScratch,
    /// The caller's solution; `None` if the engine solves.
    solved: Option<&'a Solved>,
}

/// Whether an error concerns only its own group.
fn concerns_one_group(error: &EngineError) -> bool {
    matches!(error, EngineError::Resolve { .. } | EngineError::Install { .. } | EngineError::Activate { .. })
}

/// Whether two groups would get directories of the same name.
fn is_alike(one: &BuildGroup, other: &BuildGroup) -> bool {
    (&one.target, one.toolchain, &one.profile, &one.env, &one.secrets)
        == (&other.target, other.toolchain, &other.profile, &other.env, &other.secrets)
}

async fn requested(interrupt: &Interrupt) {
    while !interrupt.is_requested() {
        tokio::time::sleep(TICK).await;
    }
}
