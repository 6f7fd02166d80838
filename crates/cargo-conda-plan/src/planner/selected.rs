//! The second stage: which members become packages.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_workspace::{FeaturesOf, Member, Workspace};

use super::assets::patterns;
use super::candidate::Candidate;
use super::checks::{check_binaries, check_features};
use super::compute::PlanInput;
use super::configured::Configured;
use super::error::PlanError;
use super::selection::Selector;
use crate::model::{Product, Skip, SkipReason};
use crate::problem::{Findings, Problem};
use crate::request::{Affected, Concerned};

/// The verdicts on all members, for all platforms.
pub(super) struct Selected<'a> {
    /// The members that become packages, by platform and then by crate name.
    pub(super) candidates: Vec<Candidate<'a>>,
    /// The verdicts on the others, by crate name; the one of the first platform if they differ.
    pub(super) skipped: BTreeMap<String, Skip>,
}

impl<'a> Selected<'a> {
    /// Judges every member for every platform.
    pub(super) fn judge(configured: &Configured<'a>, findings: &mut Findings) -> Result<Self, PlanError> {
        let mut selected = Self { candidates: Vec::new(), skipped: BTreeMap::new() };
        for platform in configured.platforms() {
            selected.judge_for(configured, platform, findings)?;
        }
        Ok(selected)
    }

    fn judge_for(
        &mut self,
        configured: &Configured<'a>,
        platform: Platform,
        findings: &mut Findings,
    ) -> Result<(), PlanError> {
        let PlanInput { workspace, request, .. } = configured.input;
        let selector = Selector::new(workspace, platform, request)?;
        let mut candidates: Vec<_> =
            workspace.members().map(|member| Candidate::new(configured, member, platform)).collect();
        let verdicts = selector.judge(&candidates);
        for (candidate, verdict) in candidates.iter_mut().zip(&verdicts) {
            for Problem { location, kind } in candidate.take_problems(verdict) {
                findings.report(location, kind);
            }
        }
        for candidate in candidates.iter().filter(|candidate| candidate.buildable().is_err()) {
            // A misspelt binary or feature in the configuration may be the reason.
            check_binaries(workspace, candidate, findings);
            check_features(candidate, findings);
        }
        if findings.problems.is_empty() {
            selector.check_explicit(&candidates, &verdicts)?;
        }
        for (candidate, verdict) in candidates.into_iter().zip(verdicts) {
            match verdict
                .and_then(|()| check_affected(configured, &candidate))
                .and_then(|()| check_concerned(configured, &candidate))
            {
                Ok(()) => {
                    candidate.warnings.iter().cloned().for_each(|warning| findings.warn(warning));
                    self.candidates.push(candidate);
                }
                Err(reason) => {
                    let also = selector.evidence_besides(&candidate).map(Box::new);
                    let skip = Skip {
                        also,
                        ..Skip::new(workspace, candidate.member, reason, request.config_file())
                    };
                    self.skipped.entry(skip.crate_name.clone()).or_insert(skip);
                }
            }
        }
        Ok(())
    }
}

/// With `--since`, a member whose sources are unchanged is skipped, and so are the files that its package
/// installs.
///
/// With the features of the workspace, a change of any member may concern the package: its manifest decides
/// about these features too.
fn check_affected(configured: &Configured<'_>, candidate: &Candidate<'_>) -> Result<(), SkipReason> {
    let Some(Affected { since, members, files }) = &configured.input.request.selection.affected else {
        return Ok(());
    };
    let is_affected = match candidate.features.of {
        FeaturesOf::Package => members.contains(candidate.member.name()),
        FeaturesOf::Workspace => !members.is_empty(),
    };
    let installed = patterns(configured, &candidate.config);
    let of_products = candidate.products.iter().flat_map(Product::source_patterns);
    let installed: Vec<_> = installed.into_iter().chain(of_products).collect();
    let is_installed = |file: &Utf8PathBuf| installed.iter().any(|pattern| pattern.matches(file));
    if is_affected || files.iter().any(is_installed) {
        Ok(())
    } else {
        Err(SkipReason::Unaffected { since: since.clone() })
    }
}

/// With `--affected-by`, a member is skipped if no advisory concerns a published package of it.
fn check_concerned(configured: &Configured<'_>, candidate: &Candidate<'_>) -> Result<(), SkipReason> {
    let Some(Concerned { advisories, members }) = &configured.input.request.selection.concerned else {
        return Ok(());
    };
    if members.contains(&(candidate.member.name().to_owned(), candidate.platform)) {
        Ok(())
    } else {
        Err(SkipReason::Unconcerned { advisories: advisories.clone() })
    }
}

/// Sorts members by how likely they were meant to be packages, then by name: products that are left out for a
/// feature or by the user's own choice, then internal tools, then members that cannot be packages.
pub(super) fn likeliest_first(workspace: &Workspace, mut skipped: Vec<Skip>) -> Vec<Skip> {
    skipped.sort_by_key(|skip| {
        let is_product = workspace.member(&skip.crate_name).is_some_and(Member::is_publishable);
        match skip.reason {
            SkipReason::BinariesNeedFeatures(_) if is_product => 0,
            SkipReason::BinariesLeftOut
            | SkipReason::CLibraryOff
            | SkipReason::PythonOff
            | SkipReason::PythonOfConda
            | SkipReason::Configured { .. }
            | SkipReason::Excluded
            | SkipReason::OtherPlatform { .. }
            | SkipReason::OutsideDefaultMembers
            | SkipReason::Unaffected { .. }
            | SkipReason::Unconcerned { .. } => 1,
            SkipReason::Unpublished | SkipReason::BinariesNeedFeatures(_) => 2,
            SkipReason::Xtask { .. } => 3,
            SkipReason::NotRequested => 4,
            SkipReason::NoBinaries | SkipReason::CLibraryNotAskedFor | SkipReason::OtherPartition(_) => 5,
        }
    });
    skipped
}
