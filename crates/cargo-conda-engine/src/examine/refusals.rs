//! The errors with which a build would end before it begins. A build ends with the first.

use crate::api::{BuildRequest, EngineError};
use crate::run::{check_request, status};
use crate::scratch::Scratch;

/// The errors of [`check_request`], each once: those of the plan without what was refused already.
pub(super) fn refusals(request: BuildRequest<'_>) -> Vec<EngineError> {
    let mut plan = request.plan.clone();
    let mut refusals = Vec::new();
    while let Err(error) = check_request(BuildRequest { plan: &plan, ..request }) {
        let has_more = match &error {
            EngineError::SecretNotSet { name } => {
                plan.groups.values_mut().for_each(|group| group.secrets.retain(|secret| secret != name));
                true
            }
            EngineError::ForeignPlatform { target, .. } => {
                plan.groups.retain(|_, group| group.platform != *target);
                true
            }
            // Nothing can be taken from the plan against it.
            _ => false,
        };
        refusals.push(error);
        if !has_more {
            break;
        }
    }
    refusals
}

/// The error of a plan whose packages cannot be told fresh from stale, as before each build: a toolchain that
/// is too old, a recipe that cannot be rendered; `None` if a build comes as far as that.
pub(super) fn refusal_of_status(request: BuildRequest<'_>) -> Option<EngineError> {
    match status(request).err()? {
        // Channels are asked one by one.
        EngineError::Against { .. } => None,
        error => Some(error),
    }
}

/// The error about the place of the scratch directory, which is not made; `None` if builds work there.
pub(super) fn refusal_of_place(request: BuildRequest<'_>) -> Option<EngineError> {
    Scratch::checked(&request.options.scratch).err()
}
