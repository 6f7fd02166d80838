//! The scripts of a recipe: the build with `cargo install`, the tests, and the dump of an environment's
//! variables.

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, PackagePlan};

use crate::layout::SourceLayout;
use crate::shell::Shell;
use crate::text::literal_command;

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
    lines.push(cargo_install(package, layout, shell));
    lines.iter().map(|line| literal_command(line)).collect()
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

fn cargo_install(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> String {
    let path = layout.member_path(&package.directory);
    let mut command = format!(
        "cargo install --locked --no-track --force --root {} --path {}",
        shell.install_root(package.platform),
        shell.quote(path.as_str()),
    );
    let mut push = |word: &str| {
        command.push(' ');
        command.push_str(&shell.quote(word));
    };
    if layout.is_read_by_engine() {
        // For the engine, which also writes the diagnostics into the log.
        push("--message-format");
        push("json");
    }
    if package.install.profile != "release" {
        push("--profile");
        push(&package.install.profile);
    }
    if package.install.features.no_default_features {
        push("--no-default-features");
    }
    if package.install.features.all_features {
        push("--all-features");
    }
    if !package.install.features.features.is_empty() {
        push("--features");
        push(&package.install.features.features.join(","));
    }
    if !package.install.all_binaries {
        for binary in &package.install.binaries {
            push("--bin");
            push(binary);
        }
    }
    for argument in &package.install.extra_args {
        push(argument);
    }
    if layout.is_read_by_engine() {
        // In one stream, so that diagnostics stay in order with what cargo prints beside them.
        command.push_str(" 2>&1");
    }
    command
}

/// Returns the commands that test an installed package: those of the configuration, or `--version` or else
/// `--help` of each binary.
///
/// The few programs that know neither need commands in the configuration.
pub(crate) fn test_script(package: &PackagePlan) -> Vec<String> {
    if let Some(commands) = &package.tests {
        return commands.iter().map(|command| literal_command(command)).collect();
    }
    let shell = Shell::of(package.platform);
    let answers = |binary: &String| {
        let program = shell.program(binary);
        format!("{program} --version || {program} --help")
    };
    package.install.binaries.iter().map(answers).collect()
}
