//! The scripts of a recipe: the build with `cargo install` or `cargo build --workspace`, the tests, and the
//! dump of an environment's variables.

use cargo_conda_mapping::Platform;
use cargo_conda_plan::{BuildGroup, CargoInstall, PackagePlan};
use cargo_conda_workspace::FeaturesOf;

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
    lines.extend(match package.install.features.of {
        FeaturesOf::Package => vec![cargo_install(package, layout, shell)],
        FeaturesOf::Workspace => workspace_build(package, layout, shell),
    });
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
    let mut words = Words::new(
        shell,
        format!(
            "cargo install --locked --no-track --force --root {} --path {}",
            shell.install_root(package.platform),
            shell.quote(path.as_str()),
        ),
    );
    words.push_message_format(layout);
    let CargoInstall { features, profile, .. } = &package.install;
    if profile != "release" {
        words.push_all(["--profile", profile]);
    }
    if features.no_default_features {
        words.push("--no-default-features");
    }
    if features.all_features {
        words.push("--all-features");
    }
    words.push_features(features.features.iter().cloned());
    if !package.install.all_binaries {
        words.push_binaries(&package.install.binaries);
    }
    words.push_all(&package.install.extra_args);
    words.finish(layout)
}

/// Returns the commands that build a package's binaries with the features of the whole workspace, and copy
/// them to where `cargo install` would put them.
///
/// `cargo install` has no option for these features. `cargo build --workspace --bin` joins the features that
/// all members ask for, and compiles only what the named binaries need.
fn workspace_build(package: &PackagePlan, layout: &SourceLayout, shell: Shell) -> Vec<String> {
    let mut words = Words::new(shell, "cargo build --workspace --locked".to_owned());
    words.push_message_format(layout);
    let CargoInstall { features, profile, binaries, extra_args, .. } = &package.install;
    words.push_all(["--profile", profile]);
    // Without the name of a package, a feature would be for all members that have it.
    words.push_features(features.features.iter().map(|feature| {
        if feature.contains('/') { feature.clone() } else { format!("{}/{feature}", package.crate_name) }
    }));
    words.push_binaries(binaries);
    words.push_all(extra_args);

    let programs: Vec<_> =
        binaries.iter().map(|binary| format!("{binary}{}", package.platform.executable_suffix())).collect();
    let folder = profile_folder(profile);
    let mut lines = Vec::new();
    if !layout.is_read_by_engine() {
        lines.push(shell.default_target_directory().to_owned());
    }
    // What an earlier build has left in another folder must not be copied.
    lines.extend(programs.iter().map(|program| shell.remove_program(folder, program)));
    lines.push(words.finish(layout));
    lines.push(shell.make_program_directory(package.platform));
    lines.extend(programs.iter().map(|program| shell.copy_program(folder, program, package.platform)));
    lines
}

/// Returns the folder of a profile in cargo's target directory:
/// <https://doc.rust-lang.org/cargo/reference/build-cache.html>.
fn profile_folder(profile: &str) -> &str {
    match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    }
}

/// A command to which words are added.
struct Words {
    shell: Shell,
    command: String,
}

impl Words {
    /// A command that begins with this text, which is quoted already.
    fn new(shell: Shell, command: String) -> Self {
        Self { shell, command }
    }

    fn push(&mut self, word: &str) {
        self.command.push(' ');
        self.command.push_str(&self.shell.quote(word));
    }

    fn push_all(&mut self, words: impl IntoIterator<Item = impl AsRef<str>>) {
        words.into_iter().for_each(|word| self.push(word.as_ref()));
    }

    /// Adds the format in which the engine reads cargo's messages, which also writes the diagnostics into the
    /// log. People get cargo's usual output.
    fn push_message_format(&mut self, layout: &SourceLayout) {
        if layout.is_read_by_engine() {
            self.push_all(["--message-format", "json"]);
        }
    }

    /// The whole command.
    fn finish(mut self, layout: &SourceLayout) -> String {
        if layout.is_read_by_engine() {
            // In one stream, so that diagnostics stay in order with what cargo prints beside them.
            self.command.push_str(" 2>&1");
        }
        self.command
    }

    fn push_features(&mut self, features: impl Iterator<Item = String>) {
        let features: Vec<_> = features.collect();
        if !features.is_empty() {
            self.push_all(["--features", &features.join(",")]);
        }
    }

    fn push_binaries(&mut self, binaries: &[String]) {
        for binary in binaries {
            self.push_all(["--bin", binary]);
        }
    }
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
