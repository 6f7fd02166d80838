//! What programs are stripped of.
//!
//! Programs of distributions have no symbols. Cargo keeps them unless a profile says otherwise, and so does a
//! package whose profile says anything, wherever that is written.

use cargo_conda_workspace::{CargoConfig, Workspace};

use super::candidate::Candidate;
use super::configured::Configured;
use crate::config::{ConfigLayer, PackageConfig};
use crate::model::{Strip, StripPlan, Toolchain};

/// The key `strip`, or symbols for a profile that says nothing of it.
pub(super) fn strip(configured: &Configured<'_>, candidate: &Candidate<'_>, profile: &str) -> StripPlan {
    let Candidate { config, platform, .. } = candidate;
    let default = (!says_strip(configured, candidate, profile)).then_some(Strip::Symbols);
    let of_workspace = configured.workspace_layers(*platform).filter_map(|layer: &ConfigLayer| layer.strip);
    let of_profile = of_workspace.last().or(default);
    let wanted = config.strip.or(default);
    StripPlan { of_profile, of_package: wanted.filter(|_| wanted != of_profile) }
}

/// Whether anything says what programs of a profile are stripped of: the profile or one that it inherits
/// from, in the manifest, in cargo's configuration, or in a variable.
fn says_strip(configured: &Configured<'_>, candidate: &Candidate<'_>, profile: &str) -> bool {
    let workspace = configured.input.workspace;
    let profiles = workspace.profiles();
    if profiles.setting(profile, "strip").is_some() {
        return true;
    }
    let names = profiles.with_parents(profile);
    names
        .into_iter()
        .any(|name| is_in_configuration(workspace, candidate, name) || is_around(configured, candidate, name))
}

fn is_in_configuration(workspace: &Workspace, candidate: &Candidate<'_>, name: &str) -> bool {
    let says = |config: &CargoConfig| config.stripped_profiles.iter().any(|profile| profile == name);
    says(workspace.cargo_config()) || says(candidate.member.cargo_config())
}

/// Whether the configuration's `env` says it, or something outside of the workspace that builds see.
fn is_around(configured: &Configured<'_>, candidate: &Candidate<'_>, name: &str) -> bool {
    let PackageConfig { env, .. } = &candidate.config;
    let around = &configured.input.request.stripped_profiles;
    let variable = Strip::profile_in_variable(name);
    let sees_machine = configured.toolchain == Toolchain::System;
    env.contains_key(&Strip::variable(name))
        || around.above.contains(&variable)
        || (sees_machine && around.of_machine.contains(&variable))
}
