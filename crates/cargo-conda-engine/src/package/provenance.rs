//! What a package says in `about.json` of where it comes from.

use std::collections::BTreeMap;

use cargo_conda_plan::PackagePlan;

use super::context::JobContext;
use crate::api::Origin;
use crate::environments::GroupEnvironment;

/// The key of the caller's [`BuildOptions::with_extra_meta`](crate::BuildOptions::with_extra_meta) in
/// records.
const EXTRA_META: &str = "extra-meta";

/// The table `extra` of a package's `about.json`: the keys of
/// [CEP 31](https://conda.org/learn/ceps/cep-0031), what made the package, and what the caller adds.
///
/// `environment` is the conda environment that the package is built in; `None` with the machine's toolchain.
pub(super) fn extra_meta(
    context: &JobContext<'_>,
    package: &PackagePlan,
    environment: Option<&GroupEnvironment>,
) -> BTreeMap<String, String> {
    let options = &context.request.options;
    let mut extra = BTreeMap::new();
    if package.disclosure.provenance {
        let Origin { commit, remote, directory: _, flow_run_id } = &options.origin;
        let rustc = match environment {
            Some(shared) => rustc_of(shared),
            None => context.inputs.rustc().map(ToOwned::to_owned),
        };
        let said = [
            ("sha", Some(commit.clone().unwrap_or_default())),
            ("remote_url", remote.clone()),
            ("flow_run_id", flow_run_id.clone()),
            ("rustc", rustc),
            ("cargo_conda", Some(env!("CARGO_PKG_VERSION").to_owned())),
        ];
        extra.extend(said.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
    extra.extend(options.extra_meta.clone());
    extra
}

/// The name and version of an environment's compiler; `None` if no package of it is one of conda-forge's,
/// which are called `rust` and `rust_<platform>`.
fn rustc_of(environment: &GroupEnvironment) -> Option<String> {
    let packages = environment.environment.build_packages().into_iter();
    let mut compilers =
        packages.filter(|package| package.name == "rust" || package.name.starts_with("rust_"));
    compilers.next().map(|package| format!("{} {}", package.name, package.version))
}

/// What of this decides on a package's freshness. The commit does not: a package is not built again because
/// something else was committed.
pub(super) fn decisive(
    package: &PackagePlan,
    extra_meta: &BTreeMap<String, String>,
) -> impl Iterator<Item = (String, String)> {
    let provenance = ("provenance".to_owned(), package.disclosure.provenance.to_string());
    let extra = extra_meta.iter().map(|(key, value)| (format!("{EXTRA_META}.{key}"), value.clone()));
    std::iter::once(provenance).chain(extra)
}
