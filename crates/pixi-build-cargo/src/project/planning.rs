//! Plans of the Cargo workspace beside pixi's manifest. Each request reads the workspace anew, since one
//! process of the backend outlives edits.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::backend::{BuildNumber, ConfigLayer, ManifestConfig};
use cargo_conda::backend::{OuterConfig, OuterManifest, OuterMetadata, RustChoice, StdlibChoice};
use cargo_conda::backend::{UnknownPlatform, canonicalize};
use cargo_conda::{Plan, PlanError, PlanRequest, ProgramRuns, Selection, Toolchain};
use cargo_conda::{Platform, Workspace};
use cargo_conda::{VariantRequest, VariantValue};
use indexmap::IndexMap;

use super::description::Project;
use super::naming::{self, Meaning, candidates};
use crate::failure::Failure;
use crate::wire::{ProjectModel, code};

/// The beginning of the names of variables that configure sccache.
const SCCACHE_PREFIX: &str = "SCCACHE";

/// What a request of pixi's says about the plan that it needs.
pub(crate) struct PlanQuery {
    /// The platform that packages are for.
    pub(crate) host_platform: Platform,
    /// The platform that builds.
    pub(crate) build_platform: Platform,
    /// URLs of the channels, by priority.
    pub(crate) channels: Vec<String>,
    /// The values of variant keys, by key, over those of the files.
    pub(crate) variants: IndexMap<String, Vec<VariantValue>>,
    /// Absolute paths of variant files; later ones overrule earlier ones.
    pub(crate) variant_files: Vec<Utf8PathBuf>,
    /// Where the packages would be built. pixi asks for those of all platforms that a workspace has.
    pub(crate) runs: ProgramRuns,
}

/// A workspace with its plan, and the platform that builds.
pub(crate) struct PlannedWorkspace {
    pub(crate) workspace: Workspace,
    pub(crate) plan: Plan,
    pub(crate) build_platform: Platform,
}

impl Project {
    /// Reads the workspace and plans it.
    pub(crate) fn plan(&self, query: PlanQuery) -> Result<PlannedWorkspace, Failure> {
        let workspace = self.load_workspace()?;
        let member = self.member(&workspace);
        let build_platform = query.build_platform;
        let request = request(query, member);
        let plan = match (self.name(), member) {
            (None, _) => self.plan_with(&workspace, &request, None),
            (Some(name), Some(member)) => self.plan_with(&workspace, &request, Some((member, &name))),
            (Some(name), None) => self.plan_at_root(&workspace, &request, &name),
        };
        let plan = plan.map_err(|error| self.failure(&error))?;
        for warning in self.warnings.iter().chain(&plan.warnings) {
            eprintln!("warning: {warning}");
        }
        if let Some(name) = self.name() {
            naming::check(&name, &plan, self.is_inline())?;
        }
        Ok(PlannedWorkspace { workspace, plan, build_platform })
    }

    fn load_workspace(&self) -> Result<Workspace, Failure> {
        let manifest = self.source_directory().join("Cargo.toml");
        if !manifest.exists() {
            let help = if self.is_inline() {
                "give the directory of the Cargo workspace or of one of its members: as `subdirectory` of a \
                 dependency with `git` or `url`, or in its `path`"
            } else {
                "put the manifest beside that of the Cargo workspace or of one of its members, or say where it is: \
                 `[package.build] source = { path = \"…\" }`"
            };
            let directory = self.source_directory();
            return Err(Failure::with_help(format!("there is no `Cargo.toml` in `{directory}`"), help));
        }
        self.session.load_workspace(Some(&manifest)).map_err(|error| self.failure(&error))
    }

    /// The member whose directory is the source directory. `None` at the root of the workspace, where the
    /// manifest is about all members.
    fn member<'a>(&self, workspace: &'a Workspace) -> Option<&'a str> {
        let directory = self.source_directory();
        let directory = canonicalize(&directory).unwrap_or(directory);
        let is_here = |path: &Utf8Path| canonicalize(path).is_ok_and(|path| path == directory);
        if is_here(workspace.root()) {
            return None;
        }
        let member = workspace.members().find(|member| is_here(member.directory()))?;
        Some(member.name())
    }

    /// A plan of the whole workspace, in which a package takes the name of the manifest if the name is for
    /// one.
    ///
    /// Which packages and binaries there are is known after planning only. So the workspace is planned once
    /// without the name, and again if a package takes it. If the first plan fails, the second one has the
    /// better error: its package at the root has the name that pixi gave it.
    fn plan_at_root(
        &self,
        workspace: &Workspace,
        request: &PlanRequest,
        name: &str,
    ) -> Result<Plan, PlanError> {
        let unnamed = self.plan_with(workspace, request, None);
        let packages = unnamed.as_ref().map(candidates).unwrap_or_default();
        let taker = match Meaning::of(name, &packages) {
            Meaning::Package => None,
            Meaning::Binary(crate_name) => Some(crate_name),
            Meaning::Nothing => root_crate(workspace, name),
        };
        match taker {
            Some(crate_name) => self.plan_with(workspace, request, Some((crate_name, name))),
            None => unnamed,
        }
    }

    /// A plan in which the package of a crate has a name, if a crate and a name are given.
    fn plan_with(
        &self,
        workspace: &Workspace,
        request: &PlanRequest,
        named: Option<(&str, &str)>,
    ) -> Result<Plan, PlanError> {
        let request = PlanRequest { outer: self.outer_manifest(named), ..request.clone() };
        self.session.plan(workspace, &request)
    }

    /// The manifest as plans read it. A name that the configuration gives to the crate comes before `named`.
    fn outer_manifest(&self, named: Option<(&str, &str)>) -> OuterManifest {
        let mut config = self.config.clone();
        if let Some((crate_name, name)) = named {
            let own = config.packages.entry(crate_name.to_owned());
            let own = own.or_insert_with(|| self.manifest.located("name", ManifestConfig::default()));
            own.value.base.name.get_or_insert_with(|| self.manifest.located("name", name.to_owned()));
        }
        let ProjectModel { build_string_prefix, build_flags, secrets, .. } = self.model.clone();
        let metadata = OuterMetadata {
            build_string_prefix,
            flags: build_flags,
            secrets: secrets.into_iter().chain(self.sccache_variables(&config)).collect(),
        };
        config.base.base = self.described(config.base.base);
        OuterManifest { config, metadata, requirements: self.added.clone() }
    }

    /// The configuration of all packages, with what the table `[package]` says. The configuration of the
    /// backend comes first, except for the build number.
    fn described(&self, layer: ConfigLayer) -> ConfigLayer {
        // The name depends on what the workspace has, the targets are requirements, and no key of the
        // configuration can say the others.
        let ProjectModel {
            name: _,
            build_string_prefix: _,
            build_number,
            version,
            description,
            build_flags: _,
            license,
            license_file,
            homepage,
            repository,
            documentation,
            targets: _,
            secrets: _,
        } = self.model.clone();
        let place = &self.manifest;
        let version = version.map(|version| place.located("version", version));
        let license = license.map(|license| place.located("license", license));
        let license_files = license_file.map(|file| vec![place.located("license-file", file.into_string())]);
        ConfigLayer {
            build_number: build_number.map(BuildNumber::Written).or(layer.build_number),
            version: layer.version.or(version),
            description: layer.description.or(description),
            license: layer.license.or(license),
            license_files: layer.license_files.or(license_files),
            homepage: layer.homepage.or(homepage),
            repository: layer.repository.or(repository),
            documentation: layer.documentation.or(documentation),
            ..layer
        }
    }

    /// The environment variables that configure sccache, apart from those that the configuration sets.
    fn sccache_variables(&self, config: &OuterConfig) -> Vec<String> {
        let configured = config.base.base.env.as_ref();
        let is_configured = |name: &str| configured.is_some_and(|env| env.contains_key(name));
        let variables = self.session.variable_names().filter(|name| name.starts_with(SCCACHE_PREFIX));
        variables.filter(|name| !is_configured(name)).map(ToOwned::to_owned).collect()
    }
}

/// The request for the packages of a member, or of all members.
fn request(query: PlanQuery, member: Option<&str>) -> PlanRequest {
    let PlanQuery { host_platform, build_platform, channels, variants, variant_files, runs } = query;
    let packages = member.iter().map(|&member| member.to_owned()).collect();
    PlanRequest {
        selection: Selection { packages, ..Selection::default() },
        target_platforms: vec![host_platform],
        toolchain: Some(Toolchain::Conda),
        channels,
        variants: VariantRequest {
            files: variant_files,
            values: variants,
            rust: RustChoice::Workspace,
            stdlib: StdlibChoice::WhereChosen,
        },
        runs,
        ..PlanRequest::new(build_platform)
    }
}

/// The crate at the root of the workspace, which takes a name that means nothing else. `None` if there is no
/// such crate, or if another crate has the name.
fn root_crate<'a>(workspace: &'a Workspace, name: &str) -> Option<&'a str> {
    let root = workspace.members().find(|member| member.directory() == workspace.root())?;
    let is_taken =
        workspace.members().any(|other| other.name().to_lowercase() == name && other.name() != root.name());
    (!is_taken).then(|| root.name())
}

/// A platform as pixi spells it.
pub(crate) fn platform(name: &str) -> Result<Platform, Failure> {
    name.parse().map_err(|error: UnknownPlatform| {
        Failure::new(code::BACKEND, format!("cannot build for the platform that pixi asks for: {error}"))
    })
}
