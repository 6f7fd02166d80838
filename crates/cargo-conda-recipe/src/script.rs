//! The scripts of a recipe: the build, the tests, and the dump of an environment's variables.

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, NoticePlan, PackagePlan};

use crate::assets;
use crate::layout::SourceLayout;
use crate::products;
use crate::shell::Shell;
use crate::text::literal_command;
use crate::words::Words;

/// The variable that names the target of cargo's builds. Activation scripts of conda's compilers set it, too.
const CARGO_TARGET: &str = "CARGO_BUILD_TARGET";

/// Returns the commands of the build script. From a list, rattler-build checks the exit code of each command,
/// also on Windows.
pub(crate) fn build_script(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Vec<String> {
    let shell = Shell::of(layout.build_platform(package.platform));
    // Variables from the configuration win over those of the built-in table.
    let is_free = |name: &String| !group.env.contains_key(name) && !group.secrets.contains(name);
    let variables =
        package.requirements.native.iter().flat_map(|native| &native.env).filter(|(name, _)| is_free(name));
    let mut lines: Vec<_> = variables
        .map(|(name, value)| shell.set_variable(name, &shell.native_value(*value, package.platform)))
        .collect();
    // Two crates may have the same variable.
    lines.sort();
    lines.dedup();
    if !package.target.is_usual() {
        lines.push(shell.set_variable(CARGO_TARGET, &shell.quote(package.target.as_str())));
    }
    lines.extend(products::build_commands(package, layout, shell));
    lines.extend(assets::install_commands(package, layout, shell));
    if layout.calls_bundle_licenses(package) {
        lines.extend(bundle_licenses(package, layout, shell));
    }
    lines.iter().map(|line| literal_command(line)).collect()
}

/// Returns the commands that collect the licences of the crates in a package. cargo-bundle-licenses looks at
/// the member of the working directory, and turns on its default features always.
fn bundle_licenses(
    package: &PackagePlan,
    layout: &SourceLayout,
    shell: Shell,
) -> impl Iterator<Item = String> + use<> {
    let directory = layout.path_in_sources(&package.directory);
    let mut words = Words::new(
        shell,
        format!(
            "cargo bundle-licenses --format yaml --output \"{}\"",
            shell.in_source_directory(NoticePlan::FILE)
        ),
    );
    words.push_features(package.install.features.features.iter().cloned());
    let enter = (directory != ".").then(|| shell.change_directory(directory.as_str()));
    enter.into_iter().chain([words.finish(layout)])
}

/// Returns the command that writes all environment variables into the file `environment` of the build
/// directory.
pub(crate) fn dump_script(build_platform: Platform) -> String {
    let dump = match Shell::of(build_platform) {
        // Only built-in commands of bash are used, since not every program called `env` knows `-0`.
        Shell::Bash => {
            "set +x; while IFS= read -r name; do printf '%s=%s\\0' \"$name\" \"${!name}\"; done \
             < <(compgen -e) > \"$BUILD_DIR/environment\""
        }
        Shell::Cmd => "set > \"%BUILD_DIR%\\environment\"",
    };
    dump.to_owned()
}

/// Returns the commands that test an installed package: those of the configuration, or those for its product.
pub(crate) fn test_script(package: &PackagePlan) -> Vec<String> {
    match &package.tests {
        Some(commands) => commands.iter().map(|command| literal_command(command)).collect(),
        None => products::test_commands(package, Shell::of(package.platform)),
    }
}
