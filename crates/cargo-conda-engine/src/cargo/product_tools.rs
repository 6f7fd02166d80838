//! The programs that builds run besides cargo, as the machine has them.

use std::collections::{BTreeMap, BTreeSet};

use cargo_conda_plan::Toolchain;

use super::command::toolchain_command;
use crate::api::BuildRequest;

/// The versions, in their own words, of the programs that packages need of the machine, by name; `None` for
/// one that is not there. With conda's toolchain these programs come from channels.
pub(crate) fn product_tools(request: BuildRequest<'_>) -> BTreeMap<&'static str, Option<String>> {
    let plan = request.plan;
    let on_machine =
        plan.packages.iter().filter(|package| plan.group_of(package).toolchain == Toolchain::System);
    let names: BTreeSet<_> = on_machine.flat_map(|package| package.product.tools()).copied().collect();
    names.into_iter().map(|name| (name, version(request, name))).collect()
}

fn version(request: BuildRequest<'_>, program: &str) -> Option<String> {
    let output = toolchain_command(program, request).arg("--version").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
