//! Finds the features that a failed package lacks because only other members turn them on.

use std::collections::BTreeMap;

use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{ClosureQuery, FeatureGap, FeaturesOf, Member, Package, Workspace};

use crate::api::{BuildRequest, FailedTarget, ManifestEdit, MissingFeatures, Remedy};

/// The feature that only stands for others, which are named themselves.
const DEFAULT: &str = "default";

/// The features that the crate which did not compile, or a crate that it uses directly, has in a build of the
/// whole workspace and lacks in the build of the package. `None` if there are none, or if they cannot be
/// told.
pub(super) fn missing_features(
    request: BuildRequest<'_>,
    package: &PackagePlan,
    failed: &FailedTarget,
) -> Option<Remedy> {
    if package.install.features.of == FeaturesOf::Workspace {
        return None;
    }
    let workspace = request.workspace;
    let crate_that_failed = workspace.package(&failed.package.id)?;
    let target = package.target.as_str();
    let host = request.options.build_platform.rust_triple().ok()?;
    let query =
        ClosureQuery { member: &package.crate_name, features: &package.install.features, target, host };
    let gaps = query.feature_gaps(workspace).ok()?.into_iter();
    let mut by_package: BTreeMap<Package<'_>, Vec<FeatureGap<'_>>> = BTreeMap::new();
    for gap in gaps.filter(|gap| gap.feature != DEFAULT) {
        if gap.package == crate_that_failed || gap.users.contains(&crate_that_failed) {
            by_package.entry(gap.package).or_default().push(gap);
        }
    }
    let describe = |(lacking, gaps): (Package<'_>, Vec<FeatureGap<'_>>)| {
        let features: Vec<_> = gaps.iter().map(|gap| gap.feature.clone()).collect();
        let mut enabled_by: Vec<_> =
            gaps.iter().flat_map(|gap| &gap.enabled_by).map(|member| member.name().to_owned()).collect();
        enabled_by.sort();
        enabled_by.dedup();
        let edit = edit(workspace, package, (crate_that_failed, lacking), &features);
        MissingFeatures { package: lacking.name.to_owned(), features, enabled_by, edit }
    };
    let missing: Vec<_> = by_package.into_iter().map(describe).collect();
    let compiled = crate_that_failed.name.to_owned();
    (!missing.is_empty()).then_some(Remedy::Features { compiled, missing })
}

/// The line that turns features of `lacking` on for the crate that failed; `None` if no manifest of the
/// workspace declares it.
fn edit(
    workspace: &Workspace,
    package: &PackagePlan,
    (failed, lacking): (Package<'_>, Package<'_>),
    features: &[String],
) -> Option<ManifestEdit> {
    let features: Vec<_> = features.iter().map(String::as_str).collect();
    let built = workspace.member(&package.crate_name)?;
    if lacking.name == built.name() {
        let list = features.iter().map(|feature| format!("\"{feature}\"")).collect::<Vec<_>>().join(", ");
        return Some(edit_of(workspace, built, format!("[package.metadata.conda] features = [{list}]")));
    }
    // A crate that lacks a feature of its own gets it from those that depend on it.
    let user = if failed == lacking { Some(built) } else { workspace.member(failed.name) }?;
    Some(edit_of(workspace, user, user.dependency_with_features(lacking.name, &features)?))
}

fn edit_of(workspace: &Workspace, member: &Member, line: String) -> ManifestEdit {
    let path = &member.manifest().path;
    ManifestEdit { line, manifest: path.strip_prefix(workspace.root()).unwrap_or(path).to_owned() }
}
