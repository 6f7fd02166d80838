//! Whether a member becomes a C library: its manifest has cargo-c's table, or its configuration asks for one.

use cargo_conda_mapping::RustTarget;
use cargo_conda_workspace::{FeatureSelection, Member};

use super::description::Reader;
use crate::config::PackageConfig;
use crate::model::{CLibrary, CLibraryEvidence, LibraryKinds, LibraryPart, SkipReason};
use crate::problem::{CLibraryProblem, CLibraryWarning};
use crate::source::{Located, SourceTree};

/// What is found out about a member.
#[derive(Default)]
pub(super) struct Found {
    /// The packages of the library: one, or one for running programs and one for linking them.
    pub(super) libraries: Vec<CLibrary>,
    /// What is wrong with what the manifest says of the library, if it becomes one.
    pub(super) problems: Vec<CLibraryProblem>,
    /// What deserves attention in it.
    pub(super) warnings: Vec<CLibraryWarning>,
}

/// The name of the feature that cargo-c turns on.
const FEATURE: &str = "capi";

/// The features of the library: those of the member, and the one with which crates tell that they are built
/// for C.
pub(super) fn features(member: &Member, features: &FeatureSelection) -> FeatureSelection {
    let mut features = features.clone();
    if member.features().contains_key(FEATURE) && !features.features.iter().any(|name| name == FEATURE) {
        features.features.push(FEATURE.to_owned());
        features.features.sort();
    }
    features
}

/// Why a member without binaries is no C library either.
pub(super) fn reason_without(member: &Member, config: &PackageConfig) -> SkipReason {
    let is_off = config.c_library.is_wanted.as_ref().is_some_and(|wanted| !wanted.value);
    match (is_off, has_table(member), member.has_c_library()) {
        (true, true, _) | (true, _, true) => SkipReason::CLibraryOff,
        (false, _, true) => SkipReason::CLibraryNotAskedFor,
        _ => SkipReason::NoBinaries,
    }
}

fn has_table(member: &Member) -> bool {
    member.library_name().is_some() && member.metadata().get("capi").is_some()
}

/// The evidence for a C library; `None` if there is none, or if the configuration says that it is none.
fn evidence(member: &Member, config: &PackageConfig) -> Option<CLibraryEvidence> {
    let by_table = has_table(member).then_some(CLibraryEvidence::CapiTable);
    match &config.c_library.is_wanted {
        None => by_table,
        Some(Located { value: false, .. }) => None,
        Some(Located { value: true, location }) => {
            // A table for all members means those that are made for C.
            let is_own = location.source.path == member.manifest().path;
            let by_key = (is_own || member.has_c_library()).then_some(CLibraryEvidence::Key);
            by_table.or(by_key)
        }
    }
}

/// The library for a target, as its tables describe it.
pub(super) fn of(
    files: &dyn SourceTree,
    member: &Member,
    config: &PackageConfig,
    for_target: Option<&RustTarget>,
) -> Found {
    let Some(evidence) = evidence(member, config) else {
        return Found::default();
    };
    let Some(target) = member.library_name() else {
        let problem = CLibraryProblem::NoLibrary { member: member.name().to_owned() };
        return Found { problems: vec![problem], ..Found::default() };
    };
    let target = target.replace('-', "_");
    let kinds = kinds(member, config, evidence);
    let mut reader = Reader { files, member, target: &target, problems: Vec::new(), warnings: Vec::new() };
    let library = reader.library(evidence, kinds, for_target);
    let has_devel = config.c_library.has_devel.as_ref().is_some_and(|devel| devel.value);
    let member = || member.name().to_owned();
    match kinds {
        LibraryKinds { is_shared: false, is_static: false } => {
            reader.problems.push(CLibraryProblem::NoKind { member: member() });
        }
        LibraryKinds { is_shared: false, .. } if has_devel => {
            reader.problems.push(CLibraryProblem::NothingToRun { member: member() });
        }
        LibraryKinds { .. } => {}
    }
    let mut parts = if has_devel {
        vec![LibraryPart::Runtime, LibraryPart::Development]
    } else {
        vec![LibraryPart::Whole]
    };
    parts.extend((kinds.is_shared && kinds.is_static).then_some(LibraryPart::Static));
    let libraries = parts.into_iter().map(|part| CLibrary { part, is_split: has_devel, ..library.clone() });
    Found { libraries: libraries.collect(), problems: reader.problems, warnings: reader.warnings }
}

/// Which libraries are made: those that the configuration asks for, and else those of the manifest. cargo-c
/// makes a shared one of every crate, whatever crate types that has.
fn kinds(member: &Member, config: &PackageConfig, evidence: CLibraryEvidence) -> LibraryKinds {
    let asked = |key: &Option<Located<bool>>| key.as_ref().map(|key| key.value);
    let is_static = asked(&config.c_library.is_static).unwrap_or(member.builds_staticlib());
    let is_shared = asked(&config.c_library.is_shared)
        .unwrap_or_else(|| evidence == CLibraryEvidence::CapiTable || member.builds_cdylib() || !is_static);
    LibraryKinds { is_shared, is_static }
}
