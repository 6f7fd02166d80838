//! Whether a member becomes a package of programs: it has a binary that its features allow.

use std::collections::BTreeSet;

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{Binary, Closure, FeatureSelection, FeaturesOf, Member};

use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, Programs, SkipReason};
use crate::planner::configured::Configured;

/// The binaries that the features allow and the configuration wants, and the others.
pub(super) fn of(
    configured: &Configured<'_>,
    member: &Member,
    config: &PackageConfig,
    features: &FeatureSelection,
    platform: Platform,
) -> (Result<Programs, SkipReason>, Vec<LeftOutBinary>) {
    let enabled = EnabledFeatures::of(configured, member, features, platform);
    let (mut binaries, mut left_out) = (Vec::new(), Vec::new());
    for binary in member.binaries() {
        let missing_features = enabled.missing(binary);
        if wants(config, &binary.name) && missing_features.is_empty() {
            binaries.push(binary.name.clone());
        } else {
            left_out.push(LeftOutBinary { binary: binary.name.clone(), missing_features });
        }
    }
    let programs = if binaries.is_empty() {
        Err(reason(&left_out))
    } else {
        let all_binaries = left_out.iter().all(|left_out| !left_out.missing_features.is_empty());
        Ok(Programs { binaries, all_binaries })
    };
    (programs, left_out)
}

/// Whether the configuration wants a binary: it lists it, or it has no list.
fn wants(config: &PackageConfig, binary: &str) -> bool {
    config.binaries.as_ref().is_none_or(|names| names.iter().any(|name| name.value == binary))
}

/// Why a member has no binary to install.
fn reason(left_out: &[LeftOutBinary]) -> SkipReason {
    let gated: Vec<_> =
        left_out.iter().filter(|left_out| !left_out.missing_features.is_empty()).cloned().collect();
    if !gated.is_empty() {
        SkipReason::BinariesNeedFeatures(gated)
    } else if left_out.is_empty() {
        SkipReason::NoBinaries
    } else {
        SkipReason::BinariesLeftOut
    }
}

/// Tells which features are on, as far as binaries require some.
enum EnabledFeatures<'a> {
    /// What the manifest alone enables.
    OfManifest(BTreeSet<String>),
    /// What cargo compiles, and thus every feature that is on.
    Resolved(Closure<'a>),
}

impl<'a> EnabledFeatures<'a> {
    /// Asks the manifest, and cargo's resolution where that may answer otherwise.
    ///
    /// An entry `dependency/feature` also enables an optional dependency, but only on the platforms that have
    /// it, and the manifest alone does not say which features of dependencies are on. Nor does it say what
    /// the other members of the workspace turn on. Without both, the two answers are equal. A resolution
    /// takes as long as a walk through the graph, so it is left out then.
    fn of(
        configured: &Configured<'a>,
        member: &Member,
        features: &FeatureSelection,
        platform: Platform,
    ) -> Self {
        let of_manifest = Self::OfManifest(member.enabled_features(features).unwrap_or_default());
        if !may_differ(member, features, &of_manifest) {
            return of_manifest;
        }
        // Without a Rust target for the platform there is no resolution.
        configured.closure(member, features, platform).map_or(of_manifest, Self::Resolved)
    }

    /// The required features of a binary that are off, in the order of the manifest.
    fn missing(&self, binary: &Binary) -> Vec<String> {
        let missing: Vec<_> = match self {
            Self::OfManifest(enabled) => {
                let required = binary.required_features.iter();
                required.filter(|feature| !enabled.contains(*feature)).map(String::as_str).collect()
            }
            Self::Resolved(closure) => closure.missing_features(binary),
        };
        missing.into_iter().map(ToOwned::to_owned).collect()
    }
}

/// Whether cargo's resolution may allow other binaries than the manifest does.
fn may_differ(member: &Member, features: &FeatureSelection, of_manifest: &EnabledFeatures<'_>) -> bool {
    let is_of_dependency = |feature: &String| feature.contains('/');
    let mut entries = member.features().values().flatten().chain(&features.features);
    let enables_dependencies = entries.any(is_of_dependency);
    let mut gated = member.binaries().iter().filter(|binary| !binary.required_features.is_empty());
    gated.any(|binary| {
        if features.of == FeaturesOf::Workspace {
            return true;
        }
        // The manifest never enables too little of the member itself, so that a binary it leaves out stays
        // out.
        let may_be_left_out = enables_dependencies && of_manifest.missing(binary).is_empty();
        may_be_left_out || binary.required_features.iter().any(is_of_dependency)
    })
}
