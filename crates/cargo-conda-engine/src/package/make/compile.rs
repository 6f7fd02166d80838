//! Runs the build script of a package.

use std::io;
use std::sync::PoisonError;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_plan::Product;
use cargo_conda_recipe::WORK_VARIABLE;
use cargo_conda_workspace::{LockFile, Member};
use indexmap::IndexMap;

use super::Making;
use crate::api::{
    AssetError, BuildRequest, CARGO_TARGET, OLDEST_MACOS, PackageError, Phase, SOURCE_DATE_EPOCH,
};
use crate::cargo::zig::{self, ZIGBUILD, ZigWork};
use crate::freshness::ReadInputs;
use crate::package::assets::{self, AssetPlace};
use crate::package::failure;
use crate::package::held_back::{held_back, remark};
use crate::package::installed_files::{self, secret_in};
use crate::package::log::PackageLog;
use crate::package::product_files::{self, Made, ProductFiles};
use crate::package::provenance::extra_meta;
use crate::package::tools::zig_work;
use crate::rattler::{PackageRun, RunInputs, ScriptVariables, written};
use crate::system::LogLine;

impl Making<'_> {
    /// Runs the build script, and looks at what it installed and what it was made from.
    pub(super) async fn compile(&self, log: &PackageLog) -> Result<(PackageRun, ReadInputs), PackageError> {
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
        let built = run.run_script(context.request.workspace.root(), self.variables()?).await;
        built.map_err(|_status| self.compile_error())?;
        let held_back = self.held_back(None);
        if !held_back.is_empty() {
            log.print(remark(&held_back));
        }
        // Before the phase ends: then other jobs may compile programs of the same names.
        let work = job.variant.scratch.work();
        let environment = environment.map(|shared| &shared.environment);
        let out_dir = self.out_dir();
        let made = Made { work: &work, out_dir: out_dir.as_deref() };
        let files = product_files::install(package, &run, &made, environment)?;
        self.tell_programs(&run.prefix(), &files);
        let read_inputs = self.observe(&run, &files)?;
        self.enter(Phase::Inspecting);
        self.disclose(&run, &files)?;
        let run = self.inspect(run, &files)?;
        self.install_assets(&run, &files, log)?;
        Ok((run, read_inputs))
    }

    /// The `OUT_DIR` of the build script of the package's crate; `None` if cargo has told of none.
    fn out_dir(&self) -> Option<Utf8PathBuf> {
        let crate_name = &self.job.package().crate_name;
        let id = self.context.request.workspace.member(crate_name)?.id();
        let scripts = &self.heard().report.scripts;
        scripts.iter().find(|(package, _)| package == id).map(|(_, out_dir)| out_dir.clone())
    }

    /// Installs what the package has besides its product.
    fn install_assets(
        &self,
        run: &PackageRun,
        files: &ProductFiles,
        log: &PackageLog,
    ) -> Result<(), PackageError> {
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
        // What is linked was looked at before.
        let others = files.all.iter().filter(|file| !files.linked.contains(file)).map(Utf8PathBuf::as_path);
        for path in package.assets.paths().chain(others) {
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

    /// The variables of the build that depend on this machine and this run.
    fn variables(&self) -> Result<ScriptVariables, PackageError> {
        let BuildRequest { workspace, plan, options } = self.context.request;
        let mut variables = if let Some(shared) = self.environment {
            shared.variables.clone()
        } else {
            let (name, value) = SOURCE_DATE_EPOCH;
            let mut variables = options.environment.variables().clone();
            variables.insert(name.to_owned(), value.to_owned());
            if self.names_target() {
                variables.insert(CARGO_TARGET.to_owned(), self.job.package().target.to_string());
            }
            if !self.job.package().platform.is_windows() {
                let one_for_all = || self.job.target_directory.join("pkgconfig").into_string();
                variables.entry(PKG_CONFIG_PATH.to_owned()).or_insert_with(one_for_all);
            }
            variables.extend(self.zig().map_err(PackageError::Prepare)?);
            if let Some(oldest) = oldest_macos(self.job.package().platform) {
                variables.entry(OLDEST_MACOS.to_owned()).or_insert_with(|| oldest.to_owned());
            }
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
            return Ok(ScriptVariables { under: IndexMap::new(), over: variables });
        }
        let mut seen = variables.clone();
        seen.extend(plan.group_of(self.job.package()).env.clone());
        let flags = self.context.flags_of(self.job, &seen).into_iter().collect();
        Ok(ScriptVariables { under: variables, over: written(&flags) })
    }

    /// Whether the caller or cargo's configuration names targets, which are not those of the plan if its own
    /// configuration names another.
    fn names_target(&self) -> bool {
        let BuildRequest { workspace, options, .. } = self.context.request;
        let member = workspace.member(&self.job.package().crate_name).map(Member::cargo_config);
        let mut configs = member.into_iter().chain([workspace.cargo_config()]);
        options.environment.cargo_target().is_some() || configs.any(|config| !config.build_targets.is_empty())
    }

    /// The variables by which cargo and build scripts find zig; none if the machine's own programs do all,
    /// or where the user has set them.
    fn zig(&self) -> io::Result<Vec<(String, String)>> {
        let (request, package) = (self.context.request, self.job.package());
        let work = zig_work(request, package);
        let Some(work) = work.filter(|work| *work != ZigWork::Musl || self.context.inputs.has_tool(ZIGBUILD))
        else {
            return Ok(Vec::new());
        };
        let version = package.glibc.map(|version| format!("-{version}")).unwrap_or_default();
        let directory = self.context.scratch.linkers(&format!("{}{version}", package.target));
        // Other packages may write the same programs.
        let _one_at_a_time = self.context.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let environment = &request.options.environment;
        let mut variables = zig::install(&directory, environment, &package.target, work)?;
        variables.retain(|(name, _)| !environment.variables().contains_key(name));
        Ok(variables)
    }
}

/// Where `pkg-config` looks first. rattler-build names a directory of the package's own prefix, in which the
/// machine's toolchain has nothing. Build scripts that use the crate `pkg-config` run again when the variable
/// changes, so every crate that they belong to would be compiled for each package.
const PKG_CONFIG_PATH: &str = "PKG_CONFIG_PATH";

/// The oldest macOS that programs run on unless the user chooses one; `None` where rattler-build chooses. For
/// Intel processors it chooses 10.9, which rustc warns of in each crate:
/// <https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html>.
fn oldest_macos(platform: Platform) -> Option<&'static str> {
    (platform.as_str() == "osx-64").then_some("10.12")
}

#[cfg(test)]
mod tests {
    use super::oldest_macos;

    #[test]
    fn intel_macs_get_the_oldest_system_that_rustc_compiles_for() {
        let oldest = |platform: &str| oldest_macos(platform.parse().unwrap());
        assert_eq!(oldest("osx-64"), Some("10.12"));
        assert_eq!((oldest("osx-arm64"), oldest("linux-64")), (None, None));
    }
}
