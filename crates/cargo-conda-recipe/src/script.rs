//! The `cargo install` of a package, for each shell.

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, PackagePlan};

use crate::layout::SourceLayout;
use crate::shell::Shell;
use crate::text::literal_command;

/// The lines of the build script. A list: rattler-build then checks the exit code of each line on Windows too.
pub(crate) fn build_script(package: &PackagePlan, group: &BuildGroup, layout: &SourceLayout) -> Vec<String> {
    let shell = Shell::of(layout.build_platform(package.platform));
    // What a person says counts more than what is known of a crate.
    let is_free = |name: &String| !group.env.contains_key(name) && !group.secrets.contains(name);
    let variables =
        package.requirements.native.iter().flat_map(|native| &native.env).filter(|(name, _)| is_free(name));
    let mut lines: Vec<_> = variables
        .map(|(name, value)| shell.set_variable(name, &shell.native_value(*value, package.platform)))
        .collect();
    // Two crates may be led to one library.
    lines.sort();
    lines.dedup();
    lines.push(cargo_install(package, layout, shell));
    lines.iter().map(|line| literal_command(line)).collect()
}

/// Writes all variables that a build sees into a file.
pub(crate) fn dump_script(build_platform: Platform) -> String {
    let dump = match Shell::of(build_platform) {
        // Nothing but bash itself: what is called `env` may be anything, and not each knows `-0`.
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
    if layout.is_watched() {
        // What cargo compiles, said in a form that can be read.
        push("--message-format");
        push("json-render-diagnostics");
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
    command
}

/// What an installed package must be able to do: the configured commands, or answer at all.
///
/// A program that knows neither `--version` nor `--help` is rare enough to be asked to say what it does know.
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
