//! What the packages of a run are made from, and whether the packages in the channel were made from the same.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_inventory::LicenseTexts;
use cargo_conda_plan::{PackagePlan, Toolchain};
use cargo_conda_workspace::{CargoConfig, LockFile};
use rayon::prelude::*;

use super::assets::described;
use super::disclosed::disclosed;
use super::provenance::decisive;
use super::python_sources::python_sources;
use super::tools::{all_tools, optional_tools_of, tools_of};
use super::variant::PackageVariant;
use super::workspace_features::workspace_features;
use super::written_files;
use crate::api::{BuildRequest, Cause, Packaging, Status, is_of_compile_cache};
use crate::cargo::{product_tools, with_includes};
use crate::channel::indexed_digests;
use crate::environments::GroupEnvironment;
use crate::freshness::{Digests, Judge, Observer, Record, RequestedInputs};
use crate::system::Digest;

/// Variables that only locate cargo and rustup. A toolchain in another place is the same toolchain, and its
/// version is among the inputs.
const HOMES: [&str; 3] = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];

/// The name, in records and reports, of cargo's configuration files outside of the workspace. Their paths are
/// left out, so that another checkout of the workspace finds its packages fresh.
const OUTER_CONFIGURATION: &str = "cargo's configuration outside of the workspace";

/// The inputs that the packages of a run have in common.
pub(crate) struct BuildInputs<'a> {
    request: BuildRequest<'a>,
    /// When the run had made its directories and had compiled nothing yet.
    began: SystemTime,
    digests: Digests,
    lock_file: LockFile,
    /// The licence texts of crates, each crate read once.
    license_texts: LicenseTexts,
    /// The versions of the programs that make packages, by name.
    tools: BTreeMap<String, String>,
    /// The versions of the programs that some products need besides; `None` for one that is not there.
    product_tools: BTreeMap<&'static str, Option<String>>,
    /// The caller's variables that builds with the machine's toolchain see.
    variables: BTreeMap<String, String>,
    /// Cargo's configuration outside of the workspace that builds with the machine's toolchain read.
    around: Vec<CargoConfig>,
    /// Digests of cargo's configuration files above the workspace; `None` if there are none.
    outer_configuration: Option<String>,
    /// The same with those in cargo's home, which builds with the machine's toolchain read too.
    machine_configuration: Option<String>,
    /// The files of both, in the order in which cargo reads them.
    outer_files: Vec<Utf8PathBuf>,
}

impl<'a> BuildInputs<'a> {
    /// Reads the inputs that all packages of a run share. `rustc` is the version of the machine's; `None` if
    /// no package is compiled with it. `began` is a time after which the run has made no directory and
    /// before which it has compiled nothing, by the file system's clock.
    pub(crate) fn read(request: BuildRequest<'a>, rustc: Option<String>, began: SystemTime) -> Self {
        let BuildRequest { workspace, options, .. } = request;
        let variables = options.environment.variables().iter();
        let variables =
            variables.filter(|(name, _)| !HOMES.contains(&name.as_str()) && !is_of_compile_cache(name));
        let mut tools = BTreeMap::from([("cargo-conda".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
        tools.extend(rustc.map(|version| ("rustc".to_owned(), version)));
        let outer = workspace.outer_cargo_configs().iter().cloned();
        let home = options.environment.cargo_home().into_iter();
        let home: Vec<_> = home.flat_map(|home| CargoConfig::NAMES.map(|name| home.join(name))).collect();
        let home = home.into_iter();
        // Of files outside of the workspace that do not exist, those beside which cargo could find one.
        let above = workspace.root().ancestors().skip(1);
        let possible = above.flat_map(|directory| CargoConfig::PATHS.map(|path| directory.join(path)));
        let files = outer.clone().chain(home.clone()).filter(|path| path.exists()).chain(possible);
        let cargo_home = options.environment.cargo_home();
        let is_in_home = |path: &Utf8PathBuf| path.parent() == cargo_home.as_deref();
        let files = files.filter(|path| path.exists() || !is_in_home(path));
        let files = files.flat_map(|path| with_includes(&path));
        Self {
            request,
            began,
            digests: Digests::without(workspace.target_directory()),
            lock_file: workspace.lock_file(),
            license_texts: LicenseTexts::of_workspace(request.workspace.root()),
            tools,
            product_tools: product_tools(request, all_tools(request)),
            variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            // cargo fails on a file that cannot be read.
            around: outer
                .clone()
                .chain(home.clone())
                .filter_map(|path| CargoConfig::of_file(&path).ok())
                .collect(),
            outer_configuration: digests_of(outer.clone()),
            machine_configuration: digests_of(outer.chain(home)),
            outer_files: files.collect(),
        }
    }

    /// The licence texts of crates.
    pub(crate) fn license_texts(&self) -> &LicenseTexts {
        &self.license_texts
    }

    /// The workspace's lock file.
    pub(crate) fn lock_file(&self) -> &LockFile {
        &self.lock_file
    }

    /// Cargo's configuration outside of the workspace that builds with the machine's toolchain read.
    pub(crate) fn machine_configuration(&self) -> &[CargoConfig] {
        &self.around
    }

    /// The commit that the machine's rustc was built from; `None` if no package is compiled with it, or if it
    /// does not say.
    pub(crate) fn rustc_commit(&self) -> Option<&str> {
        let commit = self.tools.get("rustc")?.split("; ").find_map(|line| line.strip_prefix("commit-hash: "));
        commit.filter(|commit| *commit != "unknown")
    }

    /// What the machine's `rustc --version` says; `None` if no package is compiled with it.
    pub(crate) fn rustc(&self) -> Option<&str> {
        self.tools.get("rustc")?.split(';').next()
    }

    /// The version of the machine's rustc, such as `1.95.0`; `None` if no package is compiled with it.
    pub(crate) fn rustc_release(&self) -> Option<&str> {
        self.tools.get("rustc")?.split_whitespace().nth(1)
    }

    /// A program that the build of a package runs and that the machine does not have; `None` if it has all.
    pub(crate) fn missing_tool(&self, package: &PackagePlan) -> Option<&'static str> {
        let is_missing = |name: &&'static str| matches!(self.product_tools.get(*name), Some(None));
        tools_of(self.request, package).into_iter().find(is_missing)
    }

    /// Whether the machine has a program that builds run besides cargo.
    pub(super) fn has_tool(&self, name: &str) -> bool {
        matches!(self.product_tools.get(name), Some(Some(_)))
    }

    /// Reads the files that packages were made from.
    pub(crate) fn observer(&self) -> Observer<'_> {
        Observer {
            workspace: self.request.workspace,
            digests: &self.digests,
            lock_file: &self.lock_file,
            scratch: &self.request.options.scratch,
            began: self.began,
            outer_configuration: &self.outer_files,
        }
    }

    /// The inputs of a package that are known before it is built. `environment` is the conda environment that
    /// it is built in; with `None`, what that consists of is left open.
    pub(crate) fn requested(
        &self,
        variant: &PackageVariant,
        environment: Option<&GroupEnvironment>,
    ) -> RequestedInputs {
        let BuildRequest { workspace, plan, options } = self.request;
        let package = variant.package();
        let mut settings = RequestedInputs::of_recipe(&variant.recipe);
        settings.extend(workspace.profiles().settings(&package.install.profile));
        settings.insert("workspace.resolver".to_owned(), workspace.resolver().to_owned());
        settings.insert("remap-paths".to_owned(), plan.remap_paths.to_string());
        settings.extend(workspace_features(self.request, package));
        let outputs = [workspace.target_directory(), self.request.options.scratch.as_path()];
        settings.extend(python_sources(package, &outputs));
        settings.extend(disclosed(workspace, &self.license_texts, package));
        settings.extend(described(workspace.root(), package));
        settings.extend(written_files::described(package));
        settings.extend(decisive(package, &options.extra_meta));
        let pinned = variant.pinned().into_iter();
        settings.extend(pinned.map(|(name, build)| (format!("pinned {name}"), build)));
        let values = variant.rendered.variant().into_iter();
        settings.extend(values.map(|(key, value)| (format!("variant.{key}"), value)));
        let is_conda = plan.group_of(package).toolchain == Toolchain::Conda;
        // Builds with conda's toolchain have a cargo home of their own.
        let configuration = if is_conda { &self.outer_configuration } else { &self.machine_configuration };
        let configuration = configuration.iter();
        settings.extend(configuration.map(|digest| (OUTER_CONFIGURATION.to_owned(), digest.clone())));
        if is_conda {
            let tools = self.tools.iter().filter(|(name, _)| *name != "rustc");
            let tools = tools.map(|(name, version)| (name.clone(), version.clone())).collect();
            let environment = environment.map(GroupEnvironment::contents);
            return RequestedInputs { settings, tools, variables: BTreeMap::new(), environment };
        }
        let (mut tools, variables) = (self.tools.clone(), self.variables.clone());
        let of_product = tools_of(self.request, package).into_iter();
        let of_product = of_product.chain(optional_tools_of(self.request, package));
        let of_product = of_product.filter_map(|name| Some((name, self.product_tools.get(name)?.clone()?)));
        tools.extend(of_product.map(|(name, version)| (name.to_owned(), version)));
        RequestedInputs { settings, tools, variables, environment: None }
    }

    /// Compares variants with their records, each in the environment that it is built in if that is known.
    /// Returns the statuses in the same order.
    pub(crate) fn statuses(
        &self,
        channel: &Utf8Path,
        variants: &[(&PackageVariant, Option<&GroupEnvironment>)],
    ) -> Vec<Status> {
        let platforms: BTreeSet<_> = variants.iter().map(|(variant, _)| variant.package().platform).collect();
        let index = platforms.into_iter().map(|platform| (platform, indexed_digests(channel, platform)));
        let judge = Judge {
            observer: self.observer(),
            channel,
            index: index.collect(),
            tests: self.request.options.tests,
            emulators: &self.request.options.emulators,
            extension: self.request.options.packaging.as_ref().map(Packaging::extension),
        };
        let status = |(variant, environment): &(&PackageVariant, Option<&GroupEnvironment>)| {
            let Some(record) = Record::load(variant.scratch.record()) else {
                return Status::Stale(vec![Cause::NeverBuilt]);
            };
            judge.status(variant.package(), &record, &self.requested(variant, *environment))
        };
        variants.par_iter().map(status).collect()
    }
}

/// The digests of configuration files, and of the files that they include, that exist, wherever they are;
/// `None` if none does.
fn digests_of(files: impl Iterator<Item = Utf8PathBuf>) -> Option<String> {
    let files = files.flat_map(|path| with_includes(&path));
    let digests = files.filter_map(|path| Digest::of_file(&path).ok());
    let digests: Vec<_> = digests.map(Digest::abbreviated).collect();
    (!digests.is_empty()).then(|| digests.join(" "))
}
