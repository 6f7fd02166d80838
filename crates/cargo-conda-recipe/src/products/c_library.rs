//! Libraries for C programs: `cargo rustc` builds the shared library, cbindgen writes the header, and the
//! script installs both as `cargo cinstall` would.

use camino::Utf8Path;
use cargo_conda_plan::{CLibrary, CargoInstall, PackagePlan, SharedLibrary};

use super::cargo;
use crate::layout::SourceLayout;
use crate::shell::Shell;
use crate::words::Words;

/// Returns the commands that build and install the library.
pub(super) fn build_commands(
    package: &PackagePlan,
    library: &CLibrary,
    layout: &SourceLayout,
    shell: Shell,
) -> Vec<String> {
    let platform = package.platform;
    let mut lines = Vec::new();
    if !layout.is_read_by_engine() {
        lines.push(shell.default_target_directory().to_owned());
    }
    let folder = cargo::profile_folder(&package.install.profile);
    let (built, import_library) = library.built_files(platform);
    if library.has_runtime() || import_library.is_some() {
        // Builds of programs of the same crate write a library of this name too, but without a version in it.
        let folders = [folder.to_owned(), format!("{folder}/deps")];
        lines.extend(folders.iter().map(|folder| shell.remove_built(folder, &built)));
    }
    lines.push(cargo_rustc(package, library, layout, shell));

    let mut directories: Vec<_> =
        package.installed_files().filter_map(|file| file.parent().map(Utf8Path::to_owned)).collect();
    directories.sort();
    directories.dedup();
    lines.extend(directories.iter().map(|directory| shell.make_directory(&shell.in_prefix(directory))));

    let SharedLibrary { file, links, import_library: installed_import } = library.shared_library(platform);
    if library.has_runtime() {
        lines.push(shell.copy_built(folder, &built, &shell.in_prefix(&file)));
        let name = file.file_name().unwrap_or_default();
        lines.extend(links.iter().map(|link| shell.link(name, &shell.in_prefix(link))));
    }
    if library.has_development() {
        if let (Some(built), Some(installed)) = (import_library, installed_import) {
            lines.push(shell.copy_built(folder, &built, &shell.in_prefix(&installed)));
        }
        lines.extend(header(package, library, layout, shell));
        let file = shell.in_prefix(&library.pkg_config_file(platform));
        lines.push(shell.write_lines(&library.pkg_config.lines(), None, &file));
    }
    for (source, destination) in library.assets(platform) {
        let source = layout.path_in_sources(source);
        lines.push(shell.copy(&shell.quote_path(&source), &shell.in_prefix(&destination)));
    }
    lines
}

/// Returns the command that builds the shared library. Only the crate itself gets further arguments of rustc,
/// so that all others are the same units as in builds of programs.
fn cargo_rustc(package: &PackagePlan, library: &CLibrary, layout: &SourceLayout, shell: Shell) -> String {
    let manifest = layout.path_in_sources(&package.directory).join("Cargo.toml");
    let command = format!("{} rustc --locked --lib --crate-type cdylib", cargo::command(package, layout));
    let mut words = Words::new(shell, command);
    words.push_all(["--manifest-path", manifest.as_str()]);
    words.push_message_format(layout);
    let CargoInstall { features, profile, extra_args, .. } = &package.install;
    words.push_all(["--profile", profile]);
    words.push_own_strip(package);
    words.push_feature_selection(features);
    words.push_all(extra_args);
    words.push_all(["--", "--cfg", "cargo_c"]);
    words.push_all(link_args(package, library));
    words.push_all(&library.rustc_args);
    words.finish(layout)
}

/// Returns the arguments of rustc that write the name and the version of the library into it.
fn link_args(package: &PackagePlan, library: &CLibrary) -> Vec<String> {
    let platform = package.platform;
    let arguments = match library.soname(platform) {
        None => Vec::new(),
        Some(soname) if platform.is_osx() => {
            let versions = library.abi.as_ref().map_or_else(String::new, |abi| {
                format!(",-current_version,{},-compatibility_version,{abi}", library.full_version())
            });
            let name = format!("-Wl,-install_name,@rpath/{soname}{versions}");
            // The name has to be replaced by a longer one when the package is installed.
            vec![name, "-Wl,-headerpad_max_install_names".to_owned()]
        }
        Some(soname) => vec![format!("-Wl,-soname,{soname}")],
    };
    arguments.into_iter().flat_map(|argument| ["-C".to_owned(), format!("link-arg={argument}")]).collect()
}

/// Returns the command with which cbindgen writes the header; `None` if it writes none.
fn header(package: &PackagePlan, library: &CLibrary, layout: &SourceLayout, shell: Shell) -> Option<String> {
    let generated = library.generated_header.as_ref()?;
    let file = library.generated_header_file(package.platform)?;
    let directory = layout.path_in_sources(&package.directory);
    let cbindgen = format!("cbindgen {}", shell.quote_path(&directory));
    Some(shell.write_lines(&generated.definitions, Some(&cbindgen), &shell.in_prefix(&file)))
}
