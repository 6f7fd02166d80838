//! Finds the crates below a package that link native libraries, and the conda packages of these libraries.

use std::collections::BTreeSet;

use cargo_conda_mapping::{NativeNeeds, NativeValue, Platform, Requirement, native_needs};
use cargo_conda_workspace::{Closure, ExternalPackage, Member};
use semver::Version;

use super::candidate::Candidate;
use super::configured::Configured;
use super::error::PlanError;
use crate::config::NativeOverrides;
use crate::model::{NativeDependency, NativeOrigin};

/// The crates below a package that link a native library or that the configuration corrects, by name and
/// version.
pub(super) fn native_dependencies(
    configured: &Configured<'_>,
    candidate: &Candidate<'_>,
) -> Result<Vec<NativeDependency>, PlanError> {
    let Candidate { member, platform, config, features, .. } = candidate;
    let closure = configured.closure(member, features, *platform)?;
    let overrides = config.native_dependencies.as_ref().map(|overrides| &overrides.value);
    let build = configured.input.request.build_platform;
    let query = NativeQuery { closure: &closure, overrides, target: *platform, build };
    let external = closure.external().into_iter().filter_map(|package| query.external(package));
    let members = closure.members().into_iter().filter_map(|member| query.member(member));
    let mut found: Vec<_> = external.chain(members).collect();
    found.sort_by(|a, b| (&a.crate_name, &a.version).cmp(&(&b.crate_name, &b.version)));
    Ok(found)
}

/// What a package compiles, and for which platforms.
struct NativeQuery<'a> {
    closure: &'a Closure<'a>,
    /// `native-dependencies` of the configuration; `None` if it has no such key.
    overrides: Option<&'a NativeOverrides>,
    /// The platform of the package.
    target: Platform,
    /// The platform on which build scripts run.
    build: Platform,
}

impl NativeQuery<'_> {
    fn external(&self, package: ExternalPackage<'_>) -> Option<NativeDependency> {
        let ExternalPackage { name, version, links, target_features, host_features, .. } = package;
        let for_target = target_features.and_then(|features| native_needs(name, features, self.target));
        // Where a crate is compiled for build scripts, its library is one of the machine that builds.
        let for_host = host_features
            .and_then(|features| native_needs(name, features, self.build))
            .map(for_build_scripts);
        let known = match (for_target, for_host) {
            (Some(target), Some(host)) => Some(on_both_sides(target, &host)),
            (target, host) => target.or(host),
        };
        self.dependency(LinkingCrate { name, version, links }, known)
    }

    /// The built-in table has no members: their manifests are the user's to configure.
    fn member(&self, member: &Member) -> Option<NativeDependency> {
        let own = LinkingCrate { name: member.name(), version: member.version(), links: member.links() };
        self.dependency(own, None)
    }

    /// The requirements that the configuration gives a crate instead of the built-in ones.
    fn overridden(&self, name: &str) -> Option<&[Requirement]> {
        match self.overrides? {
            NativeOverrides::UseBuiltIn => None,
            NativeOverrides::IgnoreBuiltIn => Some(&[]),
            NativeOverrides::Crates(crates) => crates.get(name).map(|specs| specs.value.as_slice()),
        }
    }

    /// A crate with its requirements. `None` if it links nothing, as far as the table, its manifest and the
    /// configuration tell.
    fn dependency(&self, own: LinkingCrate<'_>, known: Option<NativeNeeds>) -> Option<NativeDependency> {
        let LinkingCrate { name, version, links } = own;
        let overridden = self.overridden(name);
        let origin = match (&known, overridden, links) {
            (_, Some(_), _) => NativeOrigin::Configured,
            (Some(_), None, _) => NativeOrigin::Known,
            (None, None, Some(_)) => NativeOrigin::Unknown,
            (None, None, None) => return None,
        };
        let is_silenced = overridden.is_some_and(<[_]>::is_empty);
        let known = known.filter(|_| !is_silenced);
        let vendored = known.as_ref().is_some_and(|needs| needs.vendored);
        let NativeNeeds { host, host_version_of_crate, build, env, .. } = known.unwrap_or_default();
        let minor = if host_version_of_crate { library_minor(version) } else { None };
        let chain = self.closure.chain_to(name, version);
        Some(NativeDependency {
            crate_name: name.to_owned(),
            version: version.to_string(),
            links: links.map(ToOwned::to_owned),
            chain: chain.into_iter().map(ToOwned::to_owned).collect(),
            origin,
            host: overridden.map_or_else(|| requirements(&host, minor.as_deref()), <[_]>::to_vec),
            build: requirements(&build, None),
            env: env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            vendored,
        })
    }
}

/// A crate as the graph has it.
#[derive(Clone, Copy)]
struct LinkingCrate<'a> {
    name: &'a str,
    version: &'a Version,
    /// `package.links`; `None` if its manifest has no such key.
    links: Option<&'a str>,
}

/// The needs of a crate that is compiled for build scripts: its libraries are in the build environment.
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

/// The needs of a crate that is compiled for the package and for build scripts. A variable cannot point at
/// two prefixes, so it points at the one of the package.
fn on_both_sides(target: NativeNeeds, host: &NativeNeeds) -> NativeNeeds {
    let build = target.build.iter().chain(&host.build).copied().collect();
    NativeNeeds { build, ..target }
}

/// The minor version of the library that a crate is made for, such as `1.9` of `0.18.3+1.9.2`. `None` if the
/// crate's version does not tell.
fn library_minor(version: &Version) -> Option<String> {
    let library = Version::parse(version.build.as_str()).ok()?;
    Some(format!("{}.{}", library.major, library.minor))
}

/// The requirements of table entries, sorted; limited to a minor version if there is one.
fn requirements(specs: &[&str], minor: Option<&str>) -> Vec<Requirement> {
    let specs: BTreeSet<_> = specs.iter().collect();
    let of_minor = |spec| minor.map_or_else(|| String::from(spec), |minor| format!("{spec} {minor}.*"));
    specs
        .into_iter()
        .map(|spec| Requirement::parse(&of_minor(*spec)).expect("the table has match specs"))
        .collect()
}
