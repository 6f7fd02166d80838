//! Simulates builds with guppy: which packages cargo would compile, and with which features. No other module
//! names guppy.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::sync::OnceLock;

use guppy::graph::cargo::{CargoOptions, CargoResolverVersion, CargoSet};
use guppy::graph::feature::{FeatureGraph, FeatureId, FeatureSet};
use guppy::graph::{DependencyDirection, PackageGraph, PackageLink};
use guppy::platform::{Platform, TargetFeatures};
use guppy::{CargoMetadata, PackageId};
use serde_json::Value;
use thiserror::Error;

use super::compiled::{Compiled, CompiledPackage, Side};
use super::explicit_features::Misread;
use super::left_out::add_optional_uses;
use crate::graph::ResolvedGraph;
use crate::members::{FeaturesOf, RequestedFeatures};

/// How cargo joins the features of a package that is needed in several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolver {
    /// Resolver 1: one set of features for all uses of a package.
    UnifyingAll,
    /// Resolvers 2 and 3: one set for the target, another for build scripts and procedural macros.
    SeparatingHost,
}

/// Simulates builds of a workspace with guppy's graph of features, which is built for the first of them.
pub(crate) struct Simulator {
    /// The output of `cargo metadata`.
    json: String,
    resolver: Resolver,
    /// Unset until the first build is simulated.
    graph: OnceLock<PackageGraph>,
}

/// One build to simulate.
pub(crate) struct Request<'a> {
    /// The member that is built.
    pub(crate) built: RequestedMember<'a>,
    /// The other members whose requests count where features are joined; none if the member is built alone.
    pub(crate) beside: Vec<RequestedMember<'a>>,
    /// Whose requests count. It decides about development dependencies under resolver 1.
    pub(crate) features_of: FeaturesOf,
    /// The platform of the binaries.
    pub(crate) target: Triple,
    /// The platform on which build scripts and procedural macros run.
    pub(crate) host: Triple,
}

/// A member, and what a build asks of it.
pub(crate) struct RequestedMember<'a> {
    /// The id of the member, as cargo writes it.
    pub(crate) id: &'a str,
    /// The features that the build asks for, of the member and of its dependencies.
    pub(crate) features: RequestedFeatures<'a>,
}

/// A platform that guppy knows.
#[derive(Debug, Clone)]
pub(crate) struct Triple(Platform);

/// Metadata from which no build can be simulated.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct SimulationError(Box<dyn Error + Send + Sync>);

/// The feature that stands for the `dependency/feature` entries of a request. No manifest can have a feature
/// of this name: cargo allows no colon in it.
const SELECTION: &str = "cargo-conda:selection";

impl Simulator {
    /// A simulator for the workspace that the output of `cargo metadata` describes.
    pub(crate) fn new(json: String, resolver: Resolver) -> Self {
        Self { json, resolver, graph: OnceLock::new() }
    }

    pub(crate) fn resolver(&self) -> Resolver {
        self.resolver
    }

    /// The packages that cargo would compile, by their indices in `packages`.
    pub(crate) fn simulate(
        &self,
        packages: &ResolvedGraph,
        request: &Request<'_>,
    ) -> Result<Compiled, SimulationError> {
        let mut members = std::iter::once(&request.built).chain(&request.beside);
        if members.all(|member| member.features.of_dependencies.is_empty()) {
            return self.compile(self.graph()?, packages, request);
        }
        let graph = self.graph_with_selections(request)?;
        self.compile(&graph, packages, request)
    }

    fn graph(&self) -> Result<&PackageGraph, SimulationError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let misread = Misread::in_metadata(&self.json).map_err(SimulationError::new)?;
        let metadata = if misread.is_empty() {
            CargoMetadata::parse_json(&self.json)?
        } else {
            self.changed_metadata(|metadata| {
                misread.mend(metadata);
                Ok(())
            })?
        };
        let graph = metadata.build_graph()?;
        // If another thread was faster, its graph is kept; the two are equal.
        Ok(self.graph.get_or_init(|| graph))
    }

    /// A graph in which each member with selected `dependency/feature` entries has one more feature, with
    /// these entries.
    ///
    /// Cargo treats an entry of a selection like an entry in a feature's list, so this feature has the
    /// meaning of the selection. The entries cannot be passed to guppy as they are: it takes only features of
    /// packages, and the feature of a dependency does not say whether it is for the target or for the host.
    fn graph_with_selections(&self, request: &Request<'_>) -> Result<PackageGraph, SimulationError> {
        let misread = Misread::in_metadata(&self.json).map_err(SimulationError::new)?;
        let selected = std::iter::once(&request.built).chain(&request.beside);
        let selected = selected.filter(|member| !member.features.of_dependencies.is_empty());
        let selected: BTreeMap<_, _> = selected.map(|member| (member.id, &member.features)).collect();
        let metadata = self.changed_metadata(|metadata| {
            misread.mend(metadata);
            add_optional_uses(metadata)?;
            for package in metadata["packages"].as_array_mut().into_iter().flatten() {
                if let Some(features) = package["id"].as_str().and_then(|id| selected.get(id)) {
                    package["features"][SELECTION] = features.of_dependencies.iter().cloned().collect();
                }
            }
            Ok(())
        })?;
        Ok(metadata.build_graph()?)
    }

    /// The metadata with a change.
    fn changed_metadata(
        &self,
        change: impl FnOnce(&mut Value) -> serde_json::Result<()>,
    ) -> Result<CargoMetadata, SimulationError> {
        let mut metadata: Value = serde_json::from_str(&self.json).map_err(SimulationError::new)?;
        change(&mut metadata).map_err(SimulationError::new)?;
        serde_json::from_value(metadata).map_err(SimulationError::new)
    }

    /// Simulates the build with guppy.
    fn compile(
        &self,
        graph: &PackageGraph,
        packages: &ResolvedGraph,
        request: &Request<'_>,
    ) -> Result<Compiled, SimulationError> {
        let Request { built, beside, features_of, target, host } = request;
        let mut options = CargoOptions::new();
        options
            .set_resolver(match (self.resolver, features_of) {
                // `cargo install` compiles no tests, and this variant leaves their dependencies out.
                (Resolver::UnifyingAll, FeaturesOf::Package) => CargoResolverVersion::V1Install,
                // `cargo build` compiles no tests either, but joins the features that they ask for.
                (Resolver::UnifyingAll, FeaturesOf::Workspace) => CargoResolverVersion::V1,
                (Resolver::SeparatingHost, _) => CargoResolverVersion::V2,
            })
            .set_include_dev(false)
            .set_target_platform(target.0.clone())
            .set_host_platform(host.0.clone());
        let graph = graph.feature_graph();
        let set = CargoSet::new(
            feature_set(graph, std::slice::from_ref(built))?,
            feature_set(graph, beside)?,
            &options,
        )?;
        Ok(compiled(&set, packages))
    }
}

/// The features that are asked of members.
fn feature_set<'g>(
    graph: FeatureGraph<'g>,
    members: &[RequestedMember<'_>],
) -> Result<FeatureSet<'g>, SimulationError> {
    let ids: Vec<_> = members.iter().map(|member| PackageId::new(member.id)).collect();
    let roots = ids.iter().zip(members).flat_map(|(id, member)| {
        let RequestedFeatures { own, of_dependencies } = &member.features;
        let selection = (!of_dependencies.is_empty()).then_some(SELECTION);
        let named = own.iter().copied().chain(selection).map(|name| FeatureId::named(id, name));
        named.chain([FeatureId::base(id)])
    });
    Ok(graph.resolve_ids(roots)?)
}

/// Translates guppy's answer into indices of `packages`. Packages that are not there are left out.
fn compiled(set: &CargoSet<'_>, packages: &ResolvedGraph) -> Compiled {
    let mut compiled = Compiled::default();
    compiled.add_features(Side::Target, set.target_features(), packages);
    compiled.add_features(Side::Host, set.host_features(), packages);
    compiled.add_links((Side::Target, Side::Target), set.target_links(), packages);
    // A build changes sides at procedural macros and at build dependencies.
    compiled.add_links((Side::Target, Side::Host), set.proc_macro_links(), packages);
    compiled.add_links((Side::Target, Side::Host), set.build_dep_links(), packages);
    compiled.add_links((Side::Host, Side::Host), set.host_links(), packages);
    compiled
}

impl Compiled {
    /// Adds the packages that are compiled on a side of the build, with their features.
    fn add_features(&mut self, side: Side, set: &FeatureSet<'_>, packages: &ResolvedGraph) {
        for features in set.packages_with_features(DependencyDirection::Forward) {
            if let Some(package) = packages.find(features.package().id().repr()) {
                let names = features.named_features().filter(|name| *name != SELECTION);
                let compiled = CompiledPackage { side, package };
                self.features.insert(compiled, names.map(str::to_owned).collect::<BTreeSet<_>>());
            }
        }
    }

    /// Adds the uses of packages by packages. `sides` are those of the user and of the package that it uses.
    fn add_links<'g>(
        &mut self,
        sides: (Side, Side),
        links: impl Iterator<Item = PackageLink<'g>>,
        packages: &ResolvedGraph,
    ) {
        for link in links {
            let ends = packages.find(link.from().id().repr()).zip(packages.find(link.to().id().repr()));
            if let Some((from, to)) = ends {
                let from = CompiledPackage { side: sides.0, package: from };
                let to = CompiledPackage { side: sides.1, package: to };
                self.uses.entry(from).or_default().insert(to);
            }
        }
    }
}

impl fmt::Debug for Simulator {
    // The JSON is megabytes long, and the graph repeats it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("resolver", &self.resolver).finish_non_exhaustive()
    }
}

impl Triple {
    /// The platform of a Rust triple; `None` if guppy does not know it.
    ///
    /// Target features such as `sse2` stay open, because `RUSTFLAGS` can change them: a dependency under
    /// `cfg(target_feature = "…")` counts as compiled. Flags from `--cfg` count as off.
    pub(crate) fn parse(triple: &str) -> Option<Self> {
        Platform::new(triple.to_owned(), TargetFeatures::Unknown).ok().map(Self)
    }
}

impl SimulationError {
    fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}

impl From<guppy::Error> for SimulationError {
    fn from(error: guppy::Error) -> Self {
        Self::new(error)
    }
}
