//! What the caller's machine says of the symbols in programs.

use std::collections::BTreeSet;

use camino::Utf8Path;
use cargo_conda_engine::BuildEnvironment;
use cargo_conda_plan::{Strip, StrippedProfiles};
use cargo_conda_workspace::{CargoConfig, Workspace};

/// The profiles whose `strip` is set in a variable that reaches builds, in cargo's home, or in the
/// directories above a workspace.
pub(crate) fn stripped_profiles(workspace: &Workspace, environment: &BuildEnvironment) -> StrippedProfiles {
    let by_variable =
        environment.variable_names().filter_map(Strip::profile_of_variable).map(ToOwned::to_owned);
    let home = environment.cargo_home().into_iter();
    let home = home.flat_map(|home| CargoConfig::NAMES.map(|name| home.join(name)));
    let by_home = home.flat_map(|path| stripped_in(&path));
    StrippedProfiles {
        above: workspace.outer_cargo_configs().iter().flat_map(|path| stripped_in(path)).collect(),
        of_machine: by_variable.chain(by_home).collect(),
    }
}

/// The profiles whose `strip` a configuration file sets. Of a file that cannot be read, none: cargo fails on
/// it.
fn stripped_in(path: &Utf8Path) -> BTreeSet<String> {
    let names = CargoConfig::of_file(path).unwrap_or_default().stripped_profiles.into_iter();
    names
        .filter_map(|name| Strip::profile_of_variable(&Strip::variable(&name)).map(ToOwned::to_owned))
        .collect()
}
