//! Explains a failed build: names what failed, and adds what can be done about it.

use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::Workspace;

use super::context::JobContext;
use super::missing_features::missing_features;
use crate::api::{CargoPackage, CompileError, CompileFailure, Remedy};
use crate::cargo::FailureWatch;
use crate::environments::GroupEnvironment;

/// Explains why the build of a package has failed, from what its output told. `environment` is the conda
/// environment of the build; `None` with the machine's toolchain. `held_back` are the variables of the caller
/// that the build might have read.
pub(super) fn explain(
    context: &JobContext<'_>,
    package: &PackagePlan,
    watch: FailureWatch,
    environment: Option<&GroupEnvironment>,
    held_back: Vec<String>,
) -> CompileError {
    let failure = watch.conclude(&|id| named(context.request.workspace, id));
    let features = match &failure {
        CompileFailure::Rustc { target, .. } => missing_features(context.request, package, target),
        _ => None,
    };
    let without = environment.map(|shared| shared.environment.without_headers()).unwrap_or_default();
    let headers = (!without.is_empty()).then_some(Remedy::Headers { without });
    let variables = (!held_back.is_empty()).then_some(Remedy::Variables { held_back });
    CompileError { failure, remedies: features.into_iter().chain(headers).chain(variables).collect() }
}

/// The package of a package id. Crates of the standard library (`-Zbuild-std`) are in no lock file; the id
/// itself names them: <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>.
fn named(workspace: &Workspace, id: &str) -> CargoPackage {
    if let Some(package) = workspace.package(id) {
        let version = Some(package.version.to_string());
        return CargoPackage { id: id.to_owned(), name: package.name.to_owned(), version };
    }
    let (path, fragment) = id.rsplit_once('#').unwrap_or((id, ""));
    let name = fragment
        .split_once('@')
        .map_or_else(|| path.rsplit('/').next().unwrap_or(path), |(name, _version)| name);
    CargoPackage { id: id.to_owned(), name: name.to_owned(), version: None }
}
