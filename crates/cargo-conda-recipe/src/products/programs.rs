//! Programs, which `cargo install` builds and installs.

use cargo_conda_plan::{CargoInstall, PackagePlan, Programs};
use cargo_conda_workspace::FeaturesOf;

use super::cargo;
use crate::layout::SourceLayout;
use crate::model::PackageContents;
use crate::shell::Shell;
use crate::text::literal_pattern;
use crate::words::Words;

/// Returns the commands that build and install the binaries.
pub(super) fn build_commands(
    package: &PackagePlan,
    programs: &Programs,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    match package.install.features.of {
        FeaturesOf::Package => vec![cargo_install(package, programs, layout, shell)],
        FeaturesOf::Workspace => workspace_build(package, programs, layout, shell),
    }
}

/// Returns the commands that run each binary with `--version` or else `--help`. The few programs that know
/// neither need commands in the configuration.
pub(super) fn test_commands(programs: &Programs, shell: Shell) -> Vec<String> {
    let answers = |binary: &String| {
        let program = shell.program(binary);
        format!("{program} --version || {program} --help")
    };
    programs.binaries.iter().map(answers).collect()
}

/// Returns the binaries, which are all files of the package but for those that cargo-conda adds.
pub(super) fn contents(programs: &Programs) -> PackageContents {
    let bin = programs.binaries.iter().map(|binary| literal_pattern(binary)).collect();
    PackageContents { bin, site_packages: Vec::new(), files: Vec::new(), strict: true }
}

fn cargo_install(package: &PackagePlan, programs: &Programs, layout: &SourceLayout, shell: Shell) -> String {
    let path = layout.path_in_sources(&package.directory);
    let mut words = Words::new(
        shell,
        format!(
            "{} install --locked --no-track --force --root {} --path {}",
            cargo::command(package, layout),
            shell.install_root(package.platform),
            shell.quote(path.as_str()),
        ),
    );
    words.push_message_format(layout);
    let CargoInstall { features, profile, .. } = &package.install;
    if profile != "release" {
        words.push_all(["--profile", profile]);
    }
    words.push_own_strip(package);
    words.push_feature_selection(features);
    if !programs.all_binaries {
        words.push_binaries(&programs.binaries);
    }
    words.push_all(&package.install.extra_args);
    words.finish(layout)
}

/// Returns the commands that build a package's binaries with the features of the whole workspace, and copy
/// them to where `cargo install` would put them.
///
/// `cargo install` has no option for these features. `cargo build --workspace --bin` joins the features that
/// all members ask for, and compiles only what the named binaries need.
fn workspace_build(
    package: &PackagePlan,
    Programs { binaries, .. }: &Programs,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    let command = format!("{} build --workspace --locked", cargo::command(package, layout));
    let mut words = Words::new(shell, command);
    words.push_message_format(layout);
    let CargoInstall { features, profile, extra_args, .. } = &package.install;
    words.push_all(["--profile", profile]);
    words.push_own_strip(package);
    // Without the name of a package, a feature would be for all members that have it.
    words.push_features(features.features.iter().map(|feature| {
        if feature.contains('/') { feature.clone() } else { format!("{}/{feature}", package.crate_name) }
    }));
    words.push_binaries(binaries);
    words.push_all(extra_args);

    let programs: Vec<_> =
        binaries.iter().map(|binary| format!("{binary}{}", package.platform.executable_suffix())).collect();
    let folder = cargo::profile_folder(profile);
    let mut lines = Vec::new();
    if !layout.is_read_by_engine() {
        lines.push(shell.default_target_directory().to_owned());
    }
    // What an earlier build has left in another folder must not be copied.
    lines.extend(programs.iter().map(|program| shell.remove_built(folder, program)));
    lines.push(words.finish(layout));
    let directory = shell.program_directory(package.platform);
    lines.push(shell.make_directory(&directory));
    lines.extend(programs.iter().map(|program| shell.copy_built(folder, program, &directory)));
    lines
}
