//! Checks of configuration and packages. Each reports problems or warnings to [`Findings`] and changes
//! nothing else.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{CondaName, Platform, nearest};
use cargo_conda_workspace::{Member, Workspace};

use super::candidate::Candidate;
use super::configured::Configured;
use super::draft::Draft;
use super::features::{lacks_feature, nearest_feature};
use crate::config::{ConfigLayer, ManifestConfig, NativeOverrides, OuterConfig, PackageConfig};
use crate::model::{NativeDependency, PackagePlan, Product, ProductKind, Toolchain};
use crate::problem::{CLibraryProblem, Findings, ProblemKind, Warning};
use crate::source::{Located, Location, Source};

/// Options of `cargo install` that the build sets itself or that have a key, and what to write instead.
const RESERVED_ARGUMENTS: &[(&str, &str)] = &[
    ("--features", "use the key `features`"),
    ("-F", "use the key `features`"),
    ("--all-features", "use the key `all-features`"),
    ("--no-default-features", "use the key `no-default-features`"),
    ("--profile", "use the key `profile`"),
    ("--debug", "use the key `profile`: `profile = \"dev\"`"),
    ("--bin", "use the key `binaries`"),
    ("--bins", "remove it: all binaries are installed unless `binaries` names some"),
    ("--target", "use the key `target-platforms` or the option `--target-platform`"),
    ("--path", "remove it: the build sets it"),
    ("--root", "remove it: the build sets it"),
    ("--target-dir", "remove it: the build sets it"),
    ("--locked", "remove it: the build sets it"),
    ("--message-format", "remove it: the build sets it"),
    ("--jobs", "use the option `--jobs` of the command line"),
    ("--force", "remove it: the build sets it"),
    ("--no-track", "remove it: the build sets it"),
];

/// The `features` of a member's own manifest must exist. Those of the workspace's table are for the members
/// that have them.
pub(super) fn check_features(candidate: &Candidate<'_>, findings: &mut Findings) {
    let member = candidate.member;
    // The table of a root package and that of its workspace are in one file; both count as the package's own.
    let is_own = |feature: &&Located<String>| feature.location.source.path == member.manifest().path;
    for feature in candidate.config.features.iter().filter(is_own) {
        check_feature(member, feature, findings);
    }
}

fn check_feature(member: &Member, feature: &Located<String>, findings: &mut Findings) {
    if !lacks_feature(member, &feature.value) {
        return;
    }
    let nearest = nearest_feature(&feature.value, [member]);
    let (member, name) = (member.name().to_owned(), feature.value.clone());
    findings.report(feature.location.clone(), ProblemKind::NoSuchFeature { member, feature: name, nearest });
}

/// The `features` of the workspace's table must each exist in a member.
pub(super) fn check_workspace_features(
    workspace: &Workspace,
    config: &ManifestConfig,
    findings: &mut Findings,
) {
    for feature in config.layers().filter_map(|layer| layer.features.as_ref()).flatten() {
        if workspace.members().all(|member| lacks_feature(member, &feature.value)) {
            let nearest = nearest_feature(&feature.value, workspace.members());
            let kind = ProblemKind::NoMemberHasFeature { feature: feature.value.clone(), nearest };
            findings.report(feature.location.clone(), kind);
        }
    }
}

/// The crates that a configuration file or an outer manifest names must exist, and what their tables name
/// must be theirs.
pub(super) fn check_file(workspace: &Workspace, file: &OuterConfig, findings: &mut Findings) {
    check_workspace_features(workspace, &file.base, findings);
    for (name, config) in &file.packages {
        let Some(member) = workspace.member(name) else {
            let nearest = nearest(name, workspace.members().map(Member::name)).map(ToOwned::to_owned);
            let kind = ProblemKind::NoSuchCrate { name: name.clone(), nearest };
            findings.report(config.location.clone(), kind);
            continue;
        };
        for layer in config.value.layers() {
            for feature in layer.features.iter().flatten() {
                check_feature(member, feature, findings);
            }
            for binary in layer.binaries.iter().flatten() {
                check_binary(member, binary, findings);
            }
        }
    }
}

/// The configured `binaries` must exist, and the features must allow them.
pub(super) fn check_binaries(workspace: &Workspace, candidate: &Candidate<'_>, findings: &mut Findings) {
    // A library may inherit the key from the workspace's table, where it is meant for other members.
    if candidate.member.binaries().is_empty() {
        return;
    }
    for wanted in candidate.config.binaries.iter().flatten() {
        let binary = wanted.value.clone();
        let is_own_table = wanted.location.source.path == candidate.member.manifest().path;
        if candidate.binaries().any(|installed| *installed == binary)
            || (!is_own_table && is_of_another(workspace, candidate, &binary))
        {
            continue;
        }
        if let Some(left_out) = candidate.left_out.iter().find(|left_out| left_out.binary == binary) {
            let kind =
                ProblemKind::BinaryNeedsFeatures { binary, missing: left_out.missing_features.clone() };
            findings.report(wanted.location.clone(), kind);
        } else {
            check_binary(candidate.member, wanted, findings);
        }
    }
}

/// A binary that a table about a single member names must be one of that member.
fn check_binary(member: &Member, wanted: &Located<String>, findings: &mut Findings) {
    let known = || member.binaries().iter().map(|binary| binary.name.as_str());
    if known().any(|binary| binary == wanted.value) {
        return;
    }
    let nearest = nearest(&wanted.value, known()).map(ToOwned::to_owned);
    let (member, binary) = (member.name().to_owned(), wanted.value.clone());
    findings.report(wanted.location.clone(), ProblemKind::NoSuchBinary { member, binary, nearest });
}

/// The name of a binary becomes the name of a file, a word of scripts and a pattern in recipes. `cargo
/// metadata` accepts any text for it, even a path; rustc refuses what is no name of a crate.
pub(super) fn check_binary_names(candidate: &Candidate<'_>, findings: &mut Findings) {
    for binary in candidate.binaries() {
        if let Some(character) = unfit_for_program(binary) {
            let kind = ProblemKind::InvalidBinary { binary: binary.clone(), character };
            findings.report(start_of(candidate.member), kind);
        }
    }
}

/// The first character that the name of a program cannot have at its place; `None` for a name that can.
fn unfit_for_program(name: &str) -> Option<char> {
    let is_fit = |c: char| c.is_alphanumeric() || "-_".contains(c);
    name.chars().next().filter(|first| *first == '-').or_else(|| name.chars().find(|c| !is_fit(*c)))
}

/// Whether another member has a binary: a table for all members may name the binaries of each.
pub(super) fn is_of_another(workspace: &Workspace, candidate: &Candidate<'_>, binary: &str) -> bool {
    let mut others = workspace.members().filter(|other| other.name() != candidate.member.name());
    others.any(|other| other.binaries().iter().any(|own| own.name == binary))
}

/// `extra-args` must not repeat options that have a key or that the build sets itself.
pub(super) fn check_extra_args(config: &PackageConfig, findings: &mut Findings) {
    for argument in &config.extra_args {
        let word = argument.value.as_str();
        let name = match word.split_at_checked(2) {
            // A short option may have its value attached.
            Some((short @ "-F", _)) => short,
            _ => word.split(['=', ' ']).next().unwrap_or_default(),
        };
        let reserved = RESERVED_ARGUMENTS.iter().find(|(reserved, _)| *reserved == name);
        // cmd.exe has no notation for a line break in a word.
        let instead = if word.contains(char::is_control) {
            Some("write each argument in one line, without control characters")
        } else {
            reserved.map(|(_, instead)| *instead)
        };
        if let Some(instead) = instead {
            let argument_text = word.escape_debug().to_string();
            let kind = ProblemKind::ReservedArgument { argument: argument_text, instead };
            findings.report(argument.location.clone(), kind);
        }
    }
}

/// The crates that `native-dependencies` corrects must be compiled for the package or, if the workspace's
/// table names them, for some package. The latter can only be told if all packages are planned.
pub(super) fn check_native_overrides(
    configured: &Configured<'_>,
    packages: &[PackagePlan],
    findings: &mut Findings,
) {
    if configured.toolchain != Toolchain::Conda {
        return;
    }
    for package in packages {
        let layers = configured.member_layers(&package.crate_name, package.platform);
        check_overridden_crates(layers, &names_of(&package.requirements.native), findings);
    }
    if configured.input.request.selection.is_everything() {
        let known = names_of(packages.iter().flat_map(|package| &package.requirements.native));
        for platform in configured.platforms() {
            check_overridden_crates(configured.workspace_layers(platform), &known, findings);
        }
    }
}

fn names_of<'a>(native: impl IntoIterator<Item = &'a NativeDependency>) -> BTreeSet<&'a str> {
    native.into_iter().map(|native| native.crate_name.as_str()).collect()
}

fn check_overridden_crates<'a>(
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

/// With the machine's toolchain there is no conda environment to build in, so these keys have no effect.
pub(super) fn warn_of_conda_keys(config: &PackageConfig, findings: &mut Findings) {
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

/// Two members must not become packages of the same name.
pub(super) fn find_name_clashes(workspace: &Workspace, packages: &[Draft], findings: &mut Findings) {
    let mut owners: BTreeMap<(Platform, &CondaName), &Draft> = BTreeMap::new();
    for package in packages {
        let Some(first) = owners.insert((package.platform, &package.name), package) else {
            continue;
        };
        let (named, kind) = name_clash(first, package);
        if let Some(member) = workspace.member(&named.crate_name) {
            findings.report(start_of(member), kind);
        }
    }
}

/// Two packages of one name: the one to rename, and the problem. Of a C library and programs, it is the
/// library.
fn name_clash<'d>(first: &'d Draft, second: &'d Draft) -> (&'d Draft, ProblemKind) {
    let is_library = |draft: &Draft| draft.product.kind() == ProductKind::CLibrary;
    let (library, other) = match (is_library(first), is_library(second)) {
        (true, false) => (first, second),
        (_, true) => (second, first),
        (false, false) => {
            let name = second.name.to_string();
            let (first, clashing) = (first.crate_name.clone(), second.crate_name.clone());
            return (second, ProblemKind::NameClash { name, first, second: clashing });
        }
    };
    let what = if is_library(other) { "that of" } else { "the programs of" };
    let problem = CLibraryProblem::NameTaken {
        member: library.crate_name.clone(),
        name: library.name.to_string(),
        other: format!("{what} `{}`", other.crate_name),
    };
    (library, ProblemKind::CLibrary(problem))
}

/// Two packages may install the same file, but then conda cannot install both into one environment.
pub(super) fn find_file_clashes(packages: &[PackagePlan], findings: &mut Findings) {
    let mut owners: BTreeMap<(Platform, String), &PackagePlan> = BTreeMap::new();
    for package in packages {
        for file in package.all_files().chain(module(&package.product)) {
            let is_program = package.installed_files().any(|program| program == file);
            let file = file.into_string();
            if let Some(first) = owners.insert((package.platform, file.clone()), package) {
                let (first, second) = (with_member(first), with_member(package));
                findings.warn(Warning::FileClash { file, first, second, is_program });
            }
        }
    }
}

/// The name of a package, with that of its member if it is another.
fn with_member(package: &PackagePlan) -> String {
    let (name, member) = (package.name.as_str(), &package.crate_name);
    if name == member { name.to_owned() } else { format!("{name} (of `{member}`)") }
}

/// The path of a Python extension's module, without its ending; `None` for other products.
fn module(product: &Product) -> Option<Utf8PathBuf> {
    match product {
        Product::PythonExtension(extension) => {
            Some(Utf8Path::new("site-packages").join(extension.module_path()))
        }
        Product::Programs(_) | Product::CLibrary(_) => None,
    }
}

/// The location for a problem of a member as a whole: the header of its `[package]` table.
pub(super) fn start_of(member: &Member) -> Location {
    start_of_table(member, "[package]")
}

/// The first header of a table that begins like this.
pub(super) fn start_of_table(member: &Member, header: &str) -> Location {
    let source = Source::of(member.manifest());
    let span = source.text.find(header).map_or(0..0, |start| {
        let rest = &source.text[start..];
        start..start + rest.find('\n').unwrap_or(rest.len())
    });
    Location { source, span }
}
