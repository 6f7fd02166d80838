//! A member together with its configuration on one platform, ready to be judged.

use std::collections::BTreeSet;

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{Binary, Closure, FeatureSelection, FeaturesOf, Member};

use super::configured::Configured;
use crate::config::PackageConfig;
use crate::model::{LeftOutBinary, SkipReason};

/// A member that may become a package.
pub(super) struct Candidate<'a> {
    pub(super) member: &'a Member,
    pub(super) platform: Platform,
    pub(super) config: PackageConfig,
    pub(super) features: FeatureSelection,
    /// The binaries that the features allow and the configuration wants, by name.
    pub(super) binaries: Vec<String>,
    /// The other binaries, by name.
    pub(super) left_out: Vec<LeftOutBinary>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(configured: &Configured<'a>, member: &'a Member, platform: Platform) -> Self {
        let config = configured.package_config(member, platform);
        let features = configured.features.of(member, &config);
        let enabled = EnabledFeatures::of(configured, member, &features, platform);
        let mut candidate =
            Self { member, platform, config, features, binaries: Vec::new(), left_out: Vec::new() };
        for binary in member.binaries() {
            let missing_features = enabled.missing(binary);
            if candidate.wants(&binary.name) && missing_features.is_empty() {
                candidate.binaries.push(binary.name.clone());
            } else {
                candidate.left_out.push(LeftOutBinary { binary: binary.name.clone(), missing_features });
            }
        }
        candidate
    }

    /// Whether the configuration wants a binary: it lists it, or it has no list.
    fn wants(&self, binary: &str) -> bool {
        self.config.binaries.as_ref().is_none_or(|names| names.iter().any(|name| name.value == binary))
    }

    /// A package needs a binary to install; without one, the reason is returned.
    pub(super) fn buildable(&self) -> Result<(), SkipReason> {
        if !self.binaries.is_empty() {
            return Ok(());
        }
        let gated: Vec<_> =
            self.left_out.iter().filter(|left_out| !left_out.missing_features.is_empty()).cloned().collect();
        if gated.is_empty() && !self.left_out.is_empty() {
            Err(SkipReason::BinariesLeftOut)
        } else if gated.is_empty() {
            Err(SkipReason::NoBinaries)
        } else {
            Err(SkipReason::BinariesNeedFeatures(gated))
        }
    }

    /// The verdict of the key `skip`: `Some(true)` takes the member in, `None` leaves it to the evidence.
    pub(super) fn decreed(&self) -> Option<bool> {
        self.config.skip.as_ref().map(|skip| !skip.value)
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
        configured.closure(member.name(), features, platform).map_or(of_manifest, Self::Resolved)
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
