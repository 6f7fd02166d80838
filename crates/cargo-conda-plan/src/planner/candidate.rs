//! A member together with its configuration on one platform, ready to be judged.

use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeatureSelection, Member};

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
        // Features that the member does not have were left out where the features were collected.
        let enabled = member.enabled_features(&features).unwrap_or_default();
        let mut candidate =
            Self { member, platform, config, features, binaries: Vec::new(), left_out: Vec::new() };
        for binary in member.binaries() {
            let required = binary.required_features.iter();
            let missing_features: Vec<_> =
                required.filter(|feature| !enabled.contains(*feature)).cloned().collect();
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
