//! Finds the features that the crates of a member have in a build of the whole workspace and lack in a build
//! of the member alone.
//!
//! A member can come to rely on such a feature unnoticed, since `cargo build --workspace` and
//! `cargo test --workspace` have it, and then fail to compile with `cargo install`.

use std::collections::{BTreeMap, BTreeSet};

use super::closure::{Closure, ClosureError, ClosureQuery};
use crate::graph::{Package, PackageIndex};
use crate::members::{DependencyKind, FeatureSelection, FeaturesOf, Member};
use crate::simulation::{CompiledPackage, Resolver, Side};
use crate::workspace::Workspace;

/// A feature that a crate lacks where a member is built alone.
#[derive(Debug, Clone)]
pub struct FeatureGap<'a> {
    /// The crate.
    pub package: Package<'a>,
    /// The feature that the crate has in a build of the whole workspace only.
    pub feature: String,
    /// The packages that are compiled against the crate in the build of the member alone; sorted.
    pub users: Vec<Package<'a>>,
    /// The members that turn the feature on when each is built alone, sorted by name: those that depend on
    /// the crate directly if there are some. Empty if only several members together turn it on.
    pub enabled_by: Vec<&'a Member>,
}

impl ClosureQuery<'_> {
    /// The features that crates of this build would have besides if they were those of the whole workspace,
    /// sorted by crate and feature.
    ///
    /// The member itself is one of the crates. A crate that only the build of the workspace compiles is none
    /// of them: the feature that brings it is.
    pub fn feature_gaps<'w>(&self, workspace: &'w Workspace) -> Result<Vec<FeatureGap<'w>>, ClosureError> {
        let with = |of| FeatureSelection { of, ..self.features.clone() };
        let (own, united) = (with(FeaturesOf::Package), with(FeaturesOf::Workspace));
        let alone = ClosureQuery { features: &own, ..*self }.resolve(workspace)?;
        let together = ClosureQuery { features: &united, ..*self }.resolve(workspace)?;
        let mut missing: BTreeMap<(PackageIndex, &String), BTreeSet<CompiledPackage>> = BTreeMap::new();
        for (compiled, features) in together.compiled.all() {
            let Some(had) = alone.compiled.features(compiled.side, compiled.package) else { continue };
            for feature in features.difference(had) {
                missing.entry((compiled.package, feature)).or_default().insert(compiled);
            }
        }
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let others = self.other_builds(workspace)?;
        let mut gaps: Vec<_> = missing
            .into_iter()
            .map(|((package, feature), lacking)| FeatureGap {
                package: workspace.graph.package(package).into(),
                feature: feature.clone(),
                users: users(&alone, &lacking),
                enabled_by: enabling(workspace, &others, package, feature, &lacking),
            })
            .collect();
        gaps.sort_by(|a, b| (a.package, &a.feature).cmp(&(b.package, &b.feature)));
        Ok(gaps)
    }

    /// The builds of all other members, each alone with its default features.
    fn other_builds<'w>(&self, workspace: &'w Workspace) -> Result<Vec<Closure<'w>>, ClosureError> {
        let features = FeatureSelection::default();
        let others = workspace.members().filter(|other| other.name() != self.member);
        let query = |member: &'w Member| {
            ClosureQuery { member: member.name(), features: &features, ..*self }.resolve(workspace)
        };
        others.map(query).collect()
    }
}

/// The packages that a build compiles against one of these.
fn users<'w>(alone: &Closure<'w>, used: &BTreeSet<CompiledPackage>) -> Vec<Package<'w>> {
    let graph = &alone.workspace.graph;
    let all = alone.compiled.all().map(|(user, _)| user);
    let users = all.filter(|user| alone.compiled.used_by(*user).any(|package| used.contains(&package)));
    let users: BTreeSet<_> = users.map(|user| Package::from(graph.package(user.package))).collect();
    users.into_iter().collect()
}

/// The members whose own builds turn a feature on where it is lacking: under resolver 1 on either side of the
/// build, since that resolver has one set of features for both.
fn enabling<'w>(
    workspace: &'w Workspace,
    builds: &[Closure<'w>],
    package: PackageIndex,
    feature: &str,
    lacking: &BTreeSet<CompiledPackage>,
) -> Vec<&'w Member> {
    let sides = match workspace.simulator.resolver() {
        Resolver::UnifyingAll => BTreeSet::from([Side::Target, Side::Host]),
        Resolver::SeparatingHost => lacking.iter().map(|compiled| compiled.side).collect(),
    };
    let turns_on = |build: &&Closure<'w>| {
        let mut features = sides.iter().filter_map(|side| build.compiled.features(*side, package));
        features.any(|features| features.contains(feature))
    };
    let is_direct = |build: &&&Closure<'w>| {
        build.root == package
            || workspace
                .graph
                .dependencies(build.root)
                .any(|(kind, used)| kind != DependencyKind::Development && used == package)
    };
    let all: Vec<_> = builds.iter().filter(turns_on).collect();
    let direct: Vec<_> = all.iter().filter(is_direct).copied().collect();
    let chosen = if direct.is_empty() { all } else { direct };
    chosen.into_iter().map(|build| build.member).collect()
}
