//! Finds out whether a build asks the compilers for code for the processor of this very machine.
//!
//! `-Ctarget-cpu=native` is the same text on every machine and gives other programs on each, so a package
//! that is built with it must not pass for the package of another machine.

use cargo_conda_workspace::CargoConfig;
use fs_err as fs;

use crate::api::BuildRequest;
use crate::freshness::RequestedInputs;

/// How rustc, GCC and Clang are asked for it.
const FLAGS: [&str; 4] = ["target-cpu=native", "march=native", "mcpu=native", "mtune=native"];

/// Whether a variable, a setting or a configuration file of cargo's asks for code for this processor.
pub(super) fn is_for_this_processor(request: BuildRequest<'_>, requested: &RequestedInputs) -> bool {
    let BuildRequest { workspace, options, .. } = request;
    let home = options.environment.cargo_home().into_iter();
    let home = home.flat_map(|home| CargoConfig::NAMES.map(|name| home.join(name)));
    let own = CargoConfig::PATHS.map(|path| workspace.root().join(path)).into_iter();
    let files = own.chain(workspace.outer_cargo_configs().iter().cloned()).chain(home);
    let mut texts = files.filter_map(|path| fs::read_to_string(path).ok());
    requested.variables.values().chain(requested.settings.values()).any(|text| asks(text))
        || texts.any(|text| asks(&text))
}

fn asks(text: &str) -> bool {
    FLAGS.iter().any(|flag| text.contains(flag))
}
