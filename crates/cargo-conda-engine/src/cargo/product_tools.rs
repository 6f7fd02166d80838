//! The programs that builds run besides cargo, as the machine has them.

use std::collections::{BTreeMap, BTreeSet};

use super::command::toolchain_command;
use crate::api::BuildRequest;

/// The versions, in their own words, of programs of the machine, by name; `None` for one that is not there.
pub(crate) fn product_tools(
    request: BuildRequest<'_>,
    names: BTreeSet<&'static str>,
) -> BTreeMap<&'static str, Option<String>> {
    names.into_iter().map(|name| (name, version(request, name))).collect()
}

fn version(request: BuildRequest<'_>, program: &str) -> Option<String> {
    let output = toolchain_command(program, request).arg("--version").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
