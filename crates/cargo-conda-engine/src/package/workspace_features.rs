//! The features that a build of the whole workspace gives to the crates of a package, as inputs of the
//! package.
//!
//! They change when the manifest of any member does, also of one that the package does not compile.

use std::collections::BTreeMap;

use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{Closure, ClosureQuery, FeaturesOf, Side, Unit, Workspace, feature_inputs};

use crate::api::BuildRequest;
use crate::system::Digest;

/// The name, in records and reports, of all that members declare.
const DECLARED: &str = "features and dependencies of all members";

/// Settings with the features of each crate that the package compiles; none if the features are the package's
/// own, which follow from the manifests of its crates.
pub(super) fn workspace_features(
    request: BuildRequest<'_>,
    package: &PackagePlan,
) -> BTreeMap<String, String> {
    if package.install.features.of == FeaturesOf::Package {
        return BTreeMap::new();
    }
    let workspace = request.workspace;
    let mut settings = if let Some(closure) = closure(request, package) {
        features(workspace, &closure)
    } else {
        // The features cannot be told, so whatever may change them counts.
        let lock_file = Digest::of_file(workspace.lock_file_path()).map(Digest::abbreviated);
        BTreeMap::from([("Cargo.lock".to_owned(), lock_file.unwrap_or_default())])
    };
    // The features above are those of a simulation, to which no `--cfg` flag is known.
    settings.insert(DECLARED.to_owned(), Digest::of_text(&feature_inputs(workspace)).abbreviated());
    settings
}

/// What the package compiles; `None` if that cannot be told.
fn closure<'a>(request: BuildRequest<'a>, package: &PackagePlan) -> Option<Closure<'a>> {
    let target = package.target.as_str();
    let host = request.options.build_platform.rust_triple().ok()?;
    let features = &package.install.features;
    ClosureQuery { member: &package.crate_name, features, target, host }.resolve(request.workspace).ok()
}

fn features(workspace: &Workspace, closure: &Closure<'_>) -> BTreeMap<String, String> {
    let setting = |unit: Unit<'_>| {
        let compiled = workspace.package(unit.package)?;
        let side = match unit.side {
            Side::Target => "",
            Side::Host => " for build scripts",
        };
        let features: Vec<_> = unit.features.iter().map(String::as_str).collect();
        let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
        Some((format!("features of {} {}{side}", compiled.name, compiled.version), features))
    };
    closure.units().into_iter().filter_map(setting).collect()
}
