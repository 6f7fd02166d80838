//! The third stage: each selected member is described as a package.
//!
//! The parts of a description (identity, about, requirements) are functions of the member and its
//! configuration, each in its own file.

use camino::Utf8PathBuf;
use cargo_conda_mapping::{CondaName, CondaVersion, Platform};

use super::about::about;
use super::candidate::Candidate;
use super::checks::{check_binaries, check_binary_names, check_extra_args, check_features};
use super::configured::Configured;
use super::disclosure::disclosure;
use super::error::PlanError;
use super::features_of::check_features_of;
use super::identity::{build_identity, name, version};
use super::requirements::{build_variables, requirements};
use crate::model::{
    About, BuildGroup, BuildIdentity, CargoInstall, Disclosure, GroupId, PackagePlan, PackageRequirements,
};
use crate::problem::Findings;

/// A package that lacks only its group.
pub(super) struct Draft {
    pub(super) crate_name: String,
    pub(super) directory: Utf8PathBuf,
    pub(super) name: CondaName,
    pub(super) version: CondaVersion,
    pub(super) platform: Platform,
    pub(super) build: BuildIdentity,
    pub(super) install: CargoInstall,
    pub(super) about: About,
    pub(super) requirements: PackageRequirements,
    pub(super) disclosure: Disclosure,
    pub(super) extra_input_globs: Vec<String>,
    pub(super) tests: Option<Vec<String>>,
    /// The group that the package would be in if it were the only one.
    pub(super) own_group: BuildGroup,
}

/// Describes each candidate as a package, in the same order. A candidate whose conda name is invalid is left
/// out, with a problem in `findings`.
pub(super) fn describe(
    configured: &Configured<'_>,
    candidates: Vec<Candidate<'_>>,
    findings: &mut Findings,
) -> Result<Vec<Draft>, PlanError> {
    let drafts = candidates.into_iter().map(|candidate| Draft::of(configured, candidate, findings));
    drafts.filter_map(Result::transpose).collect()
}

impl Draft {
    fn of(
        configured: &Configured<'_>,
        candidate: Candidate<'_>,
        findings: &mut Findings,
    ) -> Result<Option<Self>, PlanError> {
        check_features(&candidate, findings);
        check_binaries(configured.input.workspace, &candidate, findings);
        check_binary_names(&candidate, findings);
        check_extra_args(&candidate.config, findings);
        check_features_of(configured.input.workspace, &candidate, findings);
        let Some(name) = name(candidate.member, &candidate.config, configured.name_prefix(), findings) else {
            return Ok(None);
        };
        let outer = &configured.input.request.outer.metadata;
        let version = version(candidate.member, &candidate.config, findings);
        let profile = configured.profiles.of(&candidate.config, findings);
        let about = about(configured, &candidate, findings);
        let requirements = requirements(configured, &candidate, findings)?;
        let disclosure = disclosure(configured, &candidate, findings)?;
        let Candidate { member, platform, config, features, binaries, left_out } = candidate;
        let own_group = BuildGroup {
            platform,
            toolchain: configured.toolchain,
            profile: profile.clone(),
            env: build_variables(&config, configured.toolchain),
            secrets: config.secrets.clone(),
            build_dependencies: requirements.build.clone(),
            host_dependencies: requirements.host.clone(),
        };
        Ok(Some(Self {
            crate_name: member.name().to_owned(),
            directory: member.directory().to_owned(),
            name,
            version,
            platform,
            build: build_identity(&config, outer),
            install: CargoInstall {
                all_binaries: left_out.iter().all(|left_out| !left_out.missing_features.is_empty()),
                binaries,
                left_out,
                features,
                profile,
                extra_args: config.extra_args.into_iter().map(|argument| argument.value).collect(),
            },
            about,
            requirements,
            disclosure,
            extra_input_globs: config.extra_input_globs,
            tests: config.tests,
            own_group,
        }))
    }

    /// The package, once its group is known. Its own group goes: the shared one has taken it in.
    pub(super) fn in_group(self, group: GroupId) -> PackagePlan {
        let Self {
            crate_name,
            directory,
            name,
            version,
            platform,
            build,
            install,
            about,
            requirements,
            disclosure,
            extra_input_globs,
            tests,
            own_group: _,
        } = self;
        PackagePlan {
            crate_name,
            directory,
            name,
            version,
            platform,
            build,
            install,
            about,
            requirements,
            disclosure,
            extra_input_globs,
            tests,
            group,
        }
    }
}
