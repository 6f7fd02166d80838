//! Members that only Cargo's own rules leave out, in a workspace where nothing else becomes a package.

use std::sync::Arc;

use super::bystanders::is_bystander;
use super::configured::Configured;
use super::proposals::{Place, Proposal};
use super::value::ProposedValue;
use crate::model::{Plan, Skip, SkipReason};
use crate::planner::{PlanError, PlanInput};
use crate::request::PlanRequest;
use crate::source::Source;

/// The plan, and the proposals without which it would have no package.
pub(super) fn included(
    input: PlanInput<'_>,
    configured: &Configured<'_>,
) -> Result<(Plan, Vec<Proposal>), PlanError> {
    let skipped = match Plan::compute(input) {
        Ok(plan) => return Ok((plan, Vec::new())),
        Err(PlanError::NothingSelected(skipped)) => skipped,
        Err(error) => return Err(error),
    };
    let is_product = |skip: &&Skip| {
        let is_by_rule = matches!(skip.reason, SkipReason::Unpublished | SkipReason::OutsideDefaultMembers);
        let member = input.workspace.member(&skip.crate_name);
        is_by_rule
            && member.is_some_and(|member| {
                !configured.has(member, "skip") && is_bystander(input.workspace, member).is_none()
            })
    };
    let (products, others): (Vec<_>, Vec<_>) = skipped.into_iter().partition(|skip| is_product(&skip));
    if products.is_empty() {
        return Err(PlanError::NothingSelected(others));
    }
    // As if the proposals were written already.
    let tables = products.iter().map(|skip| format!("[package.{}]\nskip = false\n", skip.crate_name));
    let path = input.workspace.root().join("proposed.toml");
    let written = Arc::new(Source { path, text: tables.collect() });
    let config_files = input.request.config_files.iter().cloned().chain([written]).collect();
    let request = PlanRequest { config_files, ..input.request.clone() };
    let plan = Plan::compute(PlanInput { request: &request, ..input })?;
    let proposals = products.into_iter().map(|Skip { crate_name, reason, .. }| Proposal {
        place: Place::Member(crate_name),
        key: "skip",
        value: ProposedValue::Flag(false),
        reason: format!("without it, no crate of the workspace becomes a package: {reason}"),
    });
    Ok((plan, proposals.collect()))
}
