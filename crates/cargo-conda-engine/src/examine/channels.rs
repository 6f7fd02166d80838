//! Whether channels answer.

use std::collections::BTreeSet;

use crate::api::{BuildRequest, Check, EngineError, Finding, Network};
use crate::rattler::{RattlerSession, SessionOptions};

/// The channels of the plan and those that it is compared with.
pub(super) fn channels(request: BuildRequest<'_>) -> Vec<Finding> {
    let BuildRequest { plan, options, .. } = request;
    if plan.channels.is_empty() && plan.against.is_empty() {
        return Vec::new();
    }
    if options.network == Network::Offline {
        return vec![Finding::fine(Check::Channels, "channels were not asked, because of `--offline`")];
    }
    let session = match RattlerSession::new(&SessionOptions::of(request)) {
        Ok(session) => session,
        Err(error) => return vec![Finding::of_error(Check::Channels, &error)],
    };
    let platforms: BTreeSet<_> = plan.packages.iter().map(|package| package.platform).collect();
    let names: Vec<_> = plan.packages.iter().map(|package| package.name.to_string()).collect();
    let answers = session.answers(&platforms.into_iter().collect::<Vec<_>>(), &names);
    let finding = |(channel, answer)| match answer {
        Ok(()) => Finding::fine(Check::Channels, format!("the channel `{channel}` answers")),
        Err(source) => Finding::of_error(Check::Channels, &EngineError::UnreadChannel { channel, source }),
    };
    answers.into_iter().map(finding).collect()
}
