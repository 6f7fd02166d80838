//! What cargo would compile: the only module that names guppy.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::sync::OnceLock;

use guppy::graph::cargo::{CargoOptions, CargoResolverVersion, CargoSet};
use guppy::graph::feature::{FeatureId, FeatureSet};
use guppy::graph::{DependencyDirection, PackageGraph, PackageLink};
use guppy::platform::{Platform, TargetFeatures};
use guppy::{CargoMetadata, PackageId};
use serde_json::Value;
use thiserror::Error;

use crate::members::RequestedFeatures;

/// How features of one package, wanted in several places, are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolver {
    /// Resolver 1: one set of features for all uses of a package.
    UnifyingAll,
    /// Resolver 2 and 3: one set for the target, another for build scripts and procedural macros.
    SeparatingHost,
}

/// Answers from guppy's graph of features, which is built at the first question.
pub(crate) struct Simulator {
    json: String,
    pub(crate) resolver: Resolver,
    graph: OnceLock<PackageGraph>,
}

/// One build to simulate.
pub(crate) struct Request<'a> {
    /// The id of the member, as cargo writes it.
    pub(crate) member: &'a str,
    pub(crate) features: RequestedFeatures<'a>,
    pub(crate) target: Triple,
    pub(crate) host: Triple,
}

/// A platform that is known to the simulation.
#[derive(Debug, Clone)]
pub(crate) struct Triple(Platform);

/// The features of one package in a build: nothing for a side that the package is not compiled for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CompiledFeatures {
    pub(crate) target: Option<BTreeSet<String>>,
    pub(crate) host: Option<BTreeSet<String>>,
}

/// What one build compiles.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    /// The features of each package, by its id.
    pub(crate) features: BTreeMap<String, CompiledFeatures>,
    /// Which package uses which: all normal and build dependencies that are on.
    pub(crate) links: Vec<CompiledLink>,
}

/// A dependency that a build compiles.
#[derive(Debug)]
pub(crate) struct CompiledLink {
    pub(crate) from: CompiledPackage,
    pub(crate) to: CompiledPackage,
}

/// A package on one side of a build.
#[derive(Debug)]
pub(crate) struct CompiledPackage {
    pub(crate) side: Side,
    /// Its id, as cargo writes it.
    pub(crate) id: String,
}

/// A side of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What the binary is made of.
    Target,
    /// What runs during the build: build scripts and procedural macros.
    Host,
}

/// What is wrong with metadata from which no build can be simulated.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct SimulationError(Box<dyn Error + Send + Sync>);

impl CompiledFeatures {
    /// The features that a package sees which uses this one as a normal dependency for the target: those of the
    /// target, but those of the host if this is a procedural macro.
    pub(crate) fn of_normal_dependency(&self) -> BTreeSet<String> {
        self.target.as_ref().or(self.host.as_ref()).cloned().unwrap_or_default()
    }

    /// Those of one side, or nothing if the package is not compiled for it.
    pub(crate) fn on(&self, side: Side) -> Option<&BTreeSet<String>> {
        match side {
            Side::Target => self.target.as_ref(),
            Side::Host => self.host.as_ref(),
        }
    }
}

impl Triple {
    /// The platform of that name, or nothing if it is not known.
    ///
    /// Target features such as `sse2` stay open, because `RUSTFLAGS` can change them: a dependency under
    /// `cfg(target_feature = "…")` counts as compiled. Flags from `--cfg` count as off.
    pub(crate) fn parse(triple: &str) -> Option<Self> {
        Platform::new(triple.to_owned(), TargetFeatures::Unknown).ok().map(Self)
    }
}

impl Simulator {
    /// A simulator for the workspace that the JSON of `cargo metadata` describes.
    pub(crate) fn new(json: String, resolver: Resolver) -> Self {
        Self { json, resolver, graph: OnceLock::new() }
    }

    /// The packages that cargo would compile.
    pub(crate) fn simulate(&self, request: Request<'_>) -> Result<Compiled, SimulationError> {
        if request.features.of_dependencies.is_empty() {
            return compile(self.graph()?, self.resolver, request, None);
        }
        let graph = self.graph_with_selection(&request)?;
        compile(&graph, self.resolver, request, Some(SELECTION))
    }

    fn graph(&self) -> Result<&PackageGraph, SimulationError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let graph = CargoMetadata::parse_json(&self.json).and_then(CargoMetadata::build_graph)?;
        // Another thread may have been faster; its graph is equal.
        Ok(self.graph.get_or_init(|| graph))
    }

    /// A graph in which the member has one more feature, with the selected `dependency/feature` entries.
    ///
    /// Cargo treats an entry of a selection as if it stood in a feature's list, so this is what a selection means.
    /// guppy can start from features of packages alone, and could not know on which side of a build the feature of
    /// a dependency is wanted.
    fn graph_with_selection(&self, request: &Request<'_>) -> Result<PackageGraph, SimulationError> {
        let mut metadata: Value = serde_json::from_str(&self.json).map_err(SimulationError::new)?;
        let packages = metadata["packages"].as_array_mut().into_iter().flatten();
        for package in packages.filter(|package| package["id"] == request.member) {
            package["features"][SELECTION] = request.features.of_dependencies.iter().copied().collect();
        }
        let metadata: CargoMetadata = serde_json::from_value(metadata).map_err(SimulationError::new)?;
        Ok(metadata.build_graph()?)
    }
}

/// The name of a feature that no manifest can have: cargo allows no colon in it.
const SELECTION: &str = "cargo-conda:selection";

fn compile(
    graph: &PackageGraph,
    resolver: Resolver,
    request: Request<'_>,
    selection: Option<&'static str>,
) -> Result<Compiled, SimulationError> {
    let Request { member, features, target, host } = request;
    let member = PackageId::new(member);
    let named = features.own.into_iter().chain(selection);
    let wanted = named.map(|name| FeatureId::named(&member, name)).chain([FeatureId::base(&member)]);

    let graph = graph.feature_graph();
    let mut options = CargoOptions::new();
    options
        .set_resolver(match resolver {
            // `cargo install` compiles no tests, and this variant leaves their dependencies out.
            Resolver::UnifyingAll => CargoResolverVersion::V1Install,
            Resolver::SeparatingHost => CargoResolverVersion::V2,
        })
        .set_include_dev(false)
        .set_target_platform(target.0)
        .set_host_platform(host.0);
    let set = CargoSet::new(graph.resolve_ids(wanted)?, graph.resolve_none(), &options)?;

    let mut compiled = Compiled::default();
    for (id, names) in features_by_package(set.target_features()) {
        compiled.features.entry(id).or_default().target = Some(names);
    }
    for (id, names) in features_by_package(set.host_features()) {
        compiled.features.entry(id).or_default().host = Some(names);
    }
    compiled
        .links
        .extend(set.target_links().map(|link| CompiledLink::new(&link, Side::Target, Side::Target)));
    // These two are where a build changes sides.
    compiled
        .links
        .extend(set.proc_macro_links().map(|link| CompiledLink::new(&link, Side::Target, Side::Host)));
    compiled
        .links
        .extend(set.build_dep_links().map(|link| CompiledLink::new(&link, Side::Target, Side::Host)));
    compiled.links.extend(set.host_links().map(|link| CompiledLink::new(&link, Side::Host, Side::Host)));
    Ok(compiled)
}

impl CompiledLink {
    fn new(link: &PackageLink<'_>, from: Side, to: Side) -> Self {
        Self {
            from: CompiledPackage { side: from, id: link.from().id().repr().to_owned() },
            to: CompiledPackage { side: to, id: link.to().id().repr().to_owned() },
        }
    }
}

fn features_by_package<'a>(set: &'a FeatureSet<'_>) -> impl Iterator<Item = (String, BTreeSet<String>)> + 'a {
    set.packages_with_features(DependencyDirection::Forward).map(|features| {
        let names = features.named_features().filter(|name| *name != SELECTION).map(str::to_owned).collect();
        (features.package().id().repr().to_owned(), names)
    })
}

impl From<guppy::Error> for SimulationError {
    fn from(error: guppy::Error) -> Self {
        Self::new(error)
    }
}

impl SimulationError {
    fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Debug for Simulator {
    // The text is megabytes long, and the graph repeats it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("resolver", &self.resolver).finish_non_exhaustive()
    }
}
