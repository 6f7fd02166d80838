//! What is checked once members are known to become packages.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_mapping::{CondaName, Platform, nearest};
use cargo_conda_workspace::{Member, UnknownFeature, Workspace};

use super::candidate::Candidate;
use super::features::{nearest_feature, unknown_to};
use super::license::source_of;
use crate::config::{ConfigLayer, ManifestConfig, NativeOverrides, PackageConfig};
use crate::model::PackagePlan;
use crate::problem::Warning;
use crate::problem::{Findings, ProblemKind};
use crate::request::OuterManifest;
use crate::source::Location;

/// What `cargo install` is told by the build itself, and what to use instead.
const RESERVED_ARGUMENTS: &[(&str, &str)] = &[
    ("--features", "use the key `features`"),
    ("-F", "use the key `features`"),
    ("--all-features", "use the key `all-features`"),
    ("--no-default-features", "use the key `no-default-features`"),
    ("--profile", "use the key `profile`"),
    ("--debug", "use the key `profile`: `profile = \"dev\"`"),
    ("--bin", "use the key `binaries`"),
    ("--bins", "remove it: all binaries are installed unless `binaries` names some"),
    ("--target", "remove it: packages are made for the machine that builds"),
    ("--path", "remove it: the build sets it"),
    ("--root", "remove it: the build sets it"),
    ("--target-dir", "remove it: the build sets it"),
    ("--locked", "remove it: the build sets it"),
    ("--message-format", "remove it: the build sets it"),
    ("--jobs", "use the option `--jobs` of the command line"),
    ("--force", "remove it: the build sets it"),
    ("--no-track", "remove it: the build sets it"),
];

/// Each of the configured `features` must exist, unless another manifest names it: those of the workspace's table
/// are for the members that have them.
pub(crate) fn check_features(candidate: &Candidate<'_>, findings: &mut Findings) {
    let member = candidate.member;
    let own = candidate.config.features.iter().filter(|feature| {
        // The root package's own table and the workspace's are in one file; both are its own.
        feature.location.source.path == member.manifest().path
    });
    for feature in own {
        if let Some(UnknownFeature { member, feature: name, known }) = unknown_to(member, &feature.value) {
            let nearest = nearest_feature(&name, known.iter().map(String::as_str));
            let kind = ProblemKind::NoSuchFeature { member, feature: name, nearest };
            findings.report(feature.location.clone(), kind);
        }
    }
}

/// Each of the features that the workspace's table names must be had by some member.
pub(crate) fn check_workspace_features(
    workspace: &Workspace,
    config: &ManifestConfig,
    findings: &mut Findings,
) {
    for feature in config.layers().filter_map(|layer| layer.features.as_ref()).flatten() {
        if workspace.members().all(|member| unknown_to(member, &feature.value).is_some()) {
            let known = workspace.members().flat_map(|member| member.features().keys().map(String::as_str));
            let nearest = nearest_feature(&feature.value, known);
            let kind = ProblemKind::NoMemberHasFeature { feature: feature.value.clone(), nearest };
            findings.report(feature.location.clone(), kind);
        }
    }
}

/// What an outer manifest says of crates and features must be about some that there are.
pub(crate) fn check_outer(workspace: &Workspace, outer: &OuterManifest, findings: &mut Findings) {
    check_workspace_features(workspace, &outer.config.base, findings);
    for (name, config) in &outer.config.packages {
        let Some(member) = workspace.member(name) else {
            let nearest = nearest(name, workspace.members().map(Member::name)).map(ToOwned::to_owned);
            let kind = ProblemKind::NoSuchCrate { name: name.clone(), nearest };
            findings.report(config.location.clone(), kind);
            continue;
        };
        for feature in config.value.layers().filter_map(|layer| layer.features.as_ref()).flatten() {
            if let Some(unknown) = unknown_to(member, &feature.value) {
                let UnknownFeature { member, feature: name, known } = unknown;
                let nearest = nearest_feature(&name, known.iter().map(String::as_str));
                let kind = ProblemKind::NoSuchFeature { member, feature: name, nearest };
                findings.report(feature.location.clone(), kind);
            }
        }
    }
}

/// Each of the configured `binaries` must exist and must be allowed by the features.
pub(crate) fn check_binaries(workspace: &Workspace, candidate: &Candidate<'_>, findings: &mut Findings) {
    // A library may inherit the key from the workspace's table, where it is about others.
    if candidate.member.binaries().is_empty() {
        return;
    }
    for wanted in candidate.config.binaries.iter().flatten() {
        let binary = wanted.value.clone();
        let is_own_table = wanted.location.source.path == candidate.member.manifest().path;
        if candidate.binaries.contains(&binary)
            || (!is_own_table && is_of_another(workspace, candidate, &binary))
        {
            continue;
        }
        let left_out = candidate.left_out.iter().find(|left_out| left_out.binary == binary);
        let kind = if let Some(left_out) = left_out {
            ProblemKind::BinaryNeedsFeatures { binary, missing: left_out.missing_features.clone() }
        } else {
            let known = candidate.member.binaries().iter().map(|binary| binary.name.as_str());
            let nearest = nearest(&binary, known).map(ToOwned::to_owned);
            ProblemKind::NoSuchBinary { member: candidate.member.name().to_owned(), binary, nearest }
        };
        findings.report(wanted.location.clone(), kind);
    }
}

/// Whether a binary is that of another member, which a table for all of them is about too.
fn is_of_another(workspace: &Workspace, candidate: &Candidate<'_>, binary: &str) -> bool {
    let mut others = workspace.members().filter(|other| other.name() != candidate.member.name());
    others.any(|other| other.binaries().iter().any(|own| own.name == binary))
}

/// `extra-args` must not say what a key or the build itself says.
pub(crate) fn check_extra_args(config: &PackageConfig, findings: &mut Findings) {
    for argument in &config.extra_args {
        let word = argument.value.as_str();
        let name = match word.split_at_checked(2) {
            // A short option may have its value attached.
            Some((short @ "-F", _)) => short,
            _ => word.split(['=', ' ']).next().unwrap_or_default(),
        };
        if let Some((_, instead)) = RESERVED_ARGUMENTS.iter().find(|(reserved, _)| *reserved == name) {
            let kind = ProblemKind::ReservedArgument { argument: argument.value.clone(), instead };
            findings.report(argument.location.clone(), kind);
        }
    }
}

/// The crates that `native-dependencies` corrects must be among those that are compiled.
pub(crate) fn check_overridden_crates<'a>(
    layers: impl Iterator<Item = &'a ConfigLayer>,
    known: &BTreeSet<&str>,
    findings: &mut Findings,
) {
    for overrides in layers.filter_map(|layer| layer.native_dependencies.as_ref()) {
        let NativeOverrides::Crates(crates) = &overrides.value else {
            continue;
        };
        for (name, specs) in crates.iter().filter(|(name, _)| !known.contains(name.as_str())) {
            let nearest = nearest(name, known.iter().copied()).map(ToOwned::to_owned);
            let kind = ProblemKind::NoSuchNativeCrate { name: name.clone(), nearest };
            findings.report(specs.location.clone(), kind);
        }
    }
}

/// The machine's toolchain has no environments that these keys could be about.
pub(crate) fn warn_of_conda_keys(config: &PackageConfig, findings: &mut Findings) {
    let PackageConfig { compilers, build_dependencies, host_dependencies, .. } = config;
    let PackageConfig { native_dependencies, ignore_run_exports, .. } = config;
    let compilers = compilers.as_ref().and_then(|languages| languages.first());
    let used = [
        ("compilers", compilers.map(|language| &language.location)),
        ("build-dependencies", build_dependencies.as_ref().map(|list| &list.location)),
        ("host-dependencies", host_dependencies.as_ref().map(|list| &list.location)),
        ("native-dependencies", native_dependencies.as_ref().map(|overrides| &overrides.location)),
        ("ignore-run-exports", ignore_run_exports.as_ref().map(|ignored| &ignored.location)),
    ];
    for (key, location) in used {
        if let Some(location) = location {
            findings.warn(Warning::NeedsCondaToolchain { key, location: location.clone() });
        }
    }
}

/// A channel holds one package of a name.
pub(crate) fn find_name_clashes(workspace: &Workspace, packages: &[PackagePlan], findings: &mut Findings) {
    let mut owners: BTreeMap<(Platform, &CondaName), &PackagePlan> = BTreeMap::new();
    for package in packages {
        let Some(first) = owners.insert((package.platform, &package.name), package) else {
            continue;
        };
        let kind = ProblemKind::NameClash {
            name: package.name.to_string(),
            first: first.crate_name.clone(),
            second: package.crate_name.clone(),
        };
        if let Some(member) = workspace.member(&package.crate_name) {
            findings.report(start_of(member), kind);
        }
    }
}

/// Two packages may ship the same file, but nobody can install both.
pub(crate) fn find_file_clashes(packages: &[PackagePlan], findings: &mut Findings) {
    let mut owners: BTreeMap<(Platform, String), &CondaName> = BTreeMap::new();
    for package in packages {
        for file in package.installed_files() {
            let file = file.into_string();
            if let Some(first) = owners.insert((package.platform, file.clone()), &package.name) {
                let (first, second) = (first.to_string(), package.name.to_string());
                findings.warn(Warning::FileClash { file, first, second });
            }
        }
    }
}

/// The place for what is wrong with a member as a whole.
pub(crate) fn start_of(member: &Member) -> Location {
    const HEADER: &str = "[package]";
    let source = source_of(member.manifest());
    let span = source.text.find(HEADER).map_or(0..0, |start| start..start + HEADER.len());
    Location { source, span }
}
