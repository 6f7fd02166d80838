//! Looks for the evidence of a Python extension.

use std::sync::Arc;

use cargo_conda_mapping::{CondaVersion, Platform, PythonVersion, nearest, python_version};
use cargo_conda_workspace::{FeatureSelection, FeaturesOf, Member};

use super::Mistake;
use super::dependencies::{maturin, requirements};
use super::inputs::{inputs, outside};
use super::project::Project;
use super::reader::read;
use crate::config::PackageConfig;
use crate::model::{EntryPoint, PythonAbi, PythonExtension, SkipReason, Toolchain};
use crate::planner::checks::start_of;
use crate::planner::configured::Configured;
use crate::planner::features::lacks_feature;
use crate::problem::{Problem, ProblemKind, PythonProblem};
use crate::source::{Located, Location, Source};

/// The crates that modules for Python are written with.
const BINDINGS: [&str; 2] = ["pyo3", "pyo3-ffi"];

/// Whether a member is a Python extension.
pub(in crate::planner::products) enum Extension {
    /// It is one.
    Found(Box<PythonExtension>),
    /// It is one that cannot be built as asked for.
    Skipped(SkipReason),
    /// It is none.
    None,
}

/// Why something is no extension, which is a mistake if the configuration says that it is one.
type Missing = Option<PythonProblem>;

/// Looks at a member on a platform. Mistakes are added to `problems`.
pub(in crate::planner::products) fn of(
    configured: &Configured<'_>,
    member: &Member,
    (config, features): (&PackageConfig, &FeatureSelection),
    platform: Platform,
    problems: &mut Vec<Problem>,
) -> Extension {
    let asked = config.python.as_ref();
    if asked.is_some_and(|asked| !asked.value) || (asked.is_none() && !member.builds_cdylib()) {
        return Extension::None;
    }
    let search = Search { configured, member, config, features, platform };
    match search.find() {
        Ok(extension) => search.judged(extension, problems),
        Err(Failure::Mistake(problem)) => {
            problems.push(*problem);
            Extension::None
        }
        Err(Failure::NoEvidence(kind)) => {
            if let Some((kind, asked)) = kind.zip(asked) {
                problems.push(problem(asked.location.clone(), kind));
            }
            Extension::None
        }
    }
}

enum Failure {
    /// The member is no extension.
    NoEvidence(Missing),
    /// It is one, and its files have a mistake.
    Mistake(Mistake),
}

struct Search<'a> {
    configured: &'a Configured<'a>,
    member: &'a Member,
    config: &'a PackageConfig,
    features: &'a FeatureSelection,
    platform: Platform,
}

impl Search<'_> {
    /// An extension for one Python at a time needs that Python, which has to run and which the machine's
    /// toolchain has not.
    fn judged(&self, extension: PythonExtension, problems: &mut Vec<Problem>) -> Extension {
        if extension.is_version_independent() {
            return Extension::Found(Box::new(extension));
        }
        if self.configured.toolchain == Toolchain::Conda {
            let platform = self.platform;
            if platform == self.configured.input.request.build_platform {
                return Extension::Found(Box::new(extension));
            }
            let asked = self.config.python.as_ref().map(|asked| asked.location.clone());
            let kind = PythonProblem::OtherPlatform { member: self.member.name().to_owned(), platform };
            problems.push(problem(asked.unwrap_or_else(|| start_of(self.member)), kind));
            return Extension::None;
        }
        let Some(asked) = &self.config.python else {
            return Extension::Skipped(SkipReason::PythonOfConda);
        };
        let kind = PythonProblem::NeedsConda { member: self.member.name().to_owned() };
        problems.push(problem(asked.location.clone(), kind));
        Extension::None
    }

    fn find(&self) -> Result<PythonExtension, Failure> {
        let Self { member, config, platform, .. } = *self;
        let none = |kind: PythonProblem| Failure::NoEvidence(Some(kind));
        let name = || member.name().to_owned();
        let project = self.project()?.ok_or_else(|| none(PythonProblem::NoPyproject { member: name() }))?;
        if !project.uses_maturin() {
            let backend = project.backend.map(|backend| backend.value);
            return Err(none(PythonProblem::OtherBackend { path: project.source.path.clone(), backend }));
        }
        if let Some(bindings) =
            project.maturin.bindings.as_ref().filter(|own| !BINDINGS.contains(&own.value.as_str()))
        {
            return Err(none(PythonProblem::OtherBindings { bindings: bindings.value.clone() }));
        }
        if !member.builds_cdylib() {
            return Err(none(PythonProblem::NoCdylib { member: name() }));
        }
        let features = self.features(&project)?;
        let abi = self.abi(&features)?.ok_or_else(|| none(PythonProblem::NoPyo3 { member: name() }))?;
        let version = self.version(&project)?;
        let (python, dependencies) =
            requirements(&project, config, abi, platform).map_err(Failure::Mistake)?;
        let library = member.library_name().unwrap_or_default();
        let module = project.module(Some(library), member.name());
        if !is_path_of_names(&module) {
            let named = project.maturin.module_name.as_ref();
            let location = named.map_or_else(|| start_of(member), |name| name.location.clone());
            return Err(mistake(location, ProblemKind::Python(PythonProblem::Module { module })));
        }
        if let Some((kind, source)) = outside(&project) {
            return Err(mistake(source.location.clone(), ProblemKind::Python(kind)));
        }
        let wrong = |place: &&Located<_>| !is_entry_point(place);
        if let Some(place) = project.entry_points.iter().find(wrong) {
            let kind = PythonProblem::EntryPoint { entry_point: place.value.to_string() };
            return Err(mistake(place.location.clone(), ProblemKind::Python(kind)));
        }
        Ok(PythonExtension {
            project: project.name.as_ref().map_or_else(name, |name| name.value.clone()),
            version,
            directory: project.directory().to_owned(),
            inputs: inputs(&project, member, &module),
            module,
            artifact: if platform.is_windows() { library.to_owned() } else { format!("lib{library}") },
            abi,
            python,
            dependencies,
            entry_points: project.entry_points.iter().map(|place| place.value.clone()).collect(),
            maturin: maturin(&project),
            features,
        })
    }

    /// The project of the member: the file beside its manifest, or one above that names the manifest or has
    /// it in `rust`, as maturin looks for them. `None` if there is none.
    fn project(&self) -> Result<Option<Project>, Failure> {
        let manifest = &self.member.manifest().path;
        let root = self.configured.input.workspace.root();
        for directory in
            self.member.directory().ancestors().take_while(|directory| directory.starts_with(root))
        {
            let path = directory.join("pyproject.toml");
            let Some(text) = self.configured.input.files.text(&path) else { continue };
            let is_beside = directory == self.member.directory();
            let project = match read(Arc::new(Source { path, text })) {
                Ok(project) => project,
                Err(problem) if is_beside => return Err(Failure::Mistake(problem)),
                Err(_of_others) => continue,
            };
            let named = project.manifest();
            let is_meant = match &named {
                Some(named) => named == manifest,
                None => is_beside || *manifest == directory.join("rust").join("Cargo.toml"),
            };
            if is_meant {
                return Ok(Some(project));
            }
        }
        Ok(None)
    }

    /// The features of the member with those that the project asks for.
    fn features(&self, project: &Project) -> Result<FeatureSelection, Failure> {
        let maturin = &project.maturin;
        if let Some(location) = &maturin.conditional_feature {
            return Err(mistake(location.clone(), ProblemKind::Python(PythonProblem::ConditionalFeature)));
        }
        if let Some(Located { value, location }) =
            maturin.features.iter().find(|feature| lacks_feature(self.member, &feature.value))
        {
            let known = self.member.features().keys().map(String::as_str);
            let nearest = nearest(value, known).map(ToOwned::to_owned);
            let member = self.member.name().to_owned();
            let kind = ProblemKind::NoSuchFeature { member, feature: value.clone(), nearest };
            return Err(mistake(location.clone(), kind));
        }
        let mut features = self.features.features.clone();
        features.extend(maturin.features.iter().map(|feature| feature.value.clone()));
        features.sort();
        features.dedup();
        Ok(FeatureSelection {
            features,
            all_features: self.features.all_features || maturin.all_features,
            no_default_features: self.features.no_default_features || maturin.no_default_features,
            of: FeaturesOf::Package,
        })
    }

    /// Which Pythons can import the module, by the features of pyo3; `None` if it does not use pyo3.
    fn abi(&self, features: &FeatureSelection) -> Result<Option<PythonAbi>, Failure> {
        let closure = self.configured.closure(self.member, features, self.platform);
        // What is wrong here is found again, and reported, when the package is described.
        let closure = closure.map_err(|_reported_later| Failure::NoEvidence(None))?;
        let external = closure.external();
        let bindings = external.iter().filter(|package| BINDINGS.contains(&package.name));
        let on: Vec<_> = bindings.filter_map(|package| package.target_features).collect();
        if on.is_empty() {
            return Ok(None);
        }
        let oldest =
            on.iter().flat_map(|features| features.iter()).filter_map(|feature| stable_abi(feature)).min();
        Ok(Some(oldest.map_or(PythonAbi::OfOneVersion, PythonAbi::Stable)))
    }

    /// The version of the project, or else that of the crate.
    fn version(&self, project: &Project) -> Result<CondaVersion, Failure> {
        let own = project.version.as_ref().map(|version| (version.value.clone(), version.location.clone()));
        let (text, location) =
            own.unwrap_or_else(|| (self.member.version().to_string(), start_of(self.member)));
        python_version(&text)
            .map_err(|error| mistake(location, ProblemKind::Python(PythonProblem::Version(error))))
    }
}

fn mistake(location: Location, kind: ProblemKind) -> Failure {
    Failure::Mistake(Mistake::new(Problem { location, kind }))
}

fn problem(location: Location, problem: PythonProblem) -> Problem {
    Problem { location, kind: ProblemKind::Python(problem) }
}

/// The oldest Python of a feature such as `abi3-py39`; `None` for other features.
fn stable_abi(feature: &str) -> Option<PythonVersion> {
    let minor = feature.strip_prefix("abi3-py3")?.parse().ok()?;
    Some(PythonVersion { minor })
}

/// Whether conda can make a command of an entry point: `module:function`.
fn is_entry_point(place: &Located<EntryPoint>) -> bool {
    let parts = place.value.function.split_once(':');
    parts.is_some_and(|(module, function)| is_path_of_names(module) && is_path_of_names(function))
}

/// Whether a text is what Python's `import` takes: names with dots between them.
fn is_path_of_names(path: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    path.split('.').all(is_name)
}
