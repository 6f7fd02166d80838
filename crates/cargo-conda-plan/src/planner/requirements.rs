//! The requirements of a package, and the variables of its build.

use std::sync::Arc;

use cargo_conda_mapping::{CondaName, Requirement};
use indexmap::IndexMap;

use super::candidate::Candidate;
use super::checks::warn_of_conda_keys;
use super::configured::Configured;
use super::error::PlanError;
use super::native::native_dependencies;
use super::products::relations::{self, Relations};
use crate::config::PackageConfig;
use crate::model::{
    AddedRequirements, ConditionalRequirement, NativeDependency, PackageRequirements, Product, StdlibChoice,
    Toolchain,
};
use crate::problem::Findings;
use crate::source::Located;

/// The languages whose compilers a build needs by default. C is needed for crates that compile some, and
/// because rustc links with a C compiler.
const DEFAULT_COMPILERS: [&str; 2] = ["rust", "c"];

/// Variables with this prefix configure sccache.
const SCCACHE_PREFIX: &str = "SCCACHE_";

/// Collects what a package needs; `name` is its name without the suffix of the product. With the machine's
/// toolchain it needs nothing of channels to build, and keys that say otherwise get a warning.
pub(super) fn requirements(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
    (product, name): (&Product, &CondaName),
    findings: &mut Findings,
) -> Result<PackageRequirements, PlanError> {
    let config = &candidate.config;
    let own = relations::of(product, name, candidate.member.version());
    let Relations { build: own_build, host: own_host, run, run_exports } = own;
    let (native, build, host) = if configured.toolchain == Toolchain::Conda {
        let native = native_dependencies(configured, candidate)?;
        let build = build_requirements(config, &native, own_build, configured.input.request.variants.stdlib);
        let host = host_requirements(config, &native, own_host);
        (native, build, host)
    } else {
        warn_of_conda_keys(config, findings);
        (Vec::new(), Vec::new(), Vec::new())
    };
    let ignored = config.ignore_run_exports.as_ref().map(|ignored| ignored.value.clone());
    Ok(PackageRequirements {
        build,
        host,
        run: run_requirements(config, run),
        run_exports,
        run_constraints: config.run_constraints.clone(),
        ignore_run_exports: ignored.unwrap_or_default(),
        native,
        added: added(configured, config),
    })
}

/// The variables of a build: the configured ones and, where compilers come from channels, the one that makes
/// cargo use sccache if sccache is configured.
pub(super) fn build_variables(config: &PackageConfig, toolchain: Toolchain) -> IndexMap<String, String> {
    let mut variables = config.env.clone();
    if toolchain == Toolchain::Conda && configures_sccache(config) {
        variables.entry("RUSTC_WRAPPER".to_owned()).or_insert_with(|| "sccache".to_owned());
    }
    variables
}

/// The build environment: compilers, then the others by name.
fn build_requirements(
    config: &PackageConfig,
    native: &[NativeDependency],
    own: Vec<Requirement>,
    stdlib: StdlibChoice,
) -> Vec<Requirement> {
    let tools = native.iter().flat_map(|dependency| dependency.build.iter().cloned()).chain(own);
    let cache =
        configures_sccache(config).then(|| Requirement::parse("sccache").expect("a name is a match spec"));
    let mut build = compilers(config, stdlib);
    build.extend(by_name(configured_list(config.build_dependencies.as_ref()), tools.chain(cache)));
    build
}

/// The host environment, by name.
fn host_requirements(
    config: &PackageConfig,
    native: &[NativeDependency],
    own: Vec<Requirement>,
) -> Vec<Requirement> {
    let libraries = native.iter().flat_map(|dependency| dependency.host.iter().cloned()).chain(own);
    by_name(configured_list(config.host_dependencies.as_ref()), libraries)
}

/// What an installed package needs: the configured requirements, then those of its product. A package that
/// the configuration names is taken from there alone.
fn run_requirements(config: &PackageConfig, own: Vec<Requirement>) -> Vec<Requirement> {
    let configured = &config.run_dependencies;
    let is_free = |own: &Requirement| !configured.iter().any(|requirement| requirement.name() == own.name());
    configured.iter().cloned().chain(own.into_iter().filter(is_free)).collect()
}

fn configured_list(list: Option<&Located<Vec<Requirement>>>) -> Vec<Requirement> {
    list.map(|list| list.value.clone()).unwrap_or_default()
}

/// The requirements of the outer manifest. Where variants choose the C library, only they know whether there
/// is one, so the requirement is conditional on their key.
fn added(configured: &Configured<'_>, config: &PackageConfig) -> Arc<AddedRequirements> {
    let is_compiled = config.compilers.as_ref().is_none_or(|languages| !languages.is_empty());
    if configured.input.request.variants.stdlib == StdlibChoice::Always || !is_compiled {
        return Arc::clone(&configured.added);
    }
    let stdlib = ConditionalRequirement {
        condition: Some("c_stdlib is defined".to_owned()),
        requirement: Requirement::stdlib("c"),
    };
    let mut added = AddedRequirements::clone(&configured.added);
    added.build.insert(0, stdlib);
    Arc::new(added)
}

/// Whether a variable or a secret of the configuration is one of sccache's.
fn configures_sccache(config: &PackageConfig) -> bool {
    config.env.keys().chain(&config.secrets).any(|name| name.starts_with(SCCACHE_PREFIX))
}

fn compilers(config: &PackageConfig, stdlib: StdlibChoice) -> Vec<Requirement> {
    let languages: Vec<&str> = match &config.compilers {
        Some(languages) => languages.iter().map(|language| language.value.as_str()).collect(),
        None => DEFAULT_COMPILERS.to_vec(),
    };
    // Every compiler's output links the C library; this requirement chooses which one.
    let stdlib = (stdlib == StdlibChoice::Always && !languages.is_empty()).then(|| Requirement::stdlib("c"));
    languages.into_iter().map(Requirement::compiler).chain(stdlib).collect()
}

/// Merges two lists, by name. A package that the configuration names is taken from there alone.
fn by_name(configured: Vec<Requirement>, known: impl Iterator<Item = Requirement>) -> Vec<Requirement> {
    let mut chosen: IndexMap<String, Vec<Requirement>> = IndexMap::new();
    let names: Vec<_> = configured.iter().map(|requirement| requirement.name().to_owned()).collect();
    let known = known.filter(|known| !names.iter().any(|name| name == known.name()));
    for requirement in configured.into_iter().chain(known) {
        let of_name = chosen.entry(requirement.name().to_owned()).or_default();
        if !of_name.contains(&requirement) {
            of_name.push(requirement);
        }
    }
    chosen.sort_unstable_keys();
    chosen.into_values().flatten().collect()
}
