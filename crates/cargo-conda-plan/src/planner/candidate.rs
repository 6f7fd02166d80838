//! A member with what configuration makes of it, ready to be judged.

use cargo_conda_workspace::{FeatureSelection, Member};

use crate::config::PackageConfig;
use crate::model::LeftOutBinary;
use crate::model::SkipReason;

/// What a member would be as a package.
pub(crate) struct Candidate<'a> {
    pub(crate) member: &'a Member,
    pub(crate) config: PackageConfig,
    pub(crate) features: FeatureSelection,
    /// The binaries that the features allow and the configuration wants.
    pub(crate) binaries: Vec<String>,
    /// The other ones.
    pub(crate) left_out: Vec<LeftOutBinary>,
}

impl<'a> Candidate<'a> {
    pub(crate) fn new(member: &'a Member, config: PackageConfig, features: FeatureSelection) -> Self {
        // What cannot be enabled has been reported where the features were gathered.
        let enabled = member.enabled_features(&features).unwrap_or_default();
        let mut candidate = Self { member, config, features, binaries: Vec::new(), left_out: Vec::new() };
        for binary in member.binaries() {
            let missing_features: Vec<_> = binary
                .required_features
                .iter()
                .filter(|feature| !enabled.contains(*feature))
                .cloned()
                .collect();
            if candidate.wants(&binary.name) && missing_features.is_empty() {
                candidate.binaries.push(binary.name.clone());
            } else {
                candidate.left_out.push(LeftOutBinary { binary: binary.name.clone(), missing_features });
            }
        }
        candidate
    }

    fn wants(&self, binary: &str) -> bool {
        self.config.binaries.as_ref().is_none_or(|names| names.iter().any(|name| name.value == binary))
    }

    /// A package needs something to install.
    pub(crate) fn buildable(&self) -> Result<(), SkipReason> {
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

    /// What the key `skip` says: in or out.
    pub(crate) fn decreed(&self) -> Option<bool> {
        self.config.skip.as_ref().map(|skip| !skip.value)
    }
}
