//! Which crates below a package link native libraries, and what conda has for them.

use std::collections::BTreeSet;

use cargo_conda_mapping::{NativeNeeds, NativeValue, Platform, Requirement, native_needs};
use cargo_conda_workspace::{
    Closure, ClosureError, ClosureQuery, ExternalPackage, FeatureSelection, Workspace,
};
use semver::Version;

use crate::config::{NativeOverrides, PackageConfig};
use crate::model::{NativeDependency, NativeOrigin};

/// What is compiled for a package, and on what.
pub(crate) struct NativeQuery<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) member: &'a str,
    pub(crate) features: &'a FeatureSelection,
    pub(crate) target: Platform,
    pub(crate) build: Platform,
    pub(crate) config: &'a PackageConfig,
}

impl NativeQuery<'_> {
    /// All crates below the package that link something native, sorted by name.
    pub(crate) fn run(&self, triples: (&str, &str)) -> Result<Vec<NativeDependency>, ClosureError> {
        let (target, host) = triples;
        let query = ClosureQuery { member: self.member, features: self.features, target, host };
        let closure = query.resolve(self.workspace)?;
        let mut found: Vec<_> = closure
            .external()
            .into_iter()
            .filter_map(|package| self.external(&closure, package))
            .chain(closure.members().into_iter().filter_map(|member| {
                let chain = closure.chain_to(member.name(), member.version());
                let links = member.links().map(ToOwned::to_owned);
                let version = member.version().to_string();
                self.described(member.name(), None, Found { version, links, chain })
            }))
            .collect();
        found.sort_by(|a, b| (&a.crate_name, &a.version).cmp(&(&b.crate_name, &b.version)));
        Ok(found)
    }

    fn external(&self, closure: &Closure<'_>, package: ExternalPackage<'_>) -> Option<NativeDependency> {
        let ExternalPackage { target_features, host_features, .. } = package;
        let for_target =
            target_features.and_then(|features| native_needs(package.name, features, self.target));
        // Where a crate is compiled for build scripts, its library is one of the machine that builds.
        let for_host = host_features
            .and_then(|features| native_needs(package.name, features, self.build))
            .map(for_build_scripts);
        let known = match (for_target, for_host) {
            (Some(target), Some(host)) => Some(on_both_sides(target, &host)),
            (target, host) => target.or(host),
        };
        let links = package.links.map(ToOwned::to_owned);
        if known.is_none() && links.is_none() && self.overridden(package.name).is_none() {
            return None;
        }
        let chain = closure.chain_to(package.name, package.version);
        self.described(package.name, known, Found { version: package.version.to_string(), links, chain })
    }

    /// What the configuration says of a crate.
    fn overridden(&self, name: &str) -> Option<&[Requirement]> {
        match &self.config.native_dependencies.as_ref()?.value {
            NativeOverrides::Nothing => None,
            NativeOverrides::Everything => Some(&[]),
            NativeOverrides::Crates(crates) => crates.get(name).map(|specs| specs.value.as_slice()),
        }
    }

    fn described(
        &self,
        name: &str,
        known: Option<NativeNeeds>,
        found: Found<'_>,
    ) -> Option<NativeDependency> {
        let Found { version, links, chain } = found;
        let overridden = self.overridden(name);
        if known.is_none() && links.is_none() && overridden.is_none() {
            return None;
        }
        let origin = match (&known, overridden) {
            (_, Some(_)) => NativeOrigin::Configured,
            (Some(_), None) => NativeOrigin::Known,
            (None, None) => NativeOrigin::Unknown,
        };
        let silenced = overridden.is_some_and(<[_]>::is_empty);
        let known = known.filter(|_| !silenced);
        let vendored = known.as_ref().is_some_and(|needs| needs.vendored);
        let NativeNeeds { host, host_version_of_crate, build, env, .. } = known.unwrap_or_default();
        let minor =
            Version::parse(&version).ok().filter(|_| host_version_of_crate).and_then(|own| minor(&own));
        Some(NativeDependency {
            crate_name: name.to_owned(),
            version,
            links,
            chain: chain.into_iter().map(ToOwned::to_owned).collect(),
            origin,
            host: overridden.map_or_else(|| requirements(&host, minor.as_deref()), <[_]>::to_vec),
            build: requirements(&build, None),
            env: env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            vendored,
        })
    }
}

/// What the graph says of a crate.
struct Found<'a> {
    version: String,
    links: Option<String>,
    chain: Vec<&'a str>,
}

fn for_build_scripts(needs: NativeNeeds) -> NativeNeeds {
    let NativeNeeds { host, mut build, env, vendored, .. } = needs;
    build.extend(host);
    let in_build = |value| {
        let (NativeValue::HostPrefix(below) | NativeValue::BuildPrefix(below)) = value;
        NativeValue::BuildPrefix(below)
    };
    let env = env.into_iter().map(|(name, value)| (name, in_build(value))).collect();
    NativeNeeds { build, env, vendored, ..NativeNeeds::default() }
}

/// A crate that is compiled twice. One variable cannot lead to both; the package's own library counts.
fn on_both_sides(target: NativeNeeds, host: &NativeNeeds) -> NativeNeeds {
    let build = target.build.iter().chain(&host.build).copied().collect();
    NativeNeeds { build, ..target }
}

/// The minor version of the library that a crate is made for, such as `1.9` of `0.18.3+1.9.2`.
fn minor(version: &Version) -> Option<String> {
    let library = Version::parse(version.build.as_str()).ok()?;
    Some(format!("{}.{}", library.major, library.minor))
}

fn requirements(specs: &[&str], minor: Option<&str>) -> Vec<Requirement> {
    let specs: BTreeSet<_> = specs.iter().collect();
    let of_minor = |spec| minor.map_or_else(|| String::from(spec), |minor| format!("{spec} {minor}.*"));
    specs
        .into_iter()
        .map(|spec| Requirement::parse(&of_minor(*spec)).expect("the table has match specs"))
        .collect()
}
