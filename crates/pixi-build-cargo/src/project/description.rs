//! What pixi said of the package, and the plans that come of it.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda::backend::{
    ManifestConfig, OuterConfig, OuterManifest, OuterMetadata, RustChoice, StdlibChoice, VariantValue,
};
use cargo_conda::{
    BuildOptions, Plan, PlanError, PlanRequest, Platform, Selection, Session, Toolchain, Warning, Workspace,
};
use indexmap::IndexMap;
use sha2::{Digest as _, Sha256};

use super::manifest::Manifest;
use crate::convert::{SourceSpecs, added_requirements};
use crate::failure::Failure;
use crate::wire::{InitializeParams, ProjectModel, code};

/// Variables of this prefix steer sccache.
const SCCACHE_PREFIX: &str = "SCCACHE";

/// The longest path that environments can lie below: their own names take the rest of the 255 characters that conda allows.
const DEEPEST_SCRATCH: usize = 120;

/// The package of a manifest, as pixi described it.
pub(crate) struct Project {
    pub(crate) session: Session,
    params: InitializeParams,
    model: ProjectModel,
    manifest: Manifest,
    config: OuterConfig,
    warnings: Vec<Warning>,
    added: cargo_conda::backend::AddedRequirements,
    pub(crate) sources: SourceSpecs,
}

/// What a plan is asked for.
pub(crate) struct Wanted {
    pub(crate) host_platform: Platform,
    pub(crate) build_platform: Platform,
    pub(crate) channels: Vec<String>,
    pub(crate) variants: IndexMap<String, Vec<VariantValue>>,
    pub(crate) variant_files: Vec<Utf8PathBuf>,
}

/// A workspace and what is planned for it.
pub(crate) struct Planned {
    pub(crate) workspace: Workspace,
    pub(crate) plan: Plan,
    pub(crate) build_platform: Platform,
}

impl Project {
    pub(crate) fn new(params: InitializeParams) -> Result<Self, Failure> {
        let session = Session::here().map_err(|error| Failure::of(&error, Utf8Path::new(".")))?;
        let manifest = Manifest::read(&params.manifest_path);
        let model = params.project_model.clone().ok_or_else(|| {
            Failure::with_help(
                format!("`{}` does not say what the package is", params.manifest_path),
                "add a table `[package]` to it",
            )
        })?;
        let directory = manifest.directory();
        let (source, table) =
            manifest.with_configuration(params.configuration.as_ref(), params.target_configuration.as_ref());
        let (config, warnings) = OuterConfig::read(&source, &table)
            .map_err(|error| Failure::of(&PlanError::from(error), &directory))?;
        let (added, sources) = added_requirements(&model).map_err(|error| Failure::of(&error, &directory))?;
        Ok(Self { session, params, model, manifest, config, warnings, added, sources })
    }

    /// The directory that paths of the answers are relative to.
    pub(crate) fn source_directory(&self) -> Utf8PathBuf {
        self.params.source_directory.clone().unwrap_or_else(|| self.manifest.directory())
    }

    /// The manifest's file name.
    pub(crate) fn manifest_path(&self) -> &Utf8Path {
        &self.params.manifest_path
    }

    /// An error as pixi is told of it.
    pub(crate) fn failure(&self, error: &(dyn std::error::Error + 'static)) -> Failure {
        Failure::of(error, &self.manifest.directory())
    }

    /// Reads the workspace as it is now, and plans it.
    pub(crate) fn plan(&self, wanted: Wanted) -> Result<Planned, Failure> {
        let manifest = self.source_directory().join("Cargo.toml");
        if !manifest.exists() {
            return Err(Failure::with_help(
                format!("there is no `Cargo.toml` in `{}`", self.source_directory()),
                "put the manifest beside that of the Cargo workspace or of one of its members, or say where it is: \
                 `[package.build] source = { path = \"…\" }`",
            ));
        }
        let workspace = self.session.load_workspace(Some(&manifest)).map_err(|error| self.failure(&error))?;
        let Wanted { host_platform, build_platform, channels, variants, variant_files } = wanted;
        let member = self.member(&workspace);
        let mut request = PlanRequest {
            selection: Selection { packages: member.iter().cloned().collect(), ..Selection::default() },
            target_platforms: vec![host_platform],
            toolchain: Some(Toolchain::Conda),
            channels,
            rust: RustChoice::Workspace,
            variant_files,
            variants,
            stdlib: StdlibChoice::WhereChosen,
            ..PlanRequest::new(build_platform)
        };
        request.outer = self.outer(&workspace, member.as_deref());
        let plan = self.session.plan(&workspace, &request).map_err(|error| self.failure(&error))?;
        for warning in self.warnings.iter().chain(&plan.warnings) {
            eprintln!("warning: {warning}");
        }
        self.check_name(&plan)?;
        Ok(Planned { workspace, plan, build_platform })
    }

    /// The member that the manifest lies in, unless it lies at the root of the workspace.
    fn member(&self, workspace: &Workspace) -> Option<String> {
        let directory = self.source_directory();
        let directory = directory.canonicalize_utf8().unwrap_or(directory);
        let is_here = |path: &Utf8Path| path.canonicalize_utf8().is_ok_and(|path| path == directory);
        if is_here(workspace.root()) {
            return None;
        }
        let member = workspace.members().find(|member| is_here(member.directory()));
        member.map(|member| member.name().to_owned())
    }

    /// What the manifest says, for the planner.
    fn outer(&self, workspace: &Workspace, member: Option<&str>) -> OuterManifest {
        let mut config = self.config.clone();
        if let Some(crate_name) = self.renamed(workspace, member)
            && let Some(name) = &self.model.name
        {
            let own = config.packages.entry(crate_name.to_owned());
            let own = own.or_insert_with(|| self.manifest.located("name", ManifestConfig::default()));
            // As pixi writes it itself wherever it is looked for.
            own.value.base.name.get_or_insert_with(|| self.manifest.located("name", name.to_lowercase()));
        }
        let base = &mut config.base.base;
        base.build_number = self.model.build_number.or(base.build_number);
        let ProjectModel { version, license, license_file, .. } = self.model.clone();
        let ProjectModel { description, homepage, repository, documentation, .. } = self.model.clone();
        let directory = self.manifest.directory();
        let metadata = OuterMetadata {
            version: version.map(|version| self.manifest.located("version", version)),
            license: license.map(|license| self.manifest.located("license", license)),
            license_file: license_file
                .map(|file| self.manifest.located("license-file", directory.join(file))),
            description,
            homepage,
            repository,
            documentation,
            build_string_prefix: self.model.build_string_prefix.clone(),
            flags: self.model.build_flags.clone(),
            secrets: self.secrets(&config),
        };
        OuterManifest { config, metadata, requirements: self.added.clone() }
    }

    /// The crate that the name of the manifest is for: the member that it lies in, or the package at the root, unless it is the
    /// name of another crate.
    fn renamed<'a>(&self, workspace: &'a Workspace, member: Option<&'a str>) -> Option<&'a str> {
        let name = self.model.name.as_deref()?;
        if let Some(member) = member {
            return Some(member);
        }
        let root = workspace.members().find(|member| member.directory() == workspace.root())?;
        let is_taken = workspace.members().any(|other| other.name() == name && other.name() != root.name());
        (!is_taken).then(|| root.name())
    }

    /// Variables that builds take from this process: those that the manifest names, and what sccache is configured by.
    fn secrets(&self, config: &OuterConfig) -> Vec<String> {
        let known = config.base.base.env.clone().unwrap_or_default();
        let of_sccache = self.session.variable_names().filter(|name| name.starts_with(SCCACHE_PREFIX));
        let of_sccache = of_sccache.filter(|name| !known.contains_key(*name)).map(ToOwned::to_owned);
        self.model.secrets.iter().cloned().chain(of_sccache).collect()
    }

    /// A name that is a crate's must be a package's: whoever wrote it expects one.
    fn check_name(&self, plan: &Plan) -> Result<(), Failure> {
        let Some(name) = self.model.name.as_deref() else {
            return Ok(());
        };
        let is_package = plan.packages.iter().any(|package| package.name.as_str() == name.to_lowercase());
        let left_out = plan.skipped.iter().find(|skip| skip.crate_name == name).filter(|_| !is_package);
        let Some(skip) = left_out else {
            return Ok(());
        };
        let message = format!(
            "the manifest is called `{name}`, and the crate of that name is no package: {}",
            skip.reason
        );
        Err(match skip.remedy() {
            Some(remedy) => Failure::with_help(message, format!("to include it: {remedy}")),
            None => Failure::with_help(message, "give the manifest another name"),
        })
    }

    /// How packages are built: with everything that outlives a build in a place that all of them share.
    pub(crate) fn build_options(
        &self,
        planned: &Planned,
        work_directory: &Utf8Path,
        output_directory: Option<&Utf8Path>,
    ) -> BuildOptions {
        let channel = output_directory.map_or_else(|| work_directory.join("output"), ToOwned::to_owned);
        let options = self.session.build_options(&planned.workspace);
        let package_cache = self.params.cache_directory.as_ref().map(|cache| cache.join("pkgs"));
        BuildOptions {
            channel,
            scratch: self.scratch(planned.workspace.root(), work_directory),
            build_platform: planned.build_platform,
            package_cache: package_cache.filter(|cache| cache.is_dir()),
            ..options
        }
    }

    /// A directory for each Cargo workspace, in a place that flags of compilers can name and that is not too deep for conda's
    /// prefixes.
    fn scratch(&self, workspace: &Utf8Path, work_directory: &Utf8Path) -> Utf8PathBuf {
        let name = format!("cargo-conda-{}", &hex::encode(Sha256::digest(workspace.as_str()))[..8]);
        let InitializeParams { workspace_scratch_directory, cache_directory, .. } = &self.params;
        let places = [workspace_scratch_directory.as_deref(), cache_directory.as_deref()];
        let mut places = places.into_iter().flatten().map(|place| place.join(&name));
        let first = places.clone().next();
        let is_fit = |place: &Utf8PathBuf| {
            place.as_str().len() <= DEEPEST_SCRATCH && !place.as_str().contains(char::is_whitespace)
        };
        // If none is, the build says what is wrong with it.
        places.find(is_fit).or(first).unwrap_or_else(|| work_directory.join(name))
    }
}

/// A platform as pixi writes it.
pub(crate) fn platform(name: &str) -> Result<Platform, Failure> {
    name.parse().map_err(|error: cargo_conda::backend::UnknownPlatform| {
        Failure::new(code::BACKEND, format!("cannot build for this platform: {error}"))
    })
}
