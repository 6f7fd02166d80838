//! What one build of a member compiles.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use thiserror::Error;

use crate::graph::{PackageNode, PackageSource};
use crate::members::{Binary, DependencyKind, FeatureSelection, Member, UnknownFeature, nearest, suggestion};
use crate::simulation::{Chains, Compiled, CompiledFeatures, Request, SimulationError, Triple, Unit, units};
use crate::workspace::Workspace;

/// One build of one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosureQuery<'a> {
    /// The name of the member.
    pub member: &'a str,
    /// The features that are asked for.
    pub features: &'a FeatureSelection,
    /// The Rust triple that the binary is for.
    pub target: &'a str,
    /// The Rust triple on which build scripts and procedural macros run.
    pub host: &'a str,
}

/// All packages that a build compiles: what `cargo install --path` would compile for one member.
///
/// Development dependencies are not part of it. Build scripts and procedural macros, and what they need, are.
#[derive(Debug, Clone)]
pub struct Closure<'a> {
    /// The members among them, the member itself included, sorted by name.
    pub members: Vec<&'a Member>,
    /// All others, sorted by name, version and source.
    pub external: Vec<ExternalPackage<'a>>,
    /// What is compiled of these packages, sorted.
    pub units: Vec<Unit<'a>>,
    /// The features of the member itself that are on for this target, with all that they enable in turn.
    pub enabled_features: BTreeSet<String>,
    /// The features of its direct dependencies that are on, as `dependency/feature` under the name that the member
    /// has for the dependency.
    pub dependency_features: BTreeSet<String>,
    /// How the build comes to each of the packages.
    chains: Chains<'a>,
}

/// A compiled package that is not a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalPackage<'a> {
    /// The name of the package.
    pub name: &'a str,
    /// Its version.
    pub version: &'a Version,
    /// Where it comes from.
    pub source: &'a PackageSource,
    /// `package.links`: the native library that it links.
    pub links: Option<&'a str>,
    /// Its features where it is compiled for the target, or nothing if it is not.
    pub target_features: Option<BTreeSet<String>>,
    /// Its features where it is compiled for the host, or nothing if it is not.
    pub host_features: Option<BTreeSet<String>>,
}

/// The side of a build that a package is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltFor {
    /// The platform that the binary is for.
    Target,
    /// The platform of the build: the package is part of a build script or of a procedural macro.
    Host,
    /// Both, perhaps with different features. Cargo may compile it twice, even where both are one platform.
    Both,
}

/// A closure cannot be computed.
#[derive(Debug, Error)]
pub enum ClosureError {
    /// The workspace has no such member.
    #[error("the workspace has no member `{name}`{}", suggestion(nearest.as_deref()))]
    UnknownMember {
        /// The name that was asked for.
        name: String,
        /// The member that is spelt most like it.
        nearest: Option<String>,
    },
    /// The member has no such feature.
    #[error(transparent)]
    UnknownFeature(#[from] UnknownFeature),
    /// The triple names no platform that is known.
    #[error(
        "`{triple}` is no Rust platform that is known here; `rustc --print target-list` lists those of rustc"
    )]
    UnknownTriple {
        /// The triple that was asked for.
        triple: String,
    },
    /// The metadata of cargo contradicts itself or is of a kind that is not understood.
    #[error("cannot tell which packages a build of `{member}` compiles")]
    Simulation {
        /// The name of the member.
        member: String,
        /// What is wrong with the metadata.
        source: SimulationError,
    },
}

impl Workspace {
    /// The packages that a build of one member compiles, with the features of each.
    ///
    /// It follows cargo's resolution of features for the resolver that the workspace uses. A dependency that depends on
    /// a `cfg` that only compiler flags decide, such as `target_feature`, counts as compiled.
    pub fn closure(&self, query: &ClosureQuery<'_>) -> Result<Closure<'_>, ClosureError> {
        let member = self.member(query.member).ok_or_else(|| ClosureError::UnknownMember {
            name: query.member.to_owned(),
            nearest: nearest(query.member, self.members().map(Member::name)),
        })?;
        let request = Request {
            member: member.id(),
            features: member.requested_features(query.features)?,
            target: known_triple(query.target)?,
            host: known_triple(query.host)?,
        };
        let compiled = self
            .simulator
            .simulate(request)
            .map_err(|source| ClosureError::Simulation { member: member.name().to_owned(), source })?;
        let units = units(&self.graph, &compiled);
        let Compiled { features: compiled, links } = compiled;

        let enabled_features =
            compiled.get(member.id()).map(CompiledFeatures::of_normal_dependency).unwrap_or_default();
        let dependency_features = self.dependency_features(member, &compiled);
        let (members, external) = self.split(compiled);
        let chains = Chains::new(&self.graph, member.id(), &links);
        Ok(Closure { members, external, units, enabled_features, dependency_features, chains })
    }

    fn split(
        &self,
        compiled: BTreeMap<String, CompiledFeatures>,
    ) -> (Vec<&Member>, Vec<ExternalPackage<'_>>) {
        let mut members = BTreeSet::new();
        let mut external = Vec::new();
        for (id, features) in compiled {
            let Some(package) = self.graph.find(&id).map(|index| self.graph.package(index)) else {
                continue;
            };
            match package.member {
                Some(position) => {
                    members.insert(position);
                }
                None => external.push(ExternalPackage::new(package, features)),
            }
        }
        external.sort_by(|a, b| (a.name, a.version, a.source).cmp(&(b.name, b.version, b.source)));
        (members.into_iter().map(|position| &self.members[position]).collect(), external)
    }

    fn dependency_features(
        &self,
        member: &Member,
        compiled: &BTreeMap<String, CompiledFeatures>,
    ) -> BTreeSet<String> {
        let steps =
            self.graph.find(member.id()).map(|index| self.graph.dependencies(index)).unwrap_or_default();
        let mut names = BTreeSet::new();
        for step in steps {
            let package = self.graph.package(step.to);
            let Some(features) = compiled.get(&package.id) else {
                continue;
            };
            let enabled = match step.kind {
                DependencyKind::Normal => features.of_normal_dependency(),
                DependencyKind::Build => features.host.clone().unwrap_or_default(),
                DependencyKind::Development => BTreeSet::new(),
            };
            for declared in member.declared_dependencies() {
                let is_meant = declared.name == package.name
                    && DependencyKind::from_cargo(declared.kind) == Some(step.kind)
                    && declared.req.matches(&package.version);
                if is_meant {
                    let name = declared.rename.as_ref().unwrap_or(&declared.name);
                    names.extend(enabled.iter().map(|feature| format!("{name}/{feature}")));
                }
            }
        }
        names
    }
}

fn known_triple(triple: &str) -> Result<Triple, ClosureError> {
    Triple::parse(triple).ok_or_else(|| ClosureError::UnknownTriple { triple: triple.to_owned() })
}

impl<'a> Closure<'a> {
    /// The names on the shortest chain of packages that use each other, from the member to this package, both
    /// included.
    ///
    /// Only dependencies that the build compiles count. There is no chain to a package that it does not compile.
    pub fn chain_to(&self, name: &str, version: &Version) -> Vec<&'a str> {
        self.chains.to(name, version)
    }

    /// The required features of a binary of the member that are not on; cargo builds the binary only if there are none.
    pub fn missing_features<'b>(&self, binary: &'b Binary) -> Vec<&'b str> {
        let is_on = |feature: &str| {
            self.enabled_features.contains(feature) || self.dependency_features.contains(feature)
        };
        binary.required_features.iter().map(String::as_str).filter(|feature| !is_on(feature)).collect()
    }
}

impl<'a> ExternalPackage<'a> {
    fn new(package: &'a PackageNode, features: CompiledFeatures) -> Self {
        let CompiledFeatures { target, host } = features;
        Self {
            name: &package.name,
            version: &package.version,
            source: &package.source,
            links: package.links.as_deref(),
            target_features: target,
            host_features: host,
        }
    }

    /// The side that the package is compiled for.
    pub fn on(&self) -> BuiltFor {
        match (&self.target_features, &self.host_features) {
            (Some(_), Some(_)) => BuiltFor::Both,
            (None, Some(_)) => BuiltFor::Host,
            (Some(_) | None, None) => BuiltFor::Target,
        }
    }

    /// The features that are on for the target, for the host, or for both.
    pub fn features(&self) -> BTreeSet<&str> {
        self.target_features.iter().chain(&self.host_features).flatten().map(String::as_str).collect()
    }
}
