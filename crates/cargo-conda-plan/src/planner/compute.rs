//! Runs the stages of planning one after the other.
//!
//! What is wrong with manifests is collected in one [`Findings`] that all stages are handed, so that every
//! problem is reported at once. What is wrong with the request ends the computation where it is found.

use std::collections::BTreeMap;

use cargo_conda_workspace::Workspace;

use super::checks::{check_native_overrides, find_file_clashes, find_name_clashes};
use super::clarifications::find_unused_clarifications;
use super::configured::Configured;
use super::draft::describe;
use super::error::PlanError;
use super::grouped::Grouped;
use super::rust_version::variants;
use super::selected::{Selected, likeliest_first};
use super::shares::{Share, keep_share};
use crate::model::{Plan, Skip, Toolchain};
use crate::problem::{Findings, Warning};
use crate::request::PlanRequest;
use crate::source::SourceTree;

/// Everything that a plan is computed from.
#[derive(Clone, Copy)]
pub struct PlanInput<'a> {
    /// The workspace, as it was loaded.
    pub workspace: &'a Workspace,
    /// The files around the manifests, for the few questions that manifests do not answer.
    pub files: &'a dyn SourceTree,
    /// What the caller asks for.
    pub request: &'a PlanRequest,
}

impl Plan {
    /// Computes the plan. Equal input gives an equal plan.
    ///
    /// # Errors
    ///
    /// All problems of all manifests at once, or the first thing in the request that cannot be met.
    pub fn compute(input: PlanInput<'_>) -> Result<Self, PlanError> {
        let mut findings = Findings::default();
        let configured = Configured::read(input, &mut findings)?;
        let Selected { candidates, mut skipped } = Selected::judge(&configured, &mut findings)?;
        let drafts = describe(&configured, &candidates, &mut findings)?;
        find_name_clashes(input.workspace, &drafts, &mut findings);
        let Share { kept, elsewhere } = keep_share(&configured, drafts)?;
        for skip in elsewhere {
            skipped.entry(skip.crate_name.clone()).or_insert(skip);
        }
        finish(&configured, Grouped::of(kept), skipped, findings)
    }
}

/// The last stage: what only the whole can tell, and whether there is anything to build.
fn finish(
    configured: &Configured<'_>,
    grouped: Grouped,
    mut skipped: BTreeMap<String, Skip>,
    mut findings: Findings,
) -> Result<Plan, PlanError> {
    let PlanInput { workspace, request, .. } = configured.input;
    let Grouped { packages, groups } = grouped;
    let variants = variants(configured, &packages, &mut findings);
    check_native_overrides(configured, &packages, &mut findings);
    if configured.toolchain == Toolchain::Conda {
        for path in workspace.outer_cargo_configs() {
            findings.warn(Warning::OuterCargoConfig { path: path.clone() });
        }
    }
    find_file_clashes(&packages, &mut findings);
    find_unused_clarifications(configured, &packages, &mut findings)?;
    let warnings = findings.into_warnings()?;

    // A member that is a package on one platform is not skipped, even if it is none on another.
    for package in &packages {
        skipped.remove(&package.crate_name);
    }
    let skipped: Vec<_> = skipped.into_values().collect();
    if packages.is_empty() && !request.selection.is_share() {
        return Err(PlanError::NothingSelected(likeliest_first(workspace, skipped)));
    }
    let selected: Vec<_> =
        packages.iter().filter_map(|package| workspace.member(&package.crate_name)).collect();
    configured.features.check(&selected)?;
    let (channels, against) = (configured.channels(), configured.against());
    let remap_paths = configured.remap_paths();
    Ok(Plan { packages, groups, skipped, channels, against, variants, remap_paths, warnings })
}
