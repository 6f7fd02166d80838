//! What a package is built with when compilers and libraries come from channels.

use cargo_conda_mapping::Requirement;
use indexmap::IndexMap;

use crate::config::PackageConfig;
use crate::model::NativeDependency;
use crate::model::{StdlibChoice, Toolchain};
use crate::source::Located;

/// Languages whose compilers are needed unless the configuration says otherwise: Rust, and C for crates that compile
/// some and for the linker.
const DEFAULT_COMPILERS: [&str; 2] = ["rust", "c"];

/// Variables of this prefix steer sccache.
const SCCACHE_PREFIX: &str = "SCCACHE_";

/// What the two environments of a build must have, each list sorted by name, compilers first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BuildRequirements {
    pub(crate) build: Vec<Requirement>,
    pub(crate) host: Vec<Requirement>,
}

impl BuildRequirements {
    pub(crate) fn of(config: &PackageConfig, native: &[NativeDependency], stdlib: StdlibChoice) -> Self {
        let mut build = compilers(config, stdlib);
        let configured = |list: &Option<Located<Vec<Requirement>>>| {
            list.as_ref().map(|list| list.value.clone()).unwrap_or_default()
        };
        let tools = native.iter().flat_map(|dependency| dependency.build.iter().cloned());
        let cache =
            wants_sccache(config).then(|| Requirement::parse("sccache").expect("a name is a match spec"));
        build.extend(by_name(configured(&config.build_dependencies), tools.chain(cache)));
        let libraries = native.iter().flat_map(|dependency| dependency.host.iter().cloned());
        let host = by_name(configured(&config.host_dependencies), libraries);
        Self { build, host }
    }
}

/// The variables of a build: the configured ones, and what makes cargo use a compile cache that they speak of.
pub(crate) fn build_variables(config: &PackageConfig, toolchain: Toolchain) -> IndexMap<String, String> {
    let mut variables = config.env.clone();
    if toolchain == Toolchain::Conda && wants_sccache(config) {
        variables.entry("RUSTC_WRAPPER".to_owned()).or_insert_with(|| "sccache".to_owned());
    }
    variables
}

/// Whether the configuration says something of sccache, by a variable or by a secret.
fn wants_sccache(config: &PackageConfig) -> bool {
    config.env.keys().chain(&config.secrets).any(|name| name.starts_with(SCCACHE_PREFIX))
}

fn compilers(config: &PackageConfig, stdlib: StdlibChoice) -> Vec<Requirement> {
    let languages: Vec<&str> = match &config.compilers {
        Some(languages) => languages.iter().map(|language| language.value.as_str()).collect(),
        None => DEFAULT_COMPILERS.to_vec(),
    };
    // Whatever compiles links the C library, and this says which one.
    let stdlib = (stdlib == StdlibChoice::Always && !languages.is_empty()).then(|| Requirement::stdlib("c"));
    languages.into_iter().map(Requirement::compiler).chain(stdlib).collect()
}

/// One requirement for a name: a configured one says more than what is known of a crate.
fn by_name(configured: Vec<Requirement>, known: impl Iterator<Item = Requirement>) -> Vec<Requirement> {
    let mut chosen: IndexMap<String, Vec<Requirement>> = IndexMap::new();
    let names: Vec<_> = configured.iter().map(|requirement| requirement.name().to_owned()).collect();
    for requirement in
        configured.into_iter().chain(known.filter(|known| !names.iter().any(|n| n == known.name())))
    {
        let of_name = chosen.entry(requirement.name().to_owned()).or_default();
        if !of_name.contains(&requirement) {
            of_name.push(requirement);
        }
    }
    chosen.sort_unstable_keys();
    chosen.into_values().flatten().collect()
}
