//! The Cargo profiles that exist, and the one of each package.

use cargo_conda_mapping::nearest;
use cargo_conda_workspace::Workspace;
use toml_edit::Document;

use super::error::PlanError;
use crate::config::PackageConfig;
use crate::problem::{Findings, ProblemKind};

/// The built-in profiles of Cargo. Others are defined in the root manifest or in cargo's configuration; see
/// <https://doc.rust-lang.org/cargo/reference/profiles.html>.
const BUILT_IN: [&str; 4] = ["bench", "dev", "release", "test"];

/// The requested profile and all profiles that exist.
pub(super) struct Profiles {
    /// The profile for every package; `None` if the configuration decides.
    requested: Option<String>,
    /// The names of all profiles.
    defined: Vec<String>,
}

impl Profiles {
    pub(super) fn new(workspace: &Workspace, requested: Option<&str>) -> Result<Self, PlanError> {
        let in_manifest = in_manifest(&workspace.root_manifest().text);
        let in_config = workspace.cargo_config().profiles.iter().cloned();
        let built_in = BUILT_IN.map(ToOwned::to_owned);
        let profiles = Self {
            requested: requested.map(ToOwned::to_owned),
            defined: built_in.into_iter().chain(in_manifest).chain(in_config).collect(),
        };
        match requested {
            Some(profile) if !profiles.is_defined(profile) => Err(PlanError::NoSuchProfile {
                profile: profile.to_owned(),
                nearest: profiles.nearest(profile),
            }),
            _ => Ok(profiles),
        }
    }

    /// The profile of a package: the requested one, else the configured one, else the default one.
    pub(super) fn of(&self, config: &PackageConfig, findings: &mut Findings) -> String {
        if let Some(profile) = &self.requested {
            return profile.clone();
        }
        if let Some(profile) = &config.profile
            && !self.is_defined(&profile.value)
        {
            let nearest = self.nearest(&profile.value);
            let kind = ProblemKind::NoSuchProfile { profile: profile.value.clone(), nearest };
            findings.report(profile.location.clone(), kind);
        }
        config.profile_name().to_owned()
    }

    fn is_defined(&self, profile: &str) -> bool {
        self.defined.iter().any(|defined| defined == profile)
    }

    fn nearest(&self, profile: &str) -> Option<String> {
        nearest(profile, self.defined.iter().map(String::as_str)).map(ToOwned::to_owned)
    }
}

fn in_manifest(text: &str) -> Vec<String> {
    let names = || {
        let document = Document::parse(text).ok()?;
        let profiles = document.get("profile")?.as_table_like()?;
        Some(profiles.iter().map(|(name, _)| name.to_owned()).collect())
    };
    names().unwrap_or_default()
}
